using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>Somebody who uses JitSsh.</summary>
public sealed class Person
{
    /// <summary>The id; the sign-in account has the same.</summary>
    public required PersonId Id { get; init; }

    /// <summary>The name people know them by.</summary>
    public required string Name { get; set; }

    /// <summary>E-mail address, lower case; unique; what they sign in with.</summary>
    public required string Email { get; set; }

    /// <summary>The name of their account on servers (<see cref="Common.LinuxName"/>); unique; null until somebody gives one.</summary>
    public string? LinuxName { get; set; }

    /// <summary>What they may do in the portal.</summary>
    public required Role Role { get; set; }

    /// <summary>False from the moment they are deactivated: they cannot sign in, and their grants end.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Their manager; null for none. Nobody is their own manager, by whatever way.</summary>
    public PersonId? ManagerId { get; set; }

    /// <summary>When they were added.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
