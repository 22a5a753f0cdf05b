using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>The transitions of a grant as guarded updates: the state before is in the WHERE, and the audit event is written only if the row changed.</summary>
internal static class GrantMoves
{
    public static async Task<bool> StartAsync(JitSshContext c, GrantStart start, CancellationToken cancel) =>
        await c.Grants.Where(g => g.Id == start.Grant && g.State == GrantState.Pending)
            .ExecuteUpdateAsync(g => g.SetProperty(x => x.NotBefore, start.NotBefore).SetProperty(x => x.NotAfter, start.NotAfter), cancel) == 1;

    public static async Task<bool> ActivateAsync(JitSshContext c, Db.Writing w, Grant grant, DateTimeOffset at, CancellationToken cancel)
    {
        GrantTransitions.Demand(GrantState.Pending, GrantState.Active);

        // Somebody may have a certificate already, from another server of the request.
        var unusedAt = grant.UseWithin is { } within && !await c.Certificates.AnyAsync(x => x.RequestId == grant.RequestId, cancel) ? at + within : (DateTimeOffset?)null;
        var moved = await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Pending).ExecuteUpdateAsync(g => g
            .SetProperty(x => x.State, GrantState.Active).SetProperty(x => x.ActiveAt, at).SetProperty(x => x.UnusedAt, unusedAt).SetProperty(x => x.IsWaiting, false)
            .SetProperty(x => x.Attempts, 0).SetProperty(x => x.LastError, (string?)null).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel) == 1;
        if (moved && Measures.GrantLatency.Enabled)
        {
            var asked = await c.Requests.Where(r => r.Id == grant.RequestId).Select(r => r.StartsAt ?? r.DecidedAt).FirstOrDefaultAsync(cancel) ?? grant.CreatedAt;
            w.Measure(() => Measures.GrantLatency.Record(Math.Max(0, (at - asked).TotalSeconds)));
        }

        return Tell(moved, w, grant, Audited.Grant(Actor.System, at, grant.Id, "active", $"{grant.Account}, until {grant.NotAfter:u}"));
    }

    public static async Task<bool> EndAsync(JitSshContext c, Db.Writing w, GrantId id, GrantState from, EndReason reason, Actor by, DateTimeOffset at, CancellationToken cancel)
    {
        GrantTransitions.Demand(from, GrantState.Ending);
        var moved = await c.Grants.Where(g => g.Id == id && g.State == from).ExecuteUpdateAsync(g => g
            .SetProperty(x => x.State, GrantState.Ending).SetProperty(x => x.EndReason, reason).SetProperty(x => x.EndingAt, at).SetProperty(x => x.IsWaiting, false)
            .SetProperty(x => x.Attempts, 0).SetProperty(x => x.LastError, (string?)null).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel) == 1;
        if (moved)
        {
            w.Audit(Audited.Grant(by, at, id, "ending", EndReasons.PhraseOf(reason)));

            // What was never sent is nowhere: there is nothing to wait for.
            var grant = await c.Grants.FirstAsync(g => g.Id == id, cancel);
            w.Tell(ChangeOf.Request, grant.RequestId.Value);
            if (grant.NotBefore is null)
            {
                await FinishAsync(c, w, grant, at, at, cancel);
            }
        }

        return moved;
    }

    /// <param name="c">The context.</param>
    /// <param name="w">The writing.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="endedAt">When nothing of it was left any more: earlier than now when the server ended it by itself.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="over">Over what, where that is not SSH; for the audit log.</param>
    public static async Task<bool> FinishAsync(JitSshContext c, Db.Writing w, Grant grant, DateTimeOffset endedAt, DateTimeOffset at, CancellationToken cancel, string over = "")
    {
        GrantTransitions.Demand(GrantState.Ending, GrantState.Ended);
        var moved = await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Ending).ExecuteUpdateAsync(g => g
            .SetProperty(x => x.State, GrantState.Ended).SetProperty(x => x.EndedAt, endedAt)
            .SetProperty(x => x.LastError, (string?)null).SetProperty(x => x.IsWaiting, false).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel) == 1;
        if (moved)
        {
            var wanted = grant.EndReason == EndReason.Expired ? grant.NotAfter : grant.EndingAt;
            w.Measure(() => Measures.EndLag.Record(Math.Max(0, (endedAt - (wanted ?? endedAt)).TotalSeconds), new KeyValuePair<string, object?>("reason", $"{grant.EndReason}".ToLowerInvariant())));
        }

        return Tell(moved, w, grant, Audited.Grant(Actor.System, at, grant.Id, "ended", $"{grant.Account}: {EndReasons.PhraseOf(grant.EndReason)}{over}"));
    }

    /// <summary>Ends a grant whose server has not confirmed it and will not be asked again. That, and what may be left there, stays with it as its last error.</summary>
    public static async Task<bool> GiveUpAsync(JitSshContext c, Db.Writing w, Grant grant, string? left, Actor by, DateTimeOffset at, CancellationToken cancel)
    {
        GrantTransitions.Demand(GrantState.Ending, GrantState.Ended);
        var error = $"The server never confirmed this end: {by.Name} deleted its integration anyway.{(left is null ? "" : $" What may be left on {left}")}";
        var moved = await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Ending).ExecuteUpdateAsync(g => g
            .SetProperty(x => x.State, GrantState.Ended).SetProperty(x => x.EndedAt, at)
            .SetProperty(x => x.LastError, error).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel) == 1;
        return Tell(moved, w, grant, Audited.Grant(by, at, grant.Id, "given-up", $"{grant.Account}: {error}"));
    }

    /// <summary>A failed attempt is no transition: the grant stays what it is, and says why.</summary>
    public static Task FailAsync(JitSshContext c, Db.Writing w, Grant grant, string error, DateTimeOffset? nextAttempt, CancellationToken cancel, bool isWaiting = false)
    {
        w.Tell(ChangeOf.Request, grant.RequestId.Value);
        w.Fails(grant.Id);
        return c.Grants.Where(g => g.Id == grant.Id && g.State == grant.State).ExecuteUpdateAsync(g => g
            .SetProperty(x => x.Attempts, x => isWaiting ? 0 : x.Attempts + 1).SetProperty(x => x.IsWaiting, isWaiting).SetProperty(x => x.LastError, error).SetProperty(x => x.NextAttemptAt, nextAttempt), cancel);
    }

    private static bool Tell(bool moved, Db.Writing w, Grant grant, AuditEvent audit)
    {
        if (moved)
        {
            w.Audit(audit);
            w.Tell(ChangeOf.Request, grant.RequestId.Value);
        }

        return moved;
    }
}
