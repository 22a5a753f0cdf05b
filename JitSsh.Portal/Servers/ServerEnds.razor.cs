using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Servers;

/// <summary>What ends access on a server by itself, what was left behind there, and what others had changed.</summary>
public sealed partial class ServerEnds
{
    private IReadOnlyList<ResidueRow> residue = [];
    private IReadOnlyList<Receipt> drift = [];

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public Server Server { get; set; } = null!;

    [Inject]
    private ShowResidue Residue { get; set; } = null!;

    [Inject]
    private ShowReceipts Receipts { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Server && (change.Id == Guid.Empty || change.Id == Server.Id.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        residue = await Residue.OfServerAsync(Actor!, Server.Id, cancel) is { IsDone: true, Value: var left } ? left : [];
        drift = await Receipts.DriftAsync(Actor!, Server.Id, cancel) is { IsDone: true, Value: var changed } ? changed : [];
    }
}
