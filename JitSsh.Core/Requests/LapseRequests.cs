using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Lets requests lapse that nobody decided in time. JitSsh's own work.</summary>
public sealed class LapseRequests(IRequestStore requests, TimeProvider clock)
{
    /// <summary>Lapses what is overdue and says when the next one will be; null when none waits.</summary>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await requests.OverdueAsync(now, cancel))
        {
            await requests.MoveAsync(id, RequestState.Pending, RequestState.Lapsed, null, now, Audited.Request(Actor.System, now, id, "lapsed", "Nobody decided in time"), cancel);
        }

        return await requests.NextLapseAsync(cancel);
    }
}
