using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>Makes one leased server match: connect, write down what begins, tell the server everything in one round trip, record what it said.</summary>
public sealed partial class ReconcileServer(IServerShell shell, ConnectorRules rules, TimeProvider clock, ILogger<ReconcileServer> log)
{
    /// <summary>Does it. Whatever goes wrong is recorded with the server and its grants, and tried again.</summary>
    public async Task RunAsync(IConnectorWork work, ServerLease lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(lease);
        if (lease.Target is not { } wanted)
        {
            await FailAsync(work, lease, lease.Failure ?? ShellFailure.NoAddress, lease.FailureText, cancel);
            return;
        }

        var (target, outside) = await rules.PlaceAsync(wanted, cancel);
        if (target is null)
        {
            await FailAsync(work, lease, ShellFailure.NotAllowedThere, outside!, cancel);
            return;
        }

        // First the connection, then the intent, then the server: a grant's clock starts when there is somebody to talk to.
        var connected = await shell.ConnectAsync(target, cancel);
        if (connected.Failure is { } failure)
        {
            await FailAsync(work, lease, failure, connected.Text, cancel);
            return;
        }

        if (await work.BeginAsync(lease, connected.Note, cancel) is not { } state)
        {
            LeaseLost(log, lease.ServerId.Value);
            return;
        }

        // Of what the rules do not allow nothing reaches the server; what ends there ends all the same.
        var askedAt = clock.GetUtcNow();
        var (allowed, refused) = rules.Sift(state, askedAt);
        var ran = await shell.RunAsync(target, ServerScript.Reconcile(allowed, askedAt), cancel);
        if (ran.Failure is { } why)
        {
            await FailAsync(work, lease, why, ran.Text, cancel);
            return;
        }

        Reconciled(log, lease.ServerId.Value, lease.Generation, refused.Count);
        if (!await work.ReportAnswerAsync(lease, new(ran.Text, clock.GetUtcNow() - askedAt, refused), cancel))
        {
            LeaseLost(log, lease.ServerId.Value);
        }
    }

    private async Task FailAsync(IConnectorWork work, ServerLease lease, ShellFailure failure, string text, CancellationToken cancel)
    {
        Failed(log, lease.ServerId.Value, failure, text);
        if (!await work.ReportFailureAsync(lease, failure, text, cancel))
        {
            LeaseLost(log, lease.ServerId.Value);
        }
    }

    [LoggerMessage(101, LogLevel.Information, "Server {Server}: generation {Generation}; {Refused} grants refused by the connector's own rules")]
    private static partial void Reconciled(ILogger logger, Guid server, long generation, int refused);

    [LoggerMessage(102, LogLevel.Warning, "Server {Server}: {Failure}: {Text}")]
    private static partial void Failed(ILogger logger, Guid server, ShellFailure failure, string text);

    [LoggerMessage(103, LogLevel.Warning, "Server {Server}: the lease was lost; another connector has it")]
    private static partial void LeaseLost(ILogger logger, Guid server);
}
