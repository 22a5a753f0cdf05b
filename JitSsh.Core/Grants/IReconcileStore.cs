using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>A server that one connector process works on for a while.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Generation">Higher than that of any lease before.</param>
/// <param name="Holder">The connector process.</param>
/// <param name="Until">When the lease ends by itself.</param>
/// <param name="Target">How to reach it; null when it cannot be reached, and then <paramref name="Failure"/> says why.</param>
/// <param name="Failure">Why there is no target.</param>
/// <param name="FailureText">The same as a sentence.</param>
/// <param name="OverCloud">True when the work goes over the cloud's control plane: then it says nothing about SSH.</param>
public sealed record ServerLease(
    ServerId ServerId, long Generation, string Holder, DateTimeOffset Until, ShellTarget? Target, ShellFailure? Failure, string FailureText = "", bool OverCloud = false);

/// <summary>The state of every server's work, kept in the database so that nothing is lost with a process.</summary>
public interface IReconcileStore
{
    /// <summary>Leases up to so many due servers of a connector's integrations, the most overdue first. Each lease raises the server's generation.</summary>
    Task<IReadOnlyList<ServerLease>> LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, int atMost, CancellationToken cancel);

    /// <summary>Leases one server, due or not, for work over the cloud's control plane; null while another has it.</summary>
    Task<ServerLease?> LeaseOverCloudAsync(ServerId server, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancel);

    /// <summary>Gives a lease back without a result: the server is due at once.</summary>
    Task ReleaseAsync(ServerLease lease, DateTimeOffset now, CancellationToken cancel);

    /// <summary>When the next server of this connector is due; null when none is.</summary>
    Task<DateTimeOffset?> NextDueAsync(ConnectorId connector, CancellationToken cancel);

    /// <summary>How many servers are due, of any connector, and taken up by nobody.</summary>
    Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>
    /// Makes the grants that approved requests lack, writes down the times of those that begin and the end of those that are over,
    /// and returns what the server is to be told. Null when the lease was lost.
    /// </summary>
    Task<ServerState?> BeginAsync(ServerLease lease, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Records what the server said, ends the lease and sets the next due time. False when the lease was lost: then nothing is recorded.</summary>
    Task<bool> ReportAnswerAsync(ServerLease lease, ServerAnswer answer, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Records that the server could not be worked on, ends the lease and sets the next attempt, with back-off, if anything waits for it.</summary>
    Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Gives back all leases of a connector that has only one process, at its start: whoever held them is gone.</summary>
    Task ReleaseAllAsync(ConnectorId connector, CancellationToken cancel);
}
