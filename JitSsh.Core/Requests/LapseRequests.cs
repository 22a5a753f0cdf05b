using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Lets requests lapse that nobody decided in time, and asks others besides where a step says so. JitSsh's own work.</summary>
public sealed class LapseRequests(IRequestStore requests, TimeProvider clock)
{
    /// <summary>Does what is due, and says when there is something next; null when nothing waits.</summary>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await requests.OverdueAsync(now, cancel))
        {
            await requests.MoveAsync(id, RequestState.Pending, RequestState.Lapsed, now, Audited.Request(Actor.System, now, id, "lapsed", "Nobody decided in time"), cancel);
        }

        foreach (var step in await requests.EscalatingAsync(now, cancel))
        {
            await requests.EscalateAsync(
                step.RequestId, step.Number, now, Audited.Request(Actor.System, now, step.RequestId, "escalated", $"Step {step.Number + 1}: nobody decided in time, so others are asked besides"), cancel);
        }

        return await requests.NextLapseAsync(cancel);
    }
}
