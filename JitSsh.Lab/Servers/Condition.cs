using System.Diagnostics;

namespace JitSsh.Lab.Servers;

/// <summary>Waiting for something to become true, with a limit.</summary>
internal static class Condition
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task<bool> WaitAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellationToken) =>
        WaitAsync(() => Task.FromResult(condition()), limit, cancellationToken);

    /// <summary>Whether it became true before the limit.</summary>
    public static async Task<bool> WaitAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > limit)
            {
                return false;
            }

            await Task.Delay(Step, cancellationToken);
        }

        return true;
    }
}
