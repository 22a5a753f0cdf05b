using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A group of people, for access flows to name as grantees or approvers. Not a Linux group.</summary>
public sealed class Group
{
    /// <summary>The id.</summary>
    public required GroupId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }
}

/// <summary>That a person is in a group.</summary>
public sealed class GroupMember
{
    /// <summary>The group.</summary>
    public required GroupId GroupId { get; init; }

    /// <summary>The person.</summary>
    public required PersonId PersonId { get; init; }
}
