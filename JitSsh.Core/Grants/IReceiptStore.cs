using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Grants;

/// <summary>Something that was left behind, as lists show it.</summary>
/// <param name="Residue">What it is.</param>
/// <param name="ServerName">Where.</param>
/// <param name="AcceptedByName">Who accepted it; null while nobody did.</param>
public sealed record ResidueRow(Residue Residue, string ServerName, string? AcceptedByName);

/// <summary>A server that shows another host key than the accepted one.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="ServerName">Its name.</param>
/// <param name="Text">What was seen.</param>
public sealed record HostKeyAlarm(ServerId ServerId, string ServerName, string Text);

/// <summary>What waits for an admin.</summary>
/// <param name="Alarms">Servers with a changed host key.</param>
/// <param name="Residue">What was left behind, the newest first.</param>
public sealed record OpenItemList(IReadOnlyList<HostKeyAlarm> Alarms, PageOf<ResidueRow> Residue);

/// <summary>What the store of receipts and residue guarantees. Both come in with a server's answer (<see cref="IReconcileStore"/>).</summary>
public interface IReceiptStore
{
    /// <summary>The newest receipts of each grant of a request, the newest first.</summary>
    Task<IReadOnlyList<(GrantId Grant, Receipt Receipt)>> OfRequestAsync(RequestId request, CancellationToken cancel);

    /// <summary>The newest receipts of a server that tell of drift, the newest first.</summary>
    Task<IReadOnlyList<Receipt>> DriftAsync(ServerId server, CancellationToken cancel);

    /// <summary>What is open on all servers, or on those of some integrations.</summary>
    Task<OpenItemList> OpenAsync(IReadOnlyCollection<IntegrationId>? within, Page page, CancellationToken cancel);

    /// <summary>How much is open on all servers, or on those of some integrations.</summary>
    Task<int> CountOpenAsync(IReadOnlyCollection<IntegrationId>? within, CancellationToken cancel);

    /// <summary>What is still on a server, accepted or not, open items first.</summary>
    Task<IReadOnlyList<ResidueRow>> OfServerAsync(ServerId server, CancellationToken cancel);

    /// <summary>One item, or null.</summary>
    Task<ResidueRow?> FindAsync(ResidueId id, CancellationToken cancel);

    /// <summary>Accepts an item that is open; false when it is not any more.</summary>
    Task<bool> AcceptAsync(ResidueId id, PersonId by, string reason, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);
}
