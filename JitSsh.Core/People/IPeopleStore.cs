using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A person as lists show them.</summary>
/// <param name="Person">The person.</param>
/// <param name="Groups">The groups they are in, by name.</param>
/// <param name="KeyCount">How many SSH public keys they have.</param>
public sealed record PersonRow(Person Person, IReadOnlyList<Group> Groups, int KeyCount);

/// <summary>A group as lists show it.</summary>
/// <param name="Group">The group.</param>
/// <param name="MemberCount">How many people are in it by themselves.</param>
/// <param name="First">The first <see cref="Shown"/> of them, by name.</param>
public sealed record GroupRow(Group Group, int MemberCount, IReadOnlyList<Person> First)
{
    /// <summary>So many of its people stand in the list.</summary>
    public const int Shown = 8;

    /// <summary>The groups that are in it by themselves, by name.</summary>
    public IReadOnlyList<Group> Groups { get; init; } = [];
}

/// <summary>That somebody is in a group, and by which way.</summary>
/// <param name="Person">The person.</param>
/// <param name="Way">The groups between, the outermost first; empty for somebody who is in it by themselves.</param>
public sealed record GroupWay(Person Person, IReadOnlyList<Group> Way);

/// <summary>One group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Members">The people who are in it by themselves, by name.</param>
/// <param name="Groups">The groups that are in it by themselves, by name.</param>
/// <param name="IsIn">The groups that it is in by itself, by name.</param>
/// <param name="Everyone">Everybody who is in it, by name; who is in it by several ways is there once for each.</param>
public sealed record GroupDetail(Group Group, IReadOnlyList<Person> Members, IReadOnlyList<Group> Groups, IReadOnlyList<Group> IsIn, IReadOnlyList<GroupWay> Everyone);

/// <summary>Why a person could not be saved.</summary>
/// <param name="Field">The field: <c>Email</c>, <c>LinuxName</c> or <c>ManagerId</c>.</param>
/// <param name="By">Whose it is, or, for a manager, the names on the way from the manager up to the person.</param>
/// <param name="Free">For a Linux name: one like it that nobody has.</param>
public sealed record TakenBy(string Field, string By, string? Free = null);

/// <summary>Why a group could not be saved.</summary>
/// <param name="NameIsTaken">True when another group has the name.</param>
/// <param name="Circle">The names of the groups on the circle, the group itself first and last; empty when there is none.</param>
/// <param name="SameOrigin">The group that stands for the same group of the provider; null when none does.</param>
public sealed record GroupClash(bool NameIsTaken, IReadOnlyList<string> Circle, string? SameOrigin = null);

/// <summary>What the store of people guarantees. Each write takes its audit event and commits both or neither.</summary>
public interface IPeopleStore
{
    /// <summary>True until the first person was added.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancel);

    /// <summary>One person, or null.</summary>
    Task<Person?> FindAsync(PersonId id, CancellationToken cancel);

    /// <summary>The integrations that a person owns.</summary>
    Task<IReadOnlyList<IntegrationId>> OwnedAsync(PersonId id, CancellationToken cancel);

    /// <summary>People whose name, e-mail or Linux name contains the text.</summary>
    Task<PageOf<PersonRow>> ListAsync(string? search, Page page, CancellationToken cancel);

    /// <summary>Somebody's manager, or null.</summary>
    Task<Person?> ManagerOfAsync(PersonId id, CancellationToken cancel);

    /// <summary>Whose manager somebody is, by name, also those who are not active.</summary>
    Task<IReadOnlyList<Person>> ReportsOfAsync(PersonId id, CancellationToken cancel);

    /// <summary>One group with everybody who is in it, or null.</summary>
    Task<GroupDetail?> FindGroupAsync(GroupId id, CancellationToken cancel);

    /// <summary>Groups whose name contains the text, by name.</summary>
    Task<PageOf<GroupRow>> ListGroupsAsync(string? search, Page page, CancellationToken cancel);

    /// <summary>All groups by name, and nothing but their names.</summary>
    Task<IReadOnlyList<Group>> GroupNamesAsync(CancellationToken cancel);

    /// <summary>The groups that one person is in by themselves.</summary>
    Task<IReadOnlyList<GroupId>> GroupsOfAsync(PersonId id, CancellationToken cancel);

    /// <summary>What a person belongs to at a moment: groups by whatever way, and shifts in which they are on call.</summary>
    Task<Memberships> MembershipsOfAsync(PersonId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>The active people but for auditors among these, in these groups by whatever way, and on call in these shifts at that moment, each once.</summary>
    Task<IReadOnlyList<Person>> ActiveAmongAsync(
        IReadOnlyCollection<PersonId> people, IReadOnlyCollection<GroupId> groups, IReadOnlyCollection<ShiftId> shifts, DateTimeOffset at, CancellationToken cancel);

    /// <summary>The active people with these e-mail addresses, as they are stored: in lower case.</summary>
    Task<IReadOnlyList<Person>> ActiveWithAsync(IReadOnlyCollection<string> emails, CancellationToken cancel);

    /// <summary>All active people but for auditors, by name.</summary>
    Task<IReadOnlyList<Person>> ActiveAsync(CancellationToken cancel);

    /// <summary>Adds a person and their groups. What is taken, or null when done.</summary>
    Task<TakenBy?> AddAsync(Person person, IReadOnlyCollection<GroupId> groups, string? passwordHash, AuditEvent audit, CancellationToken cancel);

    /// <summary>Adds the first person, only if there is none: two setups at once make one admin. False when there already was one.</summary>
    Task<bool> AddFirstAsync(Person person, string passwordHash, AuditEvent audit, CancellationToken cancel);

    /// <summary>
    /// Changes a person and their groups. What is taken, or null when done. In the same transaction a person who is not active any more loses their sessions, their tokens,
    /// what they asked for and their access: none of it comes back when they are activated again.
    /// </summary>
    Task<TakenBy?> ChangeAsync(Person person, IReadOnlyCollection<GroupId> groups, Actor by, AuditEvent audit, CancellationToken cancel);

    /// <summary>Sets the password and ends every session signed in with the old one; false when there is no such person.</summary>
    Task<bool> SetPasswordAsync(PersonId id, string passwordHash, AuditEvent audit, CancellationToken cancel);

    /// <summary>Adds or changes a group and what is in it. Why it could not be done, or null when done.</summary>
    Task<GroupClash?> SaveGroupAsync(Group group, IReadOnlyCollection<PersonId> members, IReadOnlyCollection<GroupId> groups, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a group; false when it was gone.</summary>
    Task<bool> RemoveGroupAsync(GroupId id, AuditEvent audit, CancellationToken cancel);

    /// <summary>The keys of a person, oldest first.</summary>
    Task<IReadOnlyList<SshKey>> KeysOfAsync(PersonId id, CancellationToken cancel);

    /// <summary>Adds a key; false when any person has this key already.</summary>
    Task<bool> AddKeyAsync(SshKey key, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a key of this person; false when they have no such key.</summary>
    Task<bool> RemoveKeyAsync(PersonId person, SshKeyId key, AuditEvent audit, CancellationToken cancel);

    /// <summary>The tokens of a person, newest first.</summary>
    Task<IReadOnlyList<AccessToken>> TokensOfAsync(PersonId id, CancellationToken cancel);

    /// <summary>One token, or null.</summary>
    Task<AccessToken?> FindTokenAsync(AccessTokenId id, CancellationToken cancel);

    /// <summary>Adds a token.</summary>
    Task AddTokenAsync(AccessToken token, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a token of this person; false when they have no such token.</summary>
    Task<bool> RemoveTokenAsync(PersonId person, AccessTokenId token, AuditEvent audit, CancellationToken cancel);

    /// <summary>Notes that a token was used.</summary>
    Task TouchTokenAsync(AccessTokenId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Writes an event that changes nothing else.</summary>
    Task NoteAsync(AuditEvent audit, CancellationToken cancel);
}
