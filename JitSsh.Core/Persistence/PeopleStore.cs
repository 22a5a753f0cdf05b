using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed partial class PeopleStore(Db db, TimeProvider clock) : IPeopleStore
{
    public Task<bool> IsEmptyAsync(CancellationToken cancel) => db.ReadAsync(async c => !await c.People.AnyAsync(cancel), cancel);

    public Task<Person?> FindAsync(PersonId id, CancellationToken cancel) => db.ReadAsync(c => c.People.FirstOrDefaultAsync(p => p.Id == id, cancel), cancel);

    public Task<IReadOnlyList<IntegrationId>> OwnedAsync(PersonId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<IntegrationId>>(
        async c => await c.Integrations.Where(i => i.OwnerId == id).Select(i => i.Id).ToListAsync(cancel), cancel);

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

    public Task<Person?> ManagerOfAsync(PersonId id, CancellationToken cancel) => db.ReadAsync(
        c => c.People.FirstOrDefaultAsync(m => c.People.Any(p => p.Id == id && p.ManagerId == m.Id), cancel), cancel);

    public Task<IReadOnlyList<Person>> ReportsOfAsync(PersonId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Person>>(
        async c => await c.People.Where(p => p.ManagerId == id).OrderBy(p => p.Name).ThenBy(p => p.Id).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<Person>> ActiveWithAsync(IReadOnlyCollection<string> emails, CancellationToken cancel) => db.ReadAsync(c => ActiveWithAsync(c, emails, cancel), cancel);

    /// <summary>The same within a transaction that is under way.</summary>
    internal static async Task<IReadOnlyList<Person>> ActiveWithAsync(JitSshContext c, IReadOnlyCollection<string> emails, CancellationToken cancel) =>
        await c.People.Where(p => p.IsActive && emails.Contains(p.Email)).OrderBy(p => p.Name).ToListAsync(cancel);

    public Task<IReadOnlyList<Person>> ActiveAsync(CancellationToken cancel) => db.ReadAsync(c => ActiveAsync(c, cancel), cancel);

    /// <summary>The same within a transaction that is under way.</summary>
    internal static async Task<IReadOnlyList<Person>> ActiveAsync(JitSshContext c, CancellationToken cancel) => await c.People.Where(p => p.IsActive && p.Role != Role.Auditor).OrderBy(p => p.Name).ToListAsync(cancel);

    public Task<TakenBy?> AddAsync(Person person, IReadOnlyCollection<GroupId> groups, string? passwordHash, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await TakenAsync(c, person, cancel) is { } taken)
        {
            return w.Abandon<TakenBy?>(taken);
        }

        c.People.Add(person);
        c.GroupMembers.AddRange(groups.Distinct().Select(g => new GroupMember { GroupId = g, PersonId = person.Id }));
        c.Users.Add(AccountOf(person, passwordHash));
        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Id.Value);
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
        w.Tell(ChangeOf.People, person.Id.Value);
        return true;
    }, cancel);

    public Task<TakenBy?> ChangeAsync(Person person, IReadOnlyCollection<GroupId> groups, Actor by, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await TakenAsync(c, person, cancel) is { } taken)
        {
            return w.Abandon<TakenBy?>(taken);
        }

        var becomesAuditor = person.Role == Role.Auditor && await c.People.AnyAsync(p => p.Id == person.Id && p.Role != Role.Auditor, cancel);
        c.People.Update(person);
        await c.GroupMembers.Where(m => m.PersonId == person.Id).ExecuteDeleteAsync(cancel);
        c.GroupMembers.AddRange(groups.Distinct().Select(g => new GroupMember { GroupId = g, PersonId = person.Id }));
        var account = AccountOf(person, null);
        await c.Users.Where(u => u.Id == person.Id.Value).ExecuteUpdateAsync(u => u
            .SetProperty(x => x.UserName, account.UserName).SetProperty(x => x.NormalizedUserName, account.NormalizedUserName)
            .SetProperty(x => x.Email, account.Email).SetProperty(x => x.NormalizedEmail, account.NormalizedEmail)
            .SetProperty(x => x.SecurityStamp, x => person.IsActive ? x.SecurityStamp : account.SecurityStamp), cancel);
        if (!person.IsActive || becomesAuditor)
        {
            await AccessEnds.OfPersonAsync(c, w, person, by, clock, clock.GetUtcNow(), cancel);
        }

        if (!person.IsActive)
        {
            await SessionStore.EndAllAsync(c, w, person.Id, cancel);
        }

        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Id.Value);
        return null;
    }, cancel);

    public Task<bool> SetPasswordAsync(PersonId id, string passwordHash, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var stamp = NewStamp();
        var rows = await c.Users.Where(u => u.Id == id.Value).ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, passwordHash).SetProperty(x => x.SecurityStamp, stamp), cancel);
        await SessionStore.EndAllAsync(c, w, id, cancel);
        w.Audit(audit);
        return rows == 1 || w.Abandon(false);
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

    private static async Task<TakenBy?> TakenAsync(JitSshContext c, Person person, CancellationToken cancel)
    {
        if (await c.People.FirstOrDefaultAsync(p => p.Email == person.Email && p.Id != person.Id, cancel) is { } email)
        {
            return new(nameof(Person.Email), NameOf(email));
        }

        if (person.LinuxName is not null && await c.People.FirstOrDefaultAsync(p => p.LinuxName == person.LinuxName && p.Id != person.Id, cancel) is { } account)
        {
            return new(nameof(Person.LinuxName), NameOf(account), await FreeNameAsync(c, person.LinuxName, cancel));
        }

        return await ManagerCircleAsync(c, person, cancel) is { } circle ? new(nameof(Person.ManagerId), circle) : null;
    }

    private static string NameOf(Person person) => person.IsActive ? person.Name : $"{person.Name} (deactivated)";

    /// <summary>A name that nobody has: the same with the first number from 2 on that is free.</summary>
    internal static async Task<string?> FreeNameAsync(JitSshContext c, string name, CancellationToken cancel)
    {
        // Room for a number of two digits.
        var stem = name.Length > LinuxName.MaxLength - 2 ? name[..(LinuxName.MaxLength - 2)] : name;
        var candidates = Enumerable.Range(2, 98).Select(n => $"{stem}{n}").ToList();
        var taken = await c.People.Where(p => candidates.Contains(p.LinuxName!)).Select(p => p.LinuxName!).ToListAsync(cancel);
        return candidates.Except(taken, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>The names from the person by their manager up to themselves; empty when there is no such manager; null when all is well.</summary>
    private static async Task<string?> ManagerCircleAsync(JitSshContext c, Person person, CancellationToken cancel)
    {
        List<string> names = [person.Name];
        HashSet<PersonId> seen = [];
        for (var next = person.ManagerId; next is { } id && seen.Add(id);)
        {
            if (id == person.Id)
            {
                return string.Join(" > ", names.Append(person.Name));
            }

            if (await c.People.FirstOrDefaultAsync(p => p.Id == id, cancel) is not { } manager)
            {
                return "";
            }

            names.Add(manager.Name);
            next = manager.ManagerId;
        }

        return null;
    }

    internal static SignInAccount AccountOf(Person person, string? passwordHash) => new()
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

    internal static string NewStamp() => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20));
}
