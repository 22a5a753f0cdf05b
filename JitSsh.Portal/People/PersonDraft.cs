using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.People;

/// <summary>What is being typed about a person, before it is saved.</summary>
public sealed class PersonDraft
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The e-mail address.</summary>
    public string Email { get; set; } = "";

    /// <summary>The name of the account on servers.</summary>
    public string LinuxName { get; set; } = "";

    /// <summary>The role.</summary>
    public Role Role { get; set; }

    /// <summary>The groups.</summary>
    public HashSet<GroupId> Groups { get; init; } = [];

    /// <summary>Their manager; null for none.</summary>
    public PersonId? ManagerId { get; set; }

    /// <summary>The manager's name.</summary>
    public string? ManagerName { get; set; }

    /// <summary>A new password; empty leaves it as it is.</summary>
    public string Password { get; set; } = "";

    /// <summary>The draft of somebody who is there already.</summary>
    public static PersonDraft Of(PersonDetail detail) => new()
    {
        Name = detail.Person.Name,
        Email = detail.Person.Email,
        LinuxName = detail.Person.LinuxName ?? "",
        Role = detail.Person.Role,
        Groups = [.. detail.Groups],
        ManagerId = detail.Manager?.Id,
        ManagerName = detail.Manager?.Name,
    };

    /// <summary>As the Core takes it.</summary>
    public PersonInput ToInput() => new() { Name = Name, Email = Email, LinuxName = LinuxName, Role = Role, Groups = [.. Groups], ManagerId = ManagerId, Password = Password };
}
