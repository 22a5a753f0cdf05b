using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Servers that a person asks for together again and again.</summary>
public sealed class Favourite
{
    /// <summary>The most that one person keeps.</summary>
    public const int Most = 50;

    /// <summary>The id.</summary>
    public required FavouriteId Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>What they call it; unique among theirs.</summary>
    public required string Name { get; init; }

    /// <summary>The servers, in the order chosen. What they may ask for is looked at when they ask.</summary>
    public required IReadOnlyList<ServerId> Servers { get; init; }

    /// <summary>The Linux groups on top of the account's own.</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>When it was saved.</summary>
    public required DateTimeOffset SavedAt { get; init; }
}
