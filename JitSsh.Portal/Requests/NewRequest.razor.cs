using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.Requests;

/// <summary>Asks for access. The servers chosen are in the address, so that it can be kept or sent to a colleague.</summary>
public sealed partial class NewRequest
{
    /// <summary>More than this would make an address that servers and proxies refuse.</summary>
    private const int MostInAddress = 100;

    private static readonly string[] Fields = ["Servers", "LinuxGroups", "Duration", "Justification"];

    private readonly RequestDraft draft = new();
    private RequestableChoice choice = new([], [], TimeSpan.Zero, false);
    private IReadOnlyList<ServerId> mirrored = [];
    private ElementReference justification;
    private Forecast? forecast;
    private IReadOnlyList<Problem>? refused;
    private Guid? asked;
    private bool hasTried;
    private bool isSending;
    private int stamp;

    /// <summary>The servers chosen.</summary>
    [SupplyParameterFromQuery(Name = "server")]
    public string[]? ServersInAddress { get; set; }

    /// <summary>The request that this one repeats.</summary>
    [SupplyParameterFromQuery(Name = "again")]
    public Guid? Again { get; set; }

    [Inject]
    private FindRequestable Find { get; set; } = null!;

    [Inject]
    private SubmitRequest Submit { get; set; } = null!;

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    /// <summary>What is wrong, without scolding for what was not yet got to: until it is sent, a missing reason is only mentioned beside the form.</summary>
    private IReadOnlyList<Problem> Shown =>
        refused ?? (draft.Servers.Count == 0 || forecast is null ? [] : [.. forecast.Problems.Where(p => hasTried || p.Field != "Justification" || draft.Justification.Length > 0)]);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.AccessFlow or ChangeOf.Server;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        var fromAddress = (ServersInAddress ?? []).Select(s => TypedId.TryParse<ServerId>(s, out var id) ? id : (ServerId?)null).OfType<ServerId>().Distinct().ToList();
        if (!fromAddress.SequenceEqual(mirrored))
        {
            mirrored = fromAddress;
            draft.Servers.Clear();
            draft.Servers.AddRange(fromAddress);
        }

        return base.OnParametersSetAsync();
    }

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        if (Again is { } again && again != asked)
        {
            asked = again;
            var before = await Requests.FindAsync(Actor!, new(again), cancel);
            if (before.IsDone)
            {
                draft.AskAgain(before.Value);
            }
        }

        stamp++;
        choice = await Find.ChosenAsync(Actor!, draft.Servers, cancel);
    }

    private Task ToggleAsync(ServerId server)
    {
        if (!draft.Servers.Remove(server))
        {
            draft.Servers.Add(server);
        }

        return MirrorAsync();
    }

    private Task ForgetMissingAsync()
    {
        draft.Servers.RemoveAll(id => choice.Servers.All(s => s.Id != id));
        return MirrorAsync();
    }

    private async Task MirrorAsync()
    {
        refused = null;
        mirrored = draft.Servers.Count <= MostInAddress ? [.. draft.Servers] : [];
        var address = Address.GetUriWithQueryParameters(Paths.NewRequest, new Dictionary<string, object?>(StringComparer.Ordinal) { ["server"] = mirrored.Select(s => s.ToString()).ToArray() });
        Address.NavigateTo(address, replace: true);
        await RereadAsync();
    }

    private void Choose(string group, bool chosen) => _ = chosen ? draft.LinuxGroups.Add(group) : draft.LinuxGroups.Remove(group);

    private async Task GoOnAsync() => await justification.FocusAsync();

    private void Hear(Forecast told) => (forecast, refused) = (told, null);

    private Task KeyAsync(KeyboardEventArgs key) => key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } ? SubmitAsync() : Task.CompletedTask;

    private async Task SubmitAsync()
    {
        if (isSending)
        {
            return;
        }

        isSending = true;
        hasTried = true;
        try
        {
            var outcome = await Submit.RunAsync(Actor!, draft.ToInput(choice.MaxDuration, choice.DefaultDuration));
            refused = outcome.IsDone ? null : outcome.Problems;
            if (outcome.IsDone)
            {
                Address.NavigateTo($"{Paths.MyRequests}/{outcome.Value}");
            }
        }
        finally
        {
            isSending = false;
        }
    }
}
