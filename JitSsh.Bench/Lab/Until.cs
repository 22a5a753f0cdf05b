using System.Diagnostics;

namespace JitSsh.Bench.Lab;

/// <summary>Waits for a condition, with a limit.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> holds, TimeSpan limit, string problem, TimeSpan? step = null)
    {
        var began = Stopwatch.StartNew();
        while (!await holds())
        {
            if (began.Elapsed > limit)
            {
                throw new TimeoutException(problem);
            }

            await Task.Delay(step ?? TimeSpan.FromMilliseconds(20));
        }
    }
}
