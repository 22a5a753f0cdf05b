using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class PeopleStore(Db db, TimeProvider clock) : IPeopleStore
{
    public Task<bool> IsEmptyAsync(CancellationToken cancel) => db.ReadAsync(async c => !await c.People.AnyAsync(cancel), cancel);

    public Task<Person?> FindAsync(PersonId id, CancellationToken cancel) => db.ReadAsync(c => c.People.FirstOrDefaultAsync(p => p.Id == id, cancel), cancel);

    public Task<PageOf<PersonRow>> ListAsync(string? search, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var people = c.People.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var like = Like.Containing(search);
            people = people.Where(p => EF.Functions.Like(p.Name, like, Like.Escape) || EF.Functions.Like(p.Email, like, Like.Escape) || EF.Functions.Like(p.LinuxName!, like, Like.Escape));
        }

        var (items, total) = await people.OrderBy(p => p.Name).ThenBy(p => p.Id).ToPageAsync(page, cancel);
        var ids = items.Select(p => p.Id).ToList();
        var memberships = await (from m in c.GroupMembers join g in c.Groups on m.GroupId equals g.Id where ids.Contains(m.PersonId) orderby g.Name select new { m.PersonId, Group = g }).ToListAsync(cancel);
        var keys = await c.SshKeys.Where(k => ids.Contains(k.PersonId)).GroupBy(k => k.PersonId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new PageOf<PersonRow>([.. items.Select(p => new PersonRow(p, [.. memberships.Where(m => m.PersonId == p.Id).Select(m => m.Group)], keys.GetValueOrDefault(p.Id)))], total);
    }, cancel);

    public Task<IReadOnlyList<GroupRow>> ListGroupsAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<GroupRow>>(async c =>
    {
        var members = (await (from m in c.GroupMembers join p in c.People on m.PersonId equals p.Id orderby p.Name select new { m.GroupId, Person = p }).ToListAsync(cancel)).ToLookup(m => m.GroupId, m => m.Person);
        return [.. (await c.Groups.OrderBy(g => g.Name).ToListAsync(cancel)).Select(g => new GroupRow(g, [.. members[g.Id]]))];
    }, cancel);

    public Task<IReadOnlyList<GroupId>> GroupsOfAsync(PersonId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<GroupId>>(
        async c => await c.GroupMembers.Where(m => m.PersonId == id).Select(m => m.GroupId).ToListAsync(cancel), cancel);

    public async Task<Memberships> MembershipsOfAsync(PersonId id, DateTimeOffset at, CancellationToken cancel) => new(await GroupsOfAsync(id, cancel), []);

    public Task<IReadOnlyList<Person>> ActiveAmongAsync(
        IReadOnlyCollection<PersonId> people, IReadOnlyCollection<GroupId> groups, IReadOnlyCollection<ShiftId> shifts, DateTimeOffset at, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Person>>(
        async c => await c.People
            .Where(p => p.IsActive && (people.Contains(p.Id) || c.GroupMembers.Any(m => m.PersonId == p.Id && groups.Contains(m.GroupId))))
            .OrderBy(p => p.Name).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<Person>> ActiveAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Person>>(
        async c => await c.People.Where(p => p.IsActive).OrderBy(p => p.Name).ToListAsync(cancel), cancel);

    public Task<string?> AddAsync(Person person, IReadOnlyCollection<GroupId> groups, string? passwordHash, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await TakenAsync(c, person, cancel) is { } taken)
        {
            return w.Abandon<string?>(taken);
        }

        c.People.Add(person);
        c.GroupMembers.AddRange(groups.Distinct().Select(g => new GroupMember { GroupId = g, PersonId = person.Id }));
        c.Users.Add(AccountOf(person, passwordHash));
        w.Audit(audit);
        w.Tell(ChangeOf.People);
        return null;
    }, cancel);

    public Task<bool> AddFirstAsync(Person person, string passwordHash, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.People.AnyAsync(cancel))
        {
            return w.Abandon(false);
        }

        c.People.Add(person);
        c.Users.Add(AccountOf(person, passwordHash));
        w.Audit(audit);
        w.Tell(ChangeOf.People);
        return true;
    }, cancel);

    public Task<string?> ChangeAsync(Person person, IReadOnlyCollection<GroupId> groups, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await TakenAsync(c, person, cancel) is { } taken)
        {
            return w.Abandon<string?>(taken);
        }

        c.People.Update(person);
        await c.GroupMembers.Where(m => m.PersonId == person.Id).ExecuteDeleteAsync(cancel);
        c.GroupMembers.AddRange(groups.Distinct().Select(g => new GroupMember { GroupId = g, PersonId = person.Id }));
        var account = AccountOf(person, null);
        await c.Users.Where(u => u.Id == person.Id.Value).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.UserName, account.UserName).SetProperty(x => x.NormalizedUserName, account.NormalizedUserName)
            .SetProperty(x => x.Email, account.Email).SetProperty(x => x.NormalizedEmail, account.NormalizedEmail)
            .SetProperty(x => x.SecurityStamp, x => person.IsActive ? x.SecurityStamp : account.SecurityStamp), cancel);
        if (!person.IsActive)
        {
            var now = clock.GetUtcNow();
            await c.Servers
                .Where(s => c.Grants.Any(g => g.ServerId == s.Id && g.PersonId == person.Id && g.State != GrantState.Ended))
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, now), cancel);
            w.Tell(ChangeOf.Work);
        }

        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Id.Value);
        return null;
    }, cancel);

    public Task<bool> SetPasswordAsync(PersonId id, string passwordHash, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var stamp = NewStamp();
        var rows = await c.Users.Where(u => u.Id == id.Value).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, passwordHash).SetProperty(x => x.SecurityStamp, stamp), cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.People, id.Value);
        return rows == 1 || w.Abandon(false);
    }, cancel);

    public Task<bool> SaveGroupAsync(Group group, IReadOnlyCollection<PersonId> members, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Groups.AnyAsync(g => g.Name == group.Name && g.Id != group.Id, cancel))
        {
            return w.Abandon(false);
        }

        if (await c.Groups.Where(g => g.Id == group.Id).ExecuteUpdateAsync(g => g.SetProperty(x => x.Name, group.Name), cancel) == 0)
        {
            c.Groups.Add(group);
        }

        await c.GroupMembers.Where(m => m.GroupId == group.Id).ExecuteDeleteAsync(cancel);
        c.GroupMembers.AddRange(members.Distinct().Select(p => new GroupMember { GroupId = group.Id, PersonId = p }));
        w.Audit(audit);
        w.Tell(ChangeOf.People);
        return true;
    }, cancel);

    public Task<bool> RemoveGroupAsync(GroupId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await c.GroupMembers.Where(m => m.GroupId == id).ExecuteDeleteAsync(cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.People);
        return await c.Groups.Where(g => g.Id == id).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<IReadOnlyList<SshKey>> KeysOfAsync(PersonId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<SshKey>>(
        async c => await c.SshKeys.Where(k => k.PersonId == id).OrderBy(k => k.AddedAt).ToListAsync(cancel), cancel);

    public Task<bool> AddKeyAsync(SshKey key, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.SshKeys.AnyAsync(k => k.Fingerprint == key.Fingerprint, cancel))
        {
            return w.Abandon(false);
        }

        c.SshKeys.Add(key);
        w.Audit(audit);
        w.Tell(ChangeOf.People, key.PersonId.Value);
        return true;
    }, cancel);

    public Task<bool> RemoveKeyAsync(PersonId person, SshKeyId key, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Value);
        return await c.SshKeys.Where(k => k.Id == key && k.PersonId == person).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<IReadOnlyList<AccessToken>> TokensOfAsync(PersonId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessToken>>(
        async c => await c.AccessTokens.Where(t => t.PersonId == id).OrderByDescending(t => t.CreatedAt).ToListAsync(cancel), cancel);

    public Task<AccessToken?> FindTokenAsync(AccessTokenId id, CancellationToken cancel) => db.ReadAsync(c => c.AccessTokens.FirstOrDefaultAsync(t => t.Id == id, cancel), cancel);

    public Task AddTokenAsync(AccessToken token, AuditEvent audit, CancellationToken cancel) => db.WriteAsync((c, w) =>
    {
        c.AccessTokens.Add(token);
        w.Audit(audit);
        return Task.FromResult(true);
    }, cancel);

    public Task<bool> RemoveTokenAsync(PersonId person, AccessTokenId token, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        return await c.AccessTokens.Where(t => t.Id == token && t.PersonId == person).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task TouchTokenAsync(AccessTokenId id, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(
        (c, _) => c.AccessTokens.Where(t => t.Id == id).ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsedAt, at), cancel), cancel);

    public Task NoteAsync(AuditEvent audit, CancellationToken cancel) => db.WriteAsync((_, w) =>
    {
        w.Audit(audit);
        return Task.FromResult(true);
    }, cancel);

    private static async Task<string?> TakenAsync(JitSshContext c, Person person, CancellationToken cancel) =>
        await c.People.AnyAsync(p => p.Email == person.Email && p.Id != person.Id, cancel) ? nameof(Person.Email)
        : person.LinuxName is not null && await c.People.AnyAsync(p => p.LinuxName == person.LinuxName && p.Id != person.Id, cancel) ? nameof(Person.LinuxName)
        : null;

    private static SignInAccount AccountOf(Person person, string? passwordHash) => new()
    {
        Id = person.Id.Value,
        UserName = person.Email,
        NormalizedUserName = person.Email.ToUpperInvariant(),
        Email = person.Email,
        NormalizedEmail = person.Email.ToUpperInvariant(),
        PasswordHash = passwordHash,
        SecurityStamp = NewStamp(),
        LockoutEnabled = true,
    };

    private static string NewStamp() => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));
}
