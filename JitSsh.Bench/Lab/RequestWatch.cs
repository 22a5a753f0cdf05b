using System.Diagnostics;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Bench.Lab;

/// <summary>
/// Takes the time at which the product tells that a request changed, which it does right after each commit. The first is the
/// decision; the last before the state was read is the one that made it so. No polling interval falls into the figure.
/// </summary>
internal sealed class RequestWatch : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(25);
    private readonly Site site;
    private readonly RequestId request;
    private readonly SemaphoreSlim told = new(0);
    private readonly IDisposable listening;
    private readonly Lock gate = new();
    private long first;
    private long last;

    public RequestWatch(Site site, RequestId request)
    {
        (this.site, this.request) = (site, request);
        listening = site.Get<ChangeFeed>().Subscribe(Hear);
    }

    public async Task<TimeSpan> UntilAsync(AccessStatus status, TimeSpan limit)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var row = await site.ShowAsync(request);
            if (row.Status == status)
            {
                // The commit can be seen a moment before it is told. Nothing else about this request is told after it.
                await Task.Delay(Settle);
                lock (gate)
                {
                    return Stopwatch.GetElapsedTime(first, last);
                }
            }

            if (row.Status == AccessStatus.Failing || began.Elapsed > limit)
            {
                throw new InvalidOperationException($"The request is {row.Status} after {began.Elapsed}: {string.Join(" | ", row.Servers.Select(s => s.Grant?.LastError).OfType<string>().Distinct(StringComparer.Ordinal).Take(3))}");
            }

            // Looking costs the product's own machine time, so a hundred hints are answered with few looks.
            await told.WaitAsync(TimeSpan.FromSeconds(1));
            await Task.Delay(row.Servers.Count > 1 ? Settle * 10 : Settle);
            while (told.Wait(0))
            {
                // Answered by the look that follows.
            }
        }
    }

    public void Dispose() => listening.Dispose();

    private void Hear(Change change)
    {
        if (change.Of != ChangeOf.Request || change.Id != request.Value)
        {
            return;
        }

        lock (gate)
        {
            last = Stopwatch.GetTimestamp();
            first = first == 0 ? last : first;
        }

        told.Release();
    }
}
