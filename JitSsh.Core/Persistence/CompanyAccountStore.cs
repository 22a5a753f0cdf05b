using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class CompanyAccountStore(Db db, TimeProvider clock) : ICompanyAccountStore
{
    public Task<CompanySignIn> SignInAsync(CompanyIdentity identity, Person? proposed, bool trustsEmail, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        // The first person becomes the admin, and that is not for whoever comes first from a company.
        if (!await c.People.AnyAsync(cancel))
        {
            return w.Abandon(new CompanySignIn(CompanySignInKind.NotSetUp));
        }

        var now = clock.GetUtcNow();
        var account = await c.CompanyAccounts.AsTracking().FirstOrDefaultAsync(a => a.Provider == identity.Provider && a.Issuer == identity.Issuer && a.Subject == identity.Subject, cancel);
        var isLinked = account?.LinkedAt is not null;
        var person = isLinked ? await c.People.FirstOrDefaultAsync(p => p.Id == account!.PersonId, cancel)
            : proposed is null ? null
            : await c.People.FirstOrDefaultAsync(p => p.Email == proposed.Email, cancel);
        if (person is null && proposed is null)
        {
            return w.Abandon(new CompanySignIn(CompanySignInKind.NoEmail));
        }

        if (person is { IsActive: false })
        {
            Failed(w, person, identity, now, "the person was deactivated");
            return new(CompanySignInKind.Deactivated);
        }

        if (account is null)
        {
            account = new() { Id = TypedId.New<CompanyAccountId>(clock), PersonId = (person ?? proposed!).Id, Provider = identity.Provider, Issuer = identity.Issuer, Subject = identity.Subject, AddedAt = now };
            c.CompanyAccounts.Add(account);
        }

        account.Email = identity.Email;

        // A second account with the same address at one provider may be somebody who was given the address of a colleague who left.
        if (!isLinked && person is not null && (!trustsEmail || await c.CompanyAccounts.AnyAsync(a => a.PersonId == person.Id && a.Provider == identity.Provider && a.LinkedAt != null, cancel)))
        {
            account.PersonId = person.Id;
            Failed(w, person, identity, now, $"the {identity.Provider} account {identity.Subject} of {identity.Email} waits for an admin to link it");
            w.Tell(ChangeOf.People, person.Id.Value);
            return new(CompanySignInKind.EmailTaken);
        }

        if (person is null)
        {
            person = proposed!;
            await AddAsync(c, w, person, identity, now, cancel);
        }

        if (!isLinked)
        {
            (account.PersonId, account.LinkedAt) = (person.Id, now);
            w.Audit(Audited.CompanyAccount(Actor.System, now, person.Id, "linked", $"{identity.Provider} account {identity.Subject} linked to {person.Name} <{person.Email}> at its first sign-in"));
        }

        account.LastUsedAt = now;
        await KeepGroupsAsync(c, w, person, identity, now, cancel);
        w.Audit(Audited.SignIn(ActorOf(person), now, person.Id, "succeeded", $"Sign-in with {identity.Provider} succeeded"));
        return new(CompanySignInKind.Done, person);
    }, cancel);

    public Task<IReadOnlyList<CompanyAccount>> OfAsync(PersonId person, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<CompanyAccount>>(
        async c => await c.CompanyAccounts.Where(a => a.PersonId == person).OrderBy(a => a.AddedAt).ThenBy(a => a.Id).ToListAsync(cancel), cancel);

    public Task<bool> LinkAsync(PersonId person, CompanyAccountId account, Actor by, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var now = clock.GetUtcNow();
        if (await c.CompanyAccounts.FirstOrDefaultAsync(a => a.Id == account && a.PersonId == person && a.LinkedAt == null, cancel) is not { } waiting
            || await c.People.FirstOrDefaultAsync(p => p.Id == person, cancel) is not { } owner)
        {
            return w.Abandon(false);
        }

        await c.CompanyAccounts.Where(a => a.Id == account && a.LinkedAt == null).ExecuteUpdateAsync(a => a.SetProperty(x => x.LinkedAt, now), cancel);
        w.Audit(Audited.CompanyAccount(by, now, person, "linked", $"{waiting.Provider} account {waiting.Subject} ({waiting.Email}) linked to {owner.Name} <{owner.Email}>"));
        w.Tell(ChangeOf.People, person.Value);
        return true;
    }, cancel);

    public Task<string?> AddAsync(CompanyAccount account, AuditEvent audit, CancellationToken cancel) => db.WriteAsync<string?>(async (c, w) =>
    {
        var same = c.CompanyAccounts.Where(a => a.Provider == account.Provider && a.Issuer == account.Issuer && a.Subject == account.Subject);
        if (await same.Where(a => a.LinkedAt != null).Join(c.People, a => a.PersonId, p => p.Id, (_, p) => p.Name).FirstOrDefaultAsync(cancel) is { } owner)
        {
            return w.Abandon<string?>(owner);
        }

        // One that waits, for whomever, is what this admin decides on.
        await same.ExecuteDeleteAsync(cancel);
        c.CompanyAccounts.Add(account);
        w.Audit(audit);
        w.Tell(ChangeOf.People, account.PersonId.Value);
        return null;
    }, cancel);

    public Task<bool> RemoveAsync(PersonId person, CompanyAccountId account, Actor by, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.CompanyAccounts.FirstOrDefaultAsync(a => a.Id == account && a.PersonId == person, cancel) is not { } row)
        {
            return w.Abandon(false);
        }

        await c.CompanyAccounts.Where(a => a.Id == account).ExecuteDeleteAsync(cancel);
        if (row.LinkedAt is not null)
        {
            // Which session came in by which account is not kept, so all of them end.
            var stamp = PeopleStore.NewStamp();
            await c.Users.Where(u => u.Id == person.Value).ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, stamp), cancel);
            await SessionStore.EndAllAsync(c, w, person, cancel);
        }

        w.Audit(Audited.CompanyAccount(by, clock.GetUtcNow(), person, row.LinkedAt is null ? "refused" : "removed", $"{row.Provider} account {row.Subject} ({row.Email}) {(row.LinkedAt is null ? "not linked" : "taken away")}"));
        w.Tell(ChangeOf.People, person.Value);
        return true;
    }, cancel);

    private static async Task AddAsync(JitSshContext c, Db.Writing w, Person person, CompanyIdentity identity, DateTimeOffset now, CancellationToken cancel)
    {
        if (person.LinuxName is { } name && await c.People.AnyAsync(p => p.LinuxName == name, cancel))
        {
            person.LinuxName = await PeopleStore.FreeNameAsync(c, name, cancel);
        }

        c.People.Add(person);
        c.Users.Add(PeopleStore.AccountOf(person, passwordHash: null));
        w.Audit(Audited.Person(Actor.System, now, person.Id, "added", $"{person.Name} <{person.Email}>, {person.Role}, Linux name {person.LinuxName ?? "none"}, at the first sign-in with {identity.Provider}"));
        w.Tell(ChangeOf.People);
    }

    /// <summary>Only groups that stand for one of this provider, and only this person's place in them.</summary>
    private static async Task KeepGroupsAsync(JitSshContext c, Db.Writing w, Person person, CompanyIdentity identity, DateTimeOffset now, CancellationToken cancel)
    {
        var mirrored = await c.Groups.Where(g => g.Provider == identity.Provider && g.ExternalId != null).OrderBy(g => g.Name).ToListAsync(cancel);
        if (mirrored.Count == 0)
        {
            return;
        }

        if (identity.Groups is null)
        {
            w.Audit(Audited.Person(Actor.System, now, person.Id, "groups-unknown", $"{identity.Provider} did not say which groups {person.Name} is in, so those that come from there stay as they were"));
            return;
        }

        var said = identity.Groups.Select(GroupOrigin.Normal).ToHashSet(StringComparer.Ordinal);
        var present = (await c.GroupMembers.Where(m => m.PersonId == person.Id).Select(m => m.GroupId).ToListAsync(cancel)).ToHashSet();
        var joins = mirrored.Where(g => said.Contains(g.ExternalId!) && !present.Contains(g.Id)).ToList();
        var leaves = mirrored.Where(g => !said.Contains(g.ExternalId!) && present.Contains(g.Id)).ToList();
        if (joins.Count + leaves.Count == 0)
        {
            return;
        }

        var gone = leaves.Select(g => g.Id).ToList();
        await c.GroupMembers.Where(m => m.PersonId == person.Id && gone.Contains(m.GroupId)).ExecuteDeleteAsync(cancel);
        c.GroupMembers.AddRange(joins.Select(g => new GroupMember { GroupId = g.Id, PersonId = person.Id }));
        var changes = joins.Select(g => $"into {g.Name}").Concat(leaves.Select(g => $"out of {g.Name}"));
        w.Audit(Audited.Person(Actor.System, now, person.Id, "groups-kept-in-step", $"{person.Name} {string.Join(", ", changes)}, as {identity.Provider} says"));
        w.Tell(ChangeOf.People, person.Id.Value);
    }

    private static void Failed(Db.Writing w, Person person, CompanyIdentity identity, DateTimeOffset now, string why) =>
        w.Audit(Audited.SignIn(ActorOf(person), now, person.Id, "failed", $"Sign-in with {identity.Provider} failed: {why}"));

    private static Actor ActorOf(Person person) => new(person.Id, person.Name, person.Role);
}
