namespace JitSsh.Core.Common;

/// <summary>What a person may do in the portal. Who approves is not a role: it is whoever a flow names.</summary>
public enum Role
{
    /// <summary>Asks for access, decides where a flow names them, sees what is theirs, and administers the integrations that they own.</summary>
    Member,

    /// <summary>Connects integrations, writes flows, manages people, sees everything.</summary>
    Admin,

    /// <summary>Sees everything that an admin sees, and changes nothing but their own sign-in and what they are told: asks for no access, and decides on none.</summary>
    Auditor,
}

/// <summary>Who does something. Loaded anew for each operation, so that a person who was deactivated or lost a role is refused at once.</summary>
/// <param name="Id">The person; null for JitSsh itself.</param>
/// <param name="Name">The name as the audit log keeps it.</param>
/// <param name="Role">The role now.</param>
public sealed record Actor(PersonId? Id, string Name, Role Role)
{
    /// <summary>JitSsh itself: expiry, discovery, reconcile. Never made from anything that came over the network.</summary>
    public static Actor System { get; } = new(null, "JitSsh", Role.Member);

    /// <summary>True for a person with the role Admin.</summary>
    public bool IsAdmin => Id is not null && Role == Role.Admin;

    /// <summary>True for a person who may read all that there is: an admin or an auditor.</summary>
    public bool SeesAll => Id is not null && Role is (Role.Admin or Role.Auditor);

    /// <summary>The integrations that a member owns, and so administers; empty for admins, who administer all of them, and for auditors.</summary>
    public IReadOnlyCollection<IntegrationId> Owned { get; init; } = [];

    /// <summary>True for admins, and for the owner of this integration.</summary>
    public bool Administers(IntegrationId integration) => IsAdmin || (Id is not null && Owned.Contains(integration));

    /// <summary>True for admins, auditors and the owner of this integration.</summary>
    public bool Sees(IntegrationId integration) => SeesAll || Administers(integration);

    /// <summary>True for a person who sees some integration or all of them.</summary>
    public bool SeesIntegrations => SeesAll || (Id is not null && Owned.Count > 0);

    /// <summary>Of which integrations lists are to show what there is; null for all of them.</summary>
    internal IReadOnlyCollection<IntegrationId>? Within => SeesAll ? null : Owned;

    /// <summary>True when this actor is that person.</summary>
    public bool Is(PersonId person) => Id == person;
}
