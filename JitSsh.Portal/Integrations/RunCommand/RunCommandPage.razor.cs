using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Integrations.RunCommand;

/// <summary>Host keys and preparation of an integration's servers through Run Command: choose, look, make, undo, and what came of it.</summary>
public sealed partial class RunCommandPage
{
    private const int Take = 50;

    private readonly HashSet<ServerId> chosen = [];
    private Integration? integration;
    private IReadOnlyList<Server> servers = [];
    private ILookup<ServerId, CloudRun> latest = Array.Empty<CloudRun>().ToLookup(r => r.ServerId);
    private IReadOnlyList<Problem> problems = [];
    private DateTimeOffset since;
    private string search = "";
    private int open;
    private int ended;
    private int skip;

    /// <summary>The integration's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    [Inject]
    private ListServers Servers { get; set; } = null!;

    [Inject]
    private AskCloudRuns Runs { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private IReadOnlyList<Server> Filtered => [.. servers.Where(s => s.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || s.ResourceGroup?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)];

    private IReadOnlyList<Server> PageShown => [.. Filtered.Skip(skip).Take(Take)];

    private IReadOnlyList<Server> Chosen => [.. servers.Where(s => chosen.Contains(s.Id))];

    private IReadOnlyList<Server> Without => [.. servers.Where(s => s.HostKeys.Length == 0)];

    /// <summary>Nothing is made that was not shown first.</summary>
    private IReadOnlyList<Server> WithPlan => [.. Chosen.Where(s => latest[s.Id].FirstOrDefault(r => r.Kind is CloudRunKind.Look or CloudRunKind.Undo) is { Kind: CloudRunKind.Look, State: CloudRunState.Done })];

    private string Counts
    {
        get
        {
            var alarms = servers.Count(s => s.Health == ServerHealth.HostKeyChanged);
            return $"{servers.Count(s => s.HostKeysHow == HostKeyTrust.ByCloud)} vouched for by Azure, {servers.Count(s => s.HostKeys.Length > 0 && s.HostKeysHow != HostKeyTrust.ByCloud)} accepted by hand, {Without.Count} not accepted yet{(alarms > 0 ? $", {alarms} with the alarm" : "")}.";
        }
    }

    /// <inheritdoc/>
    protected override bool Concerns(Change change) =>
        change.Of is ChangeOf.CloudRun or ChangeOf.Server || (change.Of == ChangeOf.Integration && change.Id == integration?.Id.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        integration = TypedId.TryParse<IntegrationId>(Id, out var id) && await Integrations.FindAsync(Actor!, id, cancel) is { IsDone: true, Value: { Source: AzureVmSettings } found } ? found : null;
        if (integration is null)
        {
            return;
        }

        servers = await Servers.OfIntegrationAsync(Actor!, id, cancel) is { IsDone: true, Value: var all } ? [.. all.Where(s => s.IsSeen)] : [];
        chosen.IntersectWith(servers.Select(s => s.Id));
        List<CloudRun> runs = [];
        for (var page = new Page(0, Page.Max); ; page = page with { Skip = page.Skip + Page.Max })
        {
            if (await Runs.ListAsync(Actor!, new(id, LatestOnly: true), page, cancel) is not { IsDone: true, Value: { Items.Count: > 0 } part })
            {
                break;
            }

            runs.AddRange(part.Items);
        }

        latest = runs.ToLookup(r => r.ServerId);
        open = runs.Count(r => r.IsOpen);
        since = open == 0 ? default : runs.Where(r => r.IsOpen).Min(r => r.AskedAt);
        ended = runs.Count(r => r.EndedAt >= since && open > 0);
    }

    private IEnumerable<CloudRun> RunsOf(Server server) => latest[server.Id].OrderByDescending(r => r.AskedAt);

    private static string KeysOf(Server server) =>
        server.Health == ServerHealth.HostKeyChanged ? "alarm"
        : server.HostKeys.Length == 0 ? "none"
        : server.HostKeysHow == HostKeyTrust.ByCloud ? "vouched for by Azure" : "accepted by hand";

    private void Choose(ServerId id)
    {
        if (!chosen.Remove(id))
        {
            chosen.Add(id);
        }
    }

    private void ChooseShown(ChangeEventArgs e)
    {
        foreach (var server in PageShown)
        {
            _ = e.Value is true ? chosen.Add(server.Id) : chosen.Remove(server.Id);
        }
    }

    private async Task AskAsync(CloudRunKind kind, IReadOnlyList<Server> which)
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = (await Runs.RunAsync(actor, integration!.Id, kind, which.Select(s => s.Id).ToHashSet())).Problems;
            await RereadAsync();
        }
    }

    private async Task UndoAsync()
    {
        var which = Chosen;
        if (await Dialogs.ConfirmAsync(
            which.Count == 1 ? $"Undo the preparation of {which[0].Name}?" : $"Undo the preparation of {which.Count} servers?",
            "What Run Command made there is taken away, and nothing else. JitSsh cannot work on these servers then.",
            "Undo the preparation", dangerous: true))
        {
            await AskAsync(CloudRunKind.Undo, which);
        }
    }

    private async Task StopAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = (await Runs.CancelAsync(actor, integration!.Id)).Problems;
            await RereadAsync();
        }
    }
}
