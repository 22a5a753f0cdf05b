using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class GivenAccessStore(Db db, TimeProvider clock) : IGivenAccessStore
{
    public async Task<DateTimeOffset?> MatchAsync(IReadOnlyCollection<AutomaticGrant> wanted, Func<AutomaticReason, string> wordsOf, DateTimeOffset now, CancellationToken cancel)
    {
        // Nearly always nothing is to be done, and then nobody has to wait for the one writer.
        var plan = await db.ReadAsync(c => PlanAsync(c, wanted, now, cancel), cancel);
        return plan.IsEmpty ? plan.Next : await db.WriteAsync(async (c, w) =>
        {
            var sure = await PlanAsync(c, wanted, now, cancel);
            await GiveAsync(c, w, sure.New, wordsOf, now, cancel);
            foreach (var move in sure.Moves)
            {
                await MoveAsync(c, w, move, now, cancel);
            }

            foreach (var row in sure.Ends)
            {
                await GrantMoves.EndAsync(c, w, row.Grant.Id, row.Grant.State, EndReason.FlowChanged, Actor.System, now, cancel);
            }

            var due = sure.New.Select(n => n.Server.Id).Concat(sure.Moves.Select(m => m.Given.Grant.ServerId)).Concat(sure.Ends.Select(e => e.Grant.ServerId)).Distinct().ToList();
            await c.Servers.Where(s => due.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, now), cancel);
            w.Tell(ChangeOf.Work);
            return sure.Next;
        }, cancel);
    }

    private static async Task<AutomaticPlan> PlanAsync(JitSshContext c, IReadOnlyCollection<AutomaticGrant> wanted, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = await (
            from r in c.Requests
            join g in c.Grants on r.Id equals g.RequestId
            where r.GivenUntil > now
            select new { Grant = g, r.FlowId, r.FlowVersion, r.GivenUntil }).ToListAsync(cancel);

        // Who changed a flow meanwhile has told of it, and then all this is done again.
        var versions = wanted.GroupBy(w => w.Flow.Id).ToDictionary(w => w.Key, w => w.First().Flow.Version);
        var ids = versions.Keys.ToList();
        var inForce = await c.AccessFlows.Where(f => f.IsActive && ids.Contains(f.Id)).Select(f => new { f.Id, f.Version }).ToListAsync(cancel);
        var stale = versions.Where(v => inForce.All(f => f.Id != v.Key || f.Version != v.Value)).Select(v => v.Key).ToHashSet();
        var people = wanted.Select(w => w.Person.Id).Distinct().ToList();
        var active = (await c.People.Where(p => p.IsActive && people.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancel)).ToHashSet();
        return AutomaticPlan.Of(
            now,
            [.. wanted.Where(w => !stale.Contains(w.Flow.Id) && active.Contains(w.Person.Id))],
            [.. rows.Where(r => !stale.Contains(r.FlowId)).Select(r => new GivenGrant(r.Grant, r.FlowId, r.FlowVersion, r.GivenUntil!.Value))]);
    }

    private async Task GiveAsync(JitSshContext c, Db.Writing w, IReadOnlyList<AutomaticGrant> access, Func<AutomaticReason, string> wordsOf, DateTimeOffset now, CancellationToken cancel)
    {
        List<RequestId> given = [];
        foreach (var together in access.GroupBy(a => (a.Flow.Id, Person: a.Person.Id, a.Until)).SelectMany(g => g.Chunk(AccessInput.MostServers)))
        {
            var (flow, person) = (together[0].Flow, together[0].Person);
            var request = new AccessRequest
            {
                Id = TypedId.New<RequestId>(clock),
                RequesterId = person.Id,
                FlowId = flow.Id,
                FlowVersion = flow.Version,
                LinuxGroups = [.. flow.Rule.LinuxGroups.Order(StringComparer.Ordinal)],
                Duration = TimeSpan.FromSeconds(Math.Ceiling((together[0].Until - now).TotalSeconds)),
                Justification = $"Given by the access flow '{flow.Name}': {wordsOf(together[0].Through)}.",
                State = RequestState.Approved,
                CreatedAt = now,
                LapsesAt = now,
                DecidedAt = now,
                GivenUntil = together[0].Until,
            };
            c.Requests.Add(request);
            c.RequestedServers.AddRange(together.Select(a => new RequestedServer { RequestId = request.Id, ServerId = a.Server.Id, ServerName = a.Server.Name }));
            c.Decisions.Add(new() { RequestId = request.Id, Approved = true, Reason = "", At = now });
            w.Audit(Audited.Request(
                Actor.System, now, request.Id, "given",
                $"{request.Justification} {string.Join(", ", together.Take(10).Select(a => a.Server.Name))}{(together.Length > 10 ? $" and {together.Length - 10} more" : "")} to {person.Account} as "
                    + $"{(request.LinuxGroups.Count == 0 ? "Default" : string.Join(", ", request.LinuxGroups))} until {request.GivenUntil:u}, version {flow.Version}"));
            w.Tell(ChangeOf.Request, request.Id.Value);
            given.Add(request.Id);
        }

        await c.SaveChangesAsync(cancel);
        await MissingGrants.AddAsync(c, w, s => given.Contains(s.RequestId), clock, now, cancel);
        await c.SaveChangesAsync(cancel);
    }

    /// <summary>The server is told the new end at its next visit, which is due; until then the old one stands there.</summary>
    private static async Task MoveAsync(JitSshContext c, Db.Writing w, GivenMove move, DateTimeOffset now, CancellationToken cancel)
    {
        var grant = move.Given.Grant;
        if (grant.State == GrantState.Active
            && await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Active).ExecuteUpdateAsync(g => g.SetProperty(x => x.NotAfter, move.Until).SetProperty(x => x.ExtendedAt, now).SetProperty(x => x.ExtensionSentIn, (long?)null), cancel) == 0)
        {
            return;
        }

        await c.Requests.Where(r => r.Id == grant.RequestId).ExecuteUpdateAsync(r => r.SetProperty(x => x.GivenUntil, move.Until), cancel);
        w.Audit(Audited.Grant(Actor.System, now, grant.Id, move.GoesOn ? "goes-on" : "shortened", $"{grant.Account}, until {move.Until:u}"));
        w.Tell(ChangeOf.Request, grant.RequestId.Value);
    }
}
