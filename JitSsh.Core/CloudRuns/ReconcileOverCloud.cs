using JitSsh.Core.Grants;
using JitSsh.Core.Servers;

namespace JitSsh.Core.CloudRuns;

/// <summary>
/// The second channel: the same script with the same desired state, the same lease and the same generation as over SSH (<see cref="IReconcileStore"/>), carried by
/// Run Command. What SSH was said to fail with stays: this says nothing about SSH.
/// </summary>
public sealed class ReconcileOverCloud(IReconcileStore work, RunOverCloud cloud, TimeProvider clock)
{
    // Longer than a command and the wait for its turn may take together.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(16);
    private static readonly TimeSpan WaitForLease = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Makes the server match, and records what it said.</summary>
    public async Task<CloudRunResult> EndAsync(Server server, CloudServer target, CancellationToken cancel)
    {
        var (answer, why) = await ReconcileAsync(server, target, state => state, cancel);
        if (answer is null)
        {
            return CloudRunResult.Failed(why!);
        }

        if (ReconcileVerdict.OfServer(answer) is { } error)
        {
            return CloudRunResult.Failed(error);
        }

        var left = answer.Errors.FirstOrDefault();
        return left is not null ? CloudRunResult.Failed($"{left.Subject}: {left.Text}")
            : CloudRunResult.Done(answer.Ended.Count switch
            {
                0 => $"{server.Name} is as it should be; no end was open there.",
                1 => $"1 access was ended on {server.Name} over Run Command.",
                var n => $"{n} accesses were ended on {server.Name} over Run Command.",
            });
    }

    /// <summary>Takes away what JitSsh's own preparation of sshd put on the server, as when the integration is disconnected; the sentence that says why that cannot be.</summary>
    public async Task<string?> LeaveAsync(Server server, CloudServer target, CancellationToken cancel)
    {
        var (answer, why) = await ReconcileAsync(server, target, state => state with { StaysPrepared = false }, cancel);
        return answer is null ? why
            : ReconcileVerdict.OfServer(answer) ?? (answer.InForce.Count > 0 ? $"Somebody has access to {server.Name}. End it first, then undo." : null);
    }

    private async Task<(ServerAnswer? Answer, string? Why)> ReconcileAsync(Server server, CloudServer target, Func<ServerState, ServerState> change, CancellationToken cancel)
    {
        if (await LeaseAsync(server, cancel) is not { } lease)
        {
            return (null, $"A connector is working on {server.Name} at this moment. Try again when it is done.");
        }

        var reported = false;
        try
        {
            if (await work.BeginAsync(lease, clock.GetUtcNow(), cancel) is not { } state)
            {
                return (null, $"Another connector has taken over {server.Name}. Its work stands.");
            }

            var askedAt = clock.GetUtcNow();
            var ran = await cloud.RunAsync(target, ServerScript.Reconcile(change(state), askedAt), cancel);
            if (ran.Problem is { } problem)
            {
                return (null, problem.Sentence);
            }

            var answer = ServerAnswer.Read(ran.Text);
            reported = await work.ReportAnswerAsync(lease, answer, clock.GetUtcNow(), cancel);
            return reported ? (answer, null) : (null, $"Another connector has taken over {server.Name} meanwhile. Its work stands.");
        }
        finally
        {
            if (!reported)
            {
                await work.ReleaseAsync(lease, clock.GetUtcNow(), CancellationToken.None);
            }
        }
    }

    private async Task<ServerLease?> LeaseAsync(Server server, CancellationToken cancel)
    {
        var latest = clock.GetUtcNow() + WaitForLease;
        while (true)
        {
            var now = clock.GetUtcNow();
            if (await work.LeaseOverCloudAsync(server.Id, $"cloud-{Guid.NewGuid():N}", now, now + Lease, cancel) is { } lease)
            {
                return lease;
            }

            if (now > latest)
            {
                return null;
            }

            await Task.Delay(LookAgain, clock, cancel);
        }
    }
}
