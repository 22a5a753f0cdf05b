using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A group of people, for access flows to name as grantees or approvers. Not a Linux group.</summary>
public sealed class Group
{
    /// <summary>The id.</summary>
    public required GroupId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>The sign-in provider whose group this is (<see cref="SignInProvider.Name"/>); null for a group of JitSsh's own.</summary>
    public string? Provider { get; set; }

    /// <summary>The group's id there; null for a group of JitSsh's own. One group of JitSsh stands for one of the provider.</summary>
    public string? ExternalId { get; set; }
}

/// <summary>That a group's members come from a sign-in provider: each person's membership is kept in step when they sign in with it.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="ExternalId">The group's id there, as the groups claim says it; 1 to 256 characters.</param>
public sealed record GroupOrigin(string Provider, string ExternalId)
{
    /// <summary>An id as it is compared: GUIDs without regard to case, all else as it is.</summary>
    public static string Normal(string id) => Guid.TryParseExact(id.Trim(), "D", out var guid) ? guid.ToString("D") : id.Trim();
}

/// <summary>That a person is in a group.</summary>
public sealed class GroupMember
{
    /// <summary>The group.</summary>
    public required GroupId GroupId { get; init; }

    /// <summary>The person.</summary>
    public required PersonId PersonId { get; init; }
}

/// <summary>That a whole group is in another: whoever is in the one is in the other. There are no circles.</summary>
public sealed class GroupNesting
{
    /// <summary>The group that it is in.</summary>
    public required GroupId GroupId { get; init; }

    /// <summary>The group that is in it.</summary>
    public required GroupId MemberId { get; init; }
}
