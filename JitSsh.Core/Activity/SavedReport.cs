using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>A filter of the activity that a person keeps under a name. It is theirs alone, and shows them what they may see when they open it.</summary>
public sealed class SavedReport
{
    /// <summary>The longest filter.</summary>
    public const int LongestFilter = 1000;

    /// <summary>As many as a person can keep.</summary>
    public const int Most = 50;

    /// <summary>The id.</summary>
    public required SavedReportId Id { get; init; }

    /// <summary>Whose.</summary>
    public required PersonId OwnerId { get; init; }

    /// <summary>The name; unique among the person's.</summary>
    public required string Name { get; init; }

    /// <summary>The filter as the address of the activity has it: a query string without the question mark, which is what makes a report outlive a change of the filters.</summary>
    public required string Filter { get; init; }

    /// <summary>When it was saved.</summary>
    public required DateTimeOffset SavedAt { get; init; }
}
