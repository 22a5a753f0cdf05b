using System.Diagnostics;
using System.Text.Json;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>Makes one leased server match: connect, write down what begins, tell the server everything in one round trip, record what it said.</summary>
public sealed partial class ReconcileServer(IServerShell shell, ConnectorRules rules, TimeProvider clock, ILogger<ReconcileServer> log)
{
    private const string Done = "ok";

    /// <summary>Does it. Whatever goes wrong is recorded with the server and its grants, and tried again.</summary>
    public async Task RunAsync(IConnectorWork work, ServerLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(lease);
        using var span = Measures.Spans.StartActivity("visit");
        span?.SetTag("jitssh.server", lease.ServerId.Value).SetTag("jitssh.generation", lease.Generation);
        var (began, outcome) = (Stopwatch.GetTimestamp(), "stopped");
        try
        {
            outcome = await VisitAsync(work, lease, span, cancel);
        }
        finally
        {
            span?.SetTag("jitssh.outcome", outcome).SetStatus(outcome == Done ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            Measures.VisitDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    /// <summary>The visit; what came of it, in a word.</summary>
    private async Task<string> VisitAsync(IConnectorWork work, ServerLease lease, System.Diagnostics.Activity? span, CancellationToken cancel)
    {
        if (lease.Target is not { } wanted)
        {
            return await FailAsync(work, lease, lease.Failure ?? ShellFailure.NoAddress, lease.FailureText, cancel);
        }

        var (target, outside) = await rules.PlaceAsync(wanted, cancel);
        if (target is null)
        {
            return await FailAsync(work, lease, ShellFailure.NotAllowedThere, outside!, cancel);
        }

        // First the connection, then the intent, then the server: a grant's clock starts when there is somebody to talk to.
        var connected = await WithinAsync("connect", () => shell.ConnectAsync(target, cancel));
        if (connected.Failure is { } failure)
        {
            return await FailAsync(work, lease, failure, connected.Text, cancel);
        }

        if (await work.BeginAsync(lease, connected.Note, cancel) is not { } state)
        {
            return Lost(lease);
        }

        // Of what the rules do not allow nothing reaches the server; what ends there ends all the same.
        var askedAt = clock.GetUtcNow();
        var (allowed, refused) = rules.Sift(state, askedAt);
        var requests = string.Join(' ', state.Accounts.SelectMany(a => a.TrustLines).Select(l => l.Principal).Concat(state.Endings.Select(e => e.Principal)).Distinct());
        span?.SetTag("jitssh.requests", requests);
        var ran = await WithinAsync("script", () => shell.RunAsync(target, ServerScript.Reconcile(allowed, askedAt), cancel));
        if (ran.Failure is { } why)
        {
            return await FailAsync(work, lease, why, ran.Text, cancel);
        }

        Reconciled(log, lease.ServerId.Value, lease.Generation, requests, refused.Count);
        return await work.ReportAnswerAsync(lease, new(ran.Text, clock.GetUtcNow() - askedAt, refused), cancel) ? Done : Lost(lease);
    }

    private static async Task<ShellResult> WithinAsync(string name, Func<Task<ShellResult>> step)
    {
        using var span = Measures.Spans.StartActivity(name);
        var result = await step();
        span?.SetStatus(result.Failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        return result;
    }

    private async Task<string> FailAsync(IConnectorWork work, ServerLease lease, ShellFailure failure, string text, CancellationToken cancel)
    {
        Failed(log, lease.ServerId.Value, failure, text);
        return await work.ReportFailureAsync(lease, failure, text, cancel) ? JsonNamingPolicy.KebabCaseLower.ConvertName($"{failure}") : Lost(lease);
    }

    private string Lost(ServerLease lease)
    {
        LeaseLost(log, lease.ServerId.Value);
        return "lease-lost";
    }

    [LoggerMessage(101, LogLevel.Information, "Server {Server}: generation {Generation}; requests {Requests}; {Refused} grants refused by the connector's own rules")]
    private static partial void Reconciled(ILogger logger, Guid server, long generation, string requests, int refused);

    [LoggerMessage(102, LogLevel.Warning, "Server {Server}: {Failure}: {Text}")]
    private static partial void Failed(ILogger logger, Guid server, ShellFailure failure, string text);

    [LoggerMessage(103, LogLevel.Warning, "Server {Server}: the lease was lost; another connector has it")]
    private static partial void LeaseLost(ILogger logger, Guid server);
}
