using JitSsh.Core.AccessFlows;

namespace JitSsh.Core.Grants;

/// <summary>Gives what automatic flows give, and ends what they do not give any more. JitSsh's own work.</summary>
public sealed class GiveAutomatically(FindAutomaticAccess find, IGivenAccessStore given, TimeProvider clock)
{
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Does it, and says when to do it again if nothing changes meanwhile; null when there is nothing to wait for.</summary>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancel = default)
    {
        await one.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            var answer = await find.RunAsync(now, cancel);
            var words = answer is { Access.Count: > 0 } ? await find.WordsAsync(cancel) : _ => "";
            var next = await given.MatchAsync(answer?.Access ?? [], words, now, cancel);
            return answer?.Next is { } change && (next is null || change < next) ? change : next;
        }
        finally
        {
            one.Release();
        }
    }
}
