using System.Runtime.CompilerServices;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Groups, and who is in them by whatever way. The recursion is in SQL that SQLite and PostgreSQL both know; UNION (not UNION ALL) ends it even if there were a circle.</summary>
internal sealed partial class PeopleStore
{
    public Task<PageOf<GroupRow>> ListGroupsAsync(string? search, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var named = c.Groups.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var like = Like.Containing(search);
            named = named.Where(g => EF.Functions.Like(g.Name, like, Like.Escape));
        }

        var (groups, total) = await named.OrderBy(g => g.Name).ToPageAsync(page, cancel);
        var ids = groups.Select(g => g.Id).ToList();
        var members = (await (from m in c.GroupMembers where ids.Contains(m.GroupId) join p in c.People on m.PersonId equals p.Id orderby p.Name select new { m.GroupId, Person = p }).ToListAsync(cancel)).ToLookup(m => m.GroupId, m => m.Person);
        var nested = (await (from n in c.GroupNestings where ids.Contains(n.GroupId) join g in c.Groups on n.MemberId equals g.Id orderby g.Name select new { n.GroupId, Group = g }).ToListAsync(cancel)).ToLookup(n => n.GroupId, n => n.Group);
        return new PageOf<GroupRow>([.. groups.Select(g => new GroupRow(g, members[g.Id].Count(), [.. members[g.Id].Take(GroupRow.Shown)]) { Groups = [.. nested[g.Id]] })], total);
    }, cancel);

    public Task<IReadOnlyList<Group>> GroupNamesAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Group>>(async c => await c.Groups.OrderBy(g => g.Name).ToListAsync(cancel), cancel);

    public Task<GroupDetail?> FindGroupAsync(GroupId id, CancellationToken cancel) => db.ReadAsync<GroupDetail?>(async c =>
    {
        var groups = await c.Groups.ToDictionaryAsync(g => g.Id, cancel);
        if (!groups.TryGetValue(id, out var group))
        {
            return null;
        }

        var nestings = await c.GroupNestings.ToListAsync(cancel);
        var ways = Ways(id, nestings, groups);
        var within = ways.Keys.ToList();
        var rows = await (from m in c.GroupMembers join p in c.People on m.PersonId equals p.Id where within.Contains(m.GroupId) orderby p.Name, p.Id select new { m.GroupId, Person = p }).ToListAsync(cancel);
        return new(
            group,
            [.. rows.Where(r => r.GroupId == id).Select(r => r.Person)],
            [.. Named(nestings.Where(n => n.GroupId == id).Select(n => groups[n.MemberId]))],
            [.. Named(nestings.Where(n => n.MemberId == id).Select(n => groups[n.GroupId]))],
            [.. rows.Select(r => new GroupWay(r.Person, ways[r.GroupId])).OrderBy(w => w.Person.Name, StringComparer.OrdinalIgnoreCase).ThenBy(w => w.Way.Count)]);
    }, cancel);

    public Task<IReadOnlyList<GroupId>> GroupsOfAsync(PersonId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<GroupId>>(
        async c => await c.GroupMembers.Where(m => m.PersonId == id).Select(m => m.GroupId).ToListAsync(cancel), cancel);

    public Task<Memberships> MembershipsOfAsync(PersonId id, DateTimeOffset at, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var groups = await c.Database.SqlQuery<Guid>($"""
            WITH RECURSIVE "Up"("Id") AS (
                SELECT m."GroupId" FROM "GroupMembers" AS m WHERE m."PersonId" = {id.Value}
                UNION
                SELECT n."GroupId" FROM "Up" AS u JOIN "GroupNestings" AS n ON n."MemberId" = u."Id")
            SELECT "Id" AS "Value" FROM "Up"
            """).ToListAsync(cancel);
        var shifts = (await ShiftStore.PlansAsync(c, c.Shifts, at, at, cancel)).Where(s => OnCallTimes.OnCall(s, at).Contains(id)).Select(s => s.Shift.Id);
        return new Memberships([.. groups.Select(GroupId.From)], [.. shifts]);
    }, cancel);

    public Task<IReadOnlyList<Person>> ActiveAmongAsync(
        IReadOnlyCollection<PersonId> people, IReadOnlyCollection<GroupId> groups, IReadOnlyCollection<ShiftId> shifts, DateTimeOffset at, CancellationToken cancel) =>
        db.ReadAsync(c => AmongAsync(c, people, groups, shifts, at, cancel), cancel);

    /// <summary>The same within a transaction that is under way.</summary>
    internal static async Task<IReadOnlyList<Person>> AmongAsync(
        JitSshContext c, IReadOnlyCollection<PersonId> people, IReadOnlyCollection<GroupId> groups, IReadOnlyCollection<ShiftId> shifts, DateTimeOffset at, CancellationToken cancel)
    {
        if (shifts.Count > 0)
        {
            var plans = await ShiftStore.PlansAsync(c, c.Shifts.Where(s => shifts.Contains(s.Id)), at, at, cancel);
            people = [.. people, .. plans.SelectMany(s => OnCallTimes.OnCall(s, at))];
        }

        // An auditor asks for nothing and decides on nothing, whatever names them.
        var named = c.People.Where(p => p.IsActive && p.Role != Role.Auditor && people.Contains(p.Id));
        if (groups.Count > 0)
        {
            var within = Within(c, groups);
            named = c.People.Where(p => p.IsActive && p.Role != Role.Auditor && (people.Contains(p.Id) || within.Select(m => m.PersonId).Contains(p.Id)));
        }

        return await named.OrderBy(p => p.Name).ToListAsync(cancel);
    }

    public Task<GroupClash?> SaveGroupAsync(
        Group group, IReadOnlyCollection<PersonId> members, IReadOnlyCollection<GroupId> groups, AuditEvent audit, CancellationToken cancel) => db.WriteAsync<GroupClash?>(async (c, w) =>
    {
        if (await c.Groups.AnyAsync(g => g.Name == group.Name && g.Id != group.Id, cancel))
        {
            return w.Abandon<GroupClash?>(new(true, []));
        }

        if (group.ExternalId is not null && await c.Groups.FirstOrDefaultAsync(g => g.Provider == group.Provider && g.ExternalId == group.ExternalId && g.Id != group.Id, cancel) is { } same)
        {
            return w.Abandon<GroupClash?>(new(false, [], same.Name));
        }

        var known = await c.Groups.ToDictionaryAsync(g => g.Id, cancel);
        known[group.Id] = group;
        var inside = groups.Distinct().Where(known.ContainsKey).ToList();
        var nestings = (await c.GroupNestings.Where(n => n.GroupId != group.Id).ToListAsync(cancel)).Concat(inside.Select(g => new GroupNesting { GroupId = group.Id, MemberId = g })).ToList();
        if (Circle(group.Id, nestings) is { Count: > 0 } circle)
        {
            return w.Abandon<GroupClash?>(new(false, [.. circle.Select(g => known[g].Name)]));
        }

        if (await c.Groups.Where(g => g.Id == group.Id).ExecuteUpdateAsync(
            g => g.SetProperty(x => x.Name, group.Name).SetProperty(x => x.Provider, group.Provider).SetProperty(x => x.ExternalId, group.ExternalId), cancel) == 0)
        {
            c.Groups.Add(group);
        }

        await c.GroupMembers.Where(m => m.GroupId == group.Id).ExecuteDeleteAsync(cancel);
        await c.GroupNestings.Where(n => n.GroupId == group.Id).ExecuteDeleteAsync(cancel);
        c.GroupMembers.AddRange(members.Distinct().Select(p => new GroupMember { GroupId = group.Id, PersonId = p }));
        c.GroupNestings.AddRange(inside.Select(g => new GroupNesting { GroupId = group.Id, MemberId = g }));
        w.Audit(audit);
        w.Tell(ChangeOf.People);
        return null;
    }, cancel);

    public Task<bool> RemoveGroupAsync(GroupId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await c.GroupMembers.Where(m => m.GroupId == id).ExecuteDeleteAsync(cancel);
        await c.GroupNestings.Where(n => n.GroupId == id || n.MemberId == id).ExecuteDeleteAsync(cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.People);
        return await c.Groups.Where(g => g.Id == id).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    /// <summary>Who is in one of these groups or in a group within it.</summary>
    private static IQueryable<GroupMember> Within(JitSshContext c, IReadOnlyCollection<GroupId> groups)
    {
        var places = string.Join(", ", groups.Select((_, n) => $"{{{n}}}"));
        return c.GroupMembers.FromSql(FormattableStringFactory.Create(
            $"""
            WITH RECURSIVE "Down"("Id") AS (
                SELECT g."Id" FROM "Groups" AS g WHERE g."Id" IN ({places})
                UNION
                SELECT n."MemberId" FROM "Down" AS d JOIN "GroupNestings" AS n ON n."GroupId" = d."Id")
            SELECT m."GroupId", m."PersonId" FROM "GroupMembers" AS m JOIN "Down" AS d ON d."Id" = m."GroupId"
            """,
            [.. groups.Select(g => (object)g.Value)]));
    }

    private static IEnumerable<Group> Named(IEnumerable<Group> groups) => groups.OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The shortest way to each group within this one; to itself it is empty.</summary>
    private static Dictionary<GroupId, IReadOnlyList<Group>> Ways(GroupId from, IReadOnlyCollection<GroupNesting> nestings, Dictionary<GroupId, Group> groups)
    {
        var inside = nestings.ToLookup(n => n.GroupId, n => n.MemberId);
        var ways = new Dictionary<GroupId, IReadOnlyList<Group>> { [from] = [] };
        var open = new Queue<GroupId>([from]);
        while (open.TryDequeue(out var next))
        {
            foreach (var group in inside[next].Where(g => !ways.ContainsKey(g)))
            {
                ways[group] = [.. ways[next], groups[group]];
                open.Enqueue(group);
            }
        }

        return ways;
    }

    /// <summary>The way from a group down to itself, it first and last; empty when there is none.</summary>
    private static List<GroupId> Circle(GroupId group, IReadOnlyCollection<GroupNesting> nestings)
    {
        var inside = nestings.ToLookup(n => n.GroupId, n => n.MemberId);
        var from = new Dictionary<GroupId, GroupId>();
        var open = new Queue<GroupId>([group]);
        while (open.TryDequeue(out var next))
        {
            foreach (var member in inside[next])
            {
                if (member == group)
                {
                    List<GroupId> way = [group];
                    for (var step = next; step != group; step = from[step])
                    {
                        way.Add(step);
                    }

                    way.Add(group);
                    way.Reverse();
                    return way;
                }

                if (from.TryAdd(member, next))
                {
                    open.Enqueue(member);
                }
            }
        }

        return [];
    }
}
