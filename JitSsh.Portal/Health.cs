using JitSsh.Core.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitSsh.Portal;

/// <summary>What supervisors and load balancers ask. Anybody may, so no answer says more than a sentence about this portal.</summary>
internal static class Health
{
    /// <summary>
    /// <c>/healthz</c>: the process works, or else it should be started anew, which would help nobody while a database is away. <c>/readyz</c>: people may be sent here. 200 with
    /// <c>Healthy</c> or <c>Degraded</c>, 503 with <c>Unhealthy</c>; a line says why.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/healthz", new() { Predicate = _ => false });
        app.MapHealthChecks("/readyz", new() { Predicate = check => check.Tags.Contains(ReadinessChecks.Tag), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsync(string.Join('\n', [report.Status.ToString(), .. report.Entries.Values.Select(e => e.Description).OfType<string>()]) + "\n", context.RequestAborted);
}
