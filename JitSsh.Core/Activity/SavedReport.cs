using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>A filter of the activity that a person keeps under a name, and may be sent on a schedule. It is theirs alone, and shows them what they may see when they open it.</summary>
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
    public required string Name { get; set; }

    /// <summary>The filter as the address of the activity has it (<see cref="ActivityAddress"/>): a query string without the question mark, which is what makes a report outlive a change of the filters.</summary>
    public required string Filter { get; set; }

    /// <summary>When it was saved first.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>When it is sent; null when it is not.</summary>
    public ReportSchedule? Schedule { get; set; }

    /// <summary>When it is sent next; null when it is not.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>When it was sent last; null when it never was.</summary>
    public DateTimeOffset? SentAt { get; set; }
}

/// <summary>A report as a person gives it.</summary>
public sealed record ReportInput
{
    /// <summary>The name; unique among the person's.</summary>
    public required string Name { get; init; }

    /// <summary>The filter, as <see cref="ActivityAddress"/> reads it.</summary>
    public required string Filter { get; init; }

    /// <summary>When it is sent; null for never.</summary>
    public ReportSchedule? Schedule { get; init; }
}
