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
/// <param name="Members">Its people, by name.</param>
public sealed record GroupRow(Group Group, IReadOnlyList<Person> Members);

/// <summary>What the store of people guarantees. Each write takes its audit event and commits both or neither.</summary>
public interface IPeopleStore
{
    /// <summary>True until the first person was added.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancel);

    /// <summary>One person, or null.</summary>
    Task<Person?> FindAsync(PersonId id, CancellationToken cancel);

    /// <summary>People whose name, e-mail or Linux name contains the text.</summary>
    Task<PageOf<PersonRow>> ListAsync(string? search, Page page, CancellationToken cancel);

    /// <summary>All groups with their members.</summary>
    Task<IReadOnlyList<GroupRow>> ListGroupsAsync(CancellationToken cancel);

    /// <summary>The groups of one person.</summary>
    Task<IReadOnlyList<GroupId>> GroupsOfAsync(PersonId id, CancellationToken cancel);

    /// <summary>What a person belongs to at a moment.</summary>
    Task<Memberships> MembershipsOfAsync(PersonId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>The active people among these, in these groups and on call in these shifts at that moment, each once.</summary>
    Task<IReadOnlyList<Person>> ActiveAmongAsync(
        IReadOnlyCollection<PersonId> people, IReadOnlyCollection<GroupId> groups, IReadOnlyCollection<ShiftId> shifts, DateTimeOffset at, CancellationToken cancel);

    /// <summary>All active people, by name.</summary>
    Task<IReadOnlyList<Person>> ActiveAsync(CancellationToken cancel);

    /// <summary>Adds a person and their groups. The name of the field that is taken (<c>Email</c>, <c>LinuxName</c>), or null when done.</summary>
    Task<string?> AddAsync(Person person, IReadOnlyCollection<GroupId> groups, string? passwordHash, AuditEvent audit, CancellationToken cancel);

    /// <summary>Adds the first person, only if there is none: two setups at once make one admin. False when there already was one.</summary>
    Task<bool> AddFirstAsync(Person person, string passwordHash, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes a person and their groups. The name of the field that is taken, or null when done. Their servers become due, as a deactivated person's grants end.</summary>
    Task<string?> ChangeAsync(Person person, IReadOnlyCollection<GroupId> groups, AuditEvent audit, CancellationToken cancel);

    /// <summary>Sets the password and ends every session signed in with the old one; false when there is no such person.</summary>
    Task<bool> SetPasswordAsync(PersonId id, string passwordHash, AuditEvent audit, CancellationToken cancel);

    /// <summary>Adds or changes a group and its members; false when the name is taken.</summary>
    Task<bool> SaveGroupAsync(Group group, IReadOnlyCollection<PersonId> members, AuditEvent audit, CancellationToken cancel);

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
