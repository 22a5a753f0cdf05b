using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Servers;

/// <summary>The open grants on a server: whose, until when, why, and who allowed it.</summary>
public sealed partial class ServerAccess
{
    private IReadOnlyList<RequestRow>? rows;
    private IReadOnlyList<Problem> problems = [];

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public ServerId ServerId { get; set; }

    /// <summary>Its name.</summary>
    [Parameter, EditorRequired]
    public string ServerName { get; set; } = "";

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private EndAccess End { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request || (change.Of == ChangeOf.Server && change.Id == ServerId.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Requests.OnServerAsync(Actor!, ServerId, cancel);
        rows = found.IsDone ? found.Value : [];
    }

    private async Task EndAsync(RequestRow row)
    {
        if (await Dialogs.ConfirmAsync($"End the access of {row.RequesterName}?", $"Their sessions on {ServerName} end at once, and nobody can log in with this access again. On other servers it goes on.", "End access", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            problems = (await End.RunAsync(actor, row.Request.Id, ServerId)).Problems;
            await RereadAsync();
        }
    }

    private static string AllowedBy(RequestRow row)
    {
        var approvers = row.Decisions.Where(d => d.Decision.Approved).Select(d => d.ApproverName ?? "automatically");
        return $"{row.FlowName}: {string.Join(", ", approvers)}";
    }
}
