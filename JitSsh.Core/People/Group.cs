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

/// <summary>That a whole group is in another: whoever is in the one is in the other. There are no circles.</summary>
public sealed class GroupNesting
{
    /// <summary>The group that it is in.</summary>
    public required GroupId GroupId { get; init; }

    /// <summary>The group that is in it.</summary>
    public required GroupId MemberId { get; init; }
}
