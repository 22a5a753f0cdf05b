namespace JitSsh.Core.Activity;

/// <summary>How long something took: half of the times, and nine in ten, were at most as long as this.</summary>
/// <param name="Count">Of how many times.</param>
/// <param name="Median">Null when there was none.</param>
/// <param name="Ninetieth">Null when there was none.</param>
public sealed record HowLong(int Count, TimeSpan? Median, TimeSpan? Ninetieth);

/// <summary>A day (UTC) of a period.</summary>
/// <param name="Day">The day.</param>
/// <param name="Requests">How many requests were made on it.</param>
/// <param name="ToApprove">From asking until somebody approved, of the requests made on that day that a person approved.</param>
/// <param name="ToAccess">From asking until access worked, of the servers that were asked for on that day.</param>
public sealed record OverviewDay(DateOnly Day, int Requests, HowLong ToApprove, HowLong ToAccess);

/// <summary>Access that was given, and how much of it was used.</summary>
/// <param name="Given">Requests whose access was given.</param>
/// <param name="Used">Those among them for which a certificate was fetched.</param>
public sealed record GivenAndUsed(int Given, int Used);

/// <summary>The figures of the overview.</summary>
public sealed record OverviewFigures
{
    /// <summary>Grants that work now.</summary>
    public required int Active { get; init; }

    /// <summary>Requests that wait for a decision now.</summary>
    public required int Waiting { get; init; }

    /// <summary>Grants that fail now: a server cannot be told, and it is tried again.</summary>
    public required int Failing { get; init; }

    /// <summary>The days of the period on which something was asked, the oldest first.</summary>
    public required IReadOnlyList<OverviewDay> Days { get; init; }

    /// <summary>From asking until somebody approved, over the whole period.</summary>
    public required HowLong ToApprove { get; init; }

    /// <summary>From asking until access worked, over the whole period.</summary>
    public required HowLong ToAccess { get; init; }

    /// <summary>Access of the period that a flow gave by itself: it stood there for whoever asked.</summary>
    public required GivenAndUsed Automatic { get; init; }

    /// <summary>Access of the period that a person approved.</summary>
    public required GivenAndUsed Approved { get; init; }
}
