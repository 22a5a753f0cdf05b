using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>What a check of the chain found.</summary>
/// <param name="Checked">How many events were checked.</param>
/// <param name="Head">The last event's number and hash, as they were when the check began. Keep the hash elsewhere: an export that reaches it is whole.</param>
/// <param name="Problem">What is wrong first; null when the chain is whole.</param>
/// <param name="ProblemAt">The number of the event at which it is wrong; null when the chain is whole.</param>
public sealed record AuditChainReport(long Checked, AuditHead Head, string? Problem, long? ProblemAt)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsWhole => Problem is null;
}

/// <summary>How far a check is.</summary>
/// <param name="Checked">Events checked.</param>
/// <param name="Of">The last event's number.</param>
public sealed record AuditChainProgress(long Checked, long Of);

/// <summary>Checks that no event of the audit log was changed, removed, added or moved since it was written.</summary>
public sealed class CheckAuditChain(IAuditLog log)
{
    private const int AtOnce = 2000;

    /// <summary>Reads the log from its first event to the last; NotFound for anyone but an admin.</summary>
    /// <param name="actor">An admin.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<AuditChainReport>> RunAsync(Actor actor, IProgress<AuditChainProgress>? progress = null, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        // The head first: what is written while this runs comes after it.
        var head = await log.HeadAsync(cancel);
        var (sequence, hash, count) = (0L, AuditChain.Start, 0L);
        while (true)
        {
            var events = await log.AfterAsync(sequence, AtOnce, cancel);
            foreach (var e in events.Where(e => e.Sequence <= head.Sequence))
            {
                if (AuditChain.HashOf(hash, e) != e.Hash)
                {
                    return new AuditChainReport(count, head, $"Event {e.Sequence} is not as it was written, or an event before it was removed, added or moved.", e.Sequence);
                }

                (sequence, hash, count) = (e.Sequence, e.Hash, count + 1);
            }

            progress?.Report(new(count, head.Sequence));
            if (events.Count < AtOnce || events[^1].Sequence > head.Sequence)
            {
                break;
            }
        }

        return hash == head.Hash && sequence == head.Sequence
            ? new AuditChainReport(count, head, null, null)
            : new AuditChainReport(count, head, $"The log ends with event {sequence}, but event {head.Sequence} was the last one written: events at its end were removed.", sequence);
    }
}
