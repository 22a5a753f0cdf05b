using JitSsh.Core.Common;

namespace JitSsh.Core.CloudRuns;

/// <summary>Which runs a list shows. Filters combine.</summary>
/// <param name="Integration">Of this integration's servers.</param>
/// <param name="Server">Of this server.</param>
/// <param name="Request">For this request.</param>
/// <param name="Kinds">Of these kinds; empty for all.</param>
/// <param name="LatestOnly">Of each server and kind only the newest.</param>
public sealed record CloudRunFilter(IntegrationId? Integration = null, ServerId? Server = null, RequestId? Request = null, IReadOnlyList<CloudRunKind>? Kinds = null, bool LatestOnly = false);

/// <summary>What the store of runs guarantees. Every move is audited in its own transaction.</summary>
public interface ICloudRunStore
{
    /// <summary>Adds those runs of which the server has none of that kind open. The number added.</summary>
    Task<int> AddAsync(IReadOnlyList<CloudRun> runs, Actor by, CancellationToken cancel);

    /// <summary>Runs, the newest first.</summary>
    Task<PageOf<CloudRun>> ListAsync(CloudRunFilter filter, Page page, CancellationToken cancel);

    /// <summary>Begins up to so many waiting runs, oldest first, never two on one server.</summary>
    Task<IReadOnlyList<CloudRun>> BeginAsync(ConnectorId connector, int atMost, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The ids of running runs that somebody wants stopped.</summary>
    Task<IReadOnlyList<CloudRunId>> CancelAskedAsync(CancellationToken cancel);

    /// <summary>Ends a running run; false when it was not running any more.</summary>
    Task<bool> EndAsync(CloudRun run, CloudRunResult result, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Cancels what waits and asks what runs to stop. The number concerned.</summary>
    Task<int> CancelAsync(CloudRunFilter filter, Actor by, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Lets runs that a process that is gone had begun wait again: every kind may be done twice.</summary>
    Task RecoverAsync(ConnectorId connector, CancellationToken cancel);

    /// <summary>The servers whose host keys the integrations' settings want read by themselves: new ones, running, none accepted, and not tried since.</summary>
    Task<IReadOnlyList<CloudRun>> DueHostKeysAsync(ConnectorId connector, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The servers on which the integrations' settings want ends carried out by Run Command now, and when the next is due.</summary>
    Task<(IReadOnlyList<CloudRun> Due, DateTimeOffset? Next)> DueEndsAsync(ConnectorId connector, DateTimeOffset now, CancellationToken cancel);
}
