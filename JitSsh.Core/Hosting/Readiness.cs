using System.Diagnostics;
using System.Globalization;
using JitSsh.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>
/// Whether a load balancer should send people here: the database answers, and the portal is not about to end. A clock that differs from the database's is told and is no reason to send nobody:
/// all portals but one might be the ones that are wrong.
/// </summary>
internal sealed partial class Readiness(IDbContextFactory<JitSshContext> contexts, IHostApplicationLifetime life, TimeProvider clock, ILogger<Readiness> log) : IHealthCheck, IDisposable
{
    /// <summary>Anybody may ask, so the database is asked once in this time, however often that is.</summary>
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ClockMayDiffer = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private HealthCheckResult last;
    private long? lookedAt;

    public void Dispose() => gate.Dispose();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (life.ApplicationStopping.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("This portal is about to end.");
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (lookedAt is not { } at || Stopwatch.GetElapsedTime(at) > AtMostEvery)
            {
                (var before, last) = (last, await LookAsync(cancellationToken));
                lookedAt = Stopwatch.GetTimestamp();
                if (last.Status != HealthStatus.Healthy && last.Status != before.Status)
                {
                    NotReady(log, last.Description!, last.Exception);
                }
            }

            return last;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<HealthCheckResult> LookAsync(CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(Limit);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(limited.Token);
            var before = clock.GetUtcNow();
            var there = await context.Dialect.NowAsync(context, limited.Token).WaitAsync(limited.Token);
            var here = before + ((clock.GetUtcNow() - before) / 2);
            return there is { } now && (here - now).Duration() > ClockMayDiffer
                ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"This portal's clock is {(here - now).Duration().TotalSeconds:0} s {(here > now ? "ahead of" : "behind")} the database's. Portals share their work by the time: set the clock of whichever is wrong."))
                : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // What exactly is for the log: anybody may ask for this page.
            return HealthCheckResult.Unhealthy("The database does not answer.", e is OperationCanceledException ? null : e);
        }
    }

    [LoggerMessage(210, LogLevel.Warning, "Not ready: {Problem}")]
    private static partial void NotReady(ILogger logger, string problem, Exception? exception);
}

/// <summary>What the portal's own pages for load balancers are made of.</summary>
public static class ReadinessChecks
{
    /// <summary>The tag of the checks that say whether people should be sent here.</summary>
    public const string Tag = "ready";

    /// <summary>Adds them.</summary>
    public static IHealthChecksBuilder AddReadiness(this IHealthChecksBuilder checks)
    {
        checks.Services.AddSingleton<Readiness>();
        return checks.AddCheck<Readiness>("ready", tags: [Tag]);
    }
}
