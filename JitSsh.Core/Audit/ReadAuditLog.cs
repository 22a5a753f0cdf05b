using System.Runtime.CompilerServices;
using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>Shows the audit log to an admin.</summary>
public sealed class ReadAuditLog(IAuditLog log)
{
    private const int AtOnce = 1000;

    /// <summary>The newest events first; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<AuditEvent>>> RunAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await log.ReadAsync(search, page, cancel) : Refusal.NotFound;

    /// <summary>The last event that was written; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AuditHead>> HeadAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? await log.HeadAsync(cancel) : Refusal.NotFound;

    /// <summary>All events up to the last one of this moment, the oldest first, read as they are taken; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AuditExport>> ExportAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        var head = await log.HeadAsync(cancel);
        return new AuditExport(head, UpToAsync(head.Sequence, cancel));
    }

    private async IAsyncEnumerable<AuditEvent> UpToAsync(long last, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (long sequence = 0; sequence < last;)
        {
            var events = await log.AfterAsync(sequence, AtOnce, cancel);
            foreach (var e in events.Where(e => e.Sequence <= last))
            {
                yield return e;
            }

            if (events.Count < AtOnce)
            {
                yield break;
            }

            sequence = events[^1].Sequence;
        }
    }
}

/// <summary>All of the audit log at a moment.</summary>
/// <param name="Head">Its last event.</param>
/// <param name="Events">The events, the oldest first.</param>
public sealed record AuditExport(AuditHead Head, IAsyncEnumerable<AuditEvent> Events);
