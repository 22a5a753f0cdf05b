using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Connectors;

/// <summary>The connectors there are, and how another one is added; for admins.</summary>
public sealed partial class ConnectorsPage
{
    private IReadOnlyList<ConnectorRow>? rows;
    private IReadOnlyList<Problem> problems = [];
    private NewToken? token;
    private string name = "";

    [Inject]
    private ListConnectors Connectors { get; set; } = null!;

    [Inject]
    private ManageConnectors Manage { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.Connector or ChangeOf.Integration;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await Connectors.RunAsync(Actor!, cancel);
        rows = outcome.IsDone ? outcome.Value : null;
    }

    private async Task AddAsync()
    {
        if (await ActorNowAsync() is { } actor && Take(await Manage.AddAsync(actor, name)))
        {
            name = "";
            await RereadAsync();
        }
    }

    private async Task NewTokenAsync(ConnectorId id)
    {
        if (await ActorNowAsync() is { } actor)
        {
            Take(await Manage.NewTokenAsync(actor, id));
        }
    }

    private async Task RevokeAsync(ConnectorRow row)
    {
        var text = row.Integrations.Count == 0
            ? "Its processes are refused at once. It cannot be taken back."
            : $"Its processes are refused at once, and nothing works any more on {string.Join(", ", row.Integrations)} until you choose another connector there. Access that people have ends by itself on the servers. It cannot be taken back.";
        if (!await Dialogs.ConfirmAsync($"Revoke {row.Connector.Name}?", text, "Revoke", dangerous: true) || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Manage.RevokeAsync(actor, row.Connector.Id);
        problems = outcome.Problems;
        token = token?.Connector == row.Connector.Id ? null : token;
        await RereadAsync();
    }

    private bool Take(Outcome<NewToken> outcome)
    {
        problems = outcome.Problems;
        token = outcome.IsDone ? outcome.Value : token;
        return outcome.IsDone;
    }
}
