using JitSsh.Core.CloudRuns;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>Makes one leased server match: connect, write down what begins, tell the server everything in one round trip, record what it said.</summary>
public sealed partial class ReconcileServer(IReconcileStore work, IServerStore servers, IServerShell shell, LookAtPower power, TimeProvider clock, ILogger<ReconcileServer> log)
{
    /// <summary>Does it. Whatever goes wrong is recorded with the server and its grants, and tried again.</summary>
    public async Task RunAsync(ServerLease lease, CancellationToken cancel)
    {
        if (lease.Target is not { } target)
        {
            await FailAsync(lease, lease.Failure ?? ShellFailure.NoAddress, lease.FailureText, cancel);
            return;
        }

        // First the connection, then the intent, then the server: a grant's clock starts when there is somebody to talk to.
        var connected = await shell.ConnectAsync(target, cancel);
        if (connected.Failure is { } failure)
        {
            await FailAsync(lease, failure, connected.Text, cancel);
            return;
        }

        await servers.NoteKeyAsync(lease.ServerId, connected.Note, clock.GetUtcNow(), cancel);
        if (await work.BeginAsync(lease, clock.GetUtcNow(), cancel) is not { } state)
        {
            LeaseLost(log, lease.ServerId.Value);
            return;
        }

        var askedAt = clock.GetUtcNow();
        var ran = await shell.RunAsync(target, ServerScript.Reconcile(state, askedAt), cancel);
        if (ran.Failure is { } why)
        {
            await FailAsync(lease, why, ran.Text, cancel);
            return;
        }

        var answer = ServerAnswer.Read(ran.Text, askedAt);
        Reconciled(log, lease.ServerId.Value, lease.Generation, answer.Changes, answer.Errors.Count);
        if (!await work.ReportAnswerAsync(lease, answer, clock.GetUtcNow(), cancel))
        {
            LeaseLost(log, lease.ServerId.Value);
        }
    }

    private async Task FailAsync(ServerLease lease, ShellFailure failure, string text, CancellationToken cancel)
    {
        // A server that is off is no fault of anybody's: it is said, and waited for.
        if (failure is ShellFailure.NoRoute or ShellFailure.Refused or ShellFailure.Timeout or ShellFailure.NoAddress && await power.RunAsync(lease.ServerId, cancel) is var (name, state))
        {
            (failure, text) = (ShellFailure.SwitchedOff, $"{name} is switched off ({state.ToLowerInvariant()}).");
        }

        Failed(log, lease.ServerId.Value, failure, text);
        if (!await work.ReportFailureAsync(lease, failure, text, clock.GetUtcNow(), cancel))
        {
            LeaseLost(log, lease.ServerId.Value);
        }
    }

    [LoggerMessage(101, LogLevel.Information, "Server {Server}: generation {Generation}, {Changes} changes, {Errors} errors")]
    private static partial void Reconciled(ILogger logger, Guid server, long generation, int changes, int errors);

    [LoggerMessage(102, LogLevel.Warning, "Server {Server}: {Failure}: {Text}")]
    private static partial void Failed(ILogger logger, Guid server, ShellFailure failure, string text);

    [LoggerMessage(103, LogLevel.Warning, "Server {Server}: the lease was lost; another connector has it")]
    private static partial void LeaseLost(ILogger logger, Guid server);
}
