using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Core.Activity;

/// <summary>Which requests the activity shows. Filters combine; none shows all.</summary>
public sealed record ActivityQuery
{
    /// <summary>Those that a person sees in this state.</summary>
    public AccessStatus? Status { get; init; }

    /// <summary>True: those that wait for a decision, or whose access is not over everywhere. False: the others.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>Text in the requester's name.</summary>
    public string? Requester { get; init; }

    /// <summary>Text in the name of a server there is now, or the whole name of one that is gone.</summary>
    public string? Server { get; init; }

    /// <summary>Text in the flow's name, now or in an earlier version.</summary>
    public string? Flow { get; init; }

    /// <summary>Asked on this day (UTC) or later.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Asked on this day (UTC) or earlier.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Text in the justification, or in any of the names above.</summary>
    public string? Text { get; init; }

    /// <summary>Of this person only: what a member sees.</summary>
    internal PersonId? Only { get; init; }
}
