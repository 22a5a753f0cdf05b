using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Servers;

/// <summary>The open grants on a server: whose, until when, why, and who allowed it.</summary>
public sealed partial class ServerAccess
{
    private IReadOnlyList<RequestRow>? rows;

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public ServerId ServerId { get; set; }

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request || (change.Of == ChangeOf.Server && change.Id == ServerId.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Requests.OnServerAsync(Actor!, ServerId, cancel);
        rows = found.IsDone ? found.Value : [];
    }

    private static string AllowedBy(RequestRow row)
    {
        var approvers = row.Decisions.Where(d => d.Decision.Approved).Select(d => d.ApproverName ?? "automatically");
        return $"{row.FlowName}: {string.Join(", ", approvers)}";
    }
}
