using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>What an access flow says, read as a sentence: people in <see cref="Grantees"/> ask for <see cref="Targets"/> as
/// <see cref="LinuxGroups"/> for up to <see cref="MaxDuration"/>, approved as <see cref="Approval"/> says.</summary>
public sealed record FlowRule
{
    /// <summary>The shortest time that can be asked for.</summary>
    public static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(5);

    /// <summary>The longest time that any flow can allow.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromDays(7);

    /// <summary>Who may ask. Empty means nobody.</summary>
    public required PeopleRule Grantees { get; init; }

    /// <summary>For which servers.</summary>
    public required TargetRule Targets { get; init; }

    /// <summary>Which Linux groups may be asked for on top of the account's own ("Default").</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>The longest time.</summary>
    public required TimeSpan MaxDuration { get; init; }

    /// <summary>
    /// One step that any one of these people decides: the short way to say <see cref="Approval"/>, and the only one there was before there were steps. Of a rule with several steps
    /// it is the first one's people. It stands before <see cref="Approval"/>, so that this is read last from what was stored, and wins.
    /// </summary>
    public PeopleRule? Approvers
    {
        get => Approval is { Steps: [var first, ..] } ? first.Approvers : null;
        init => Approval = value is null ? null : ApprovalRule.By(value);
    }

    /// <summary>How requests are decided; null when access is given automatically.</summary>
    public ApprovalRule? Approval { get; init; }

    /// <summary>How often and how long access can be extended; null for never.</summary>
    public ExtensionRule? Extension { get; init; }

    /// <summary>After what time access ends for which nobody has fetched a certificate; null for its whole time.</summary>
    public TimeSpan? UseWithin { get; init; }

    /// <summary>True when access can be had at once in an emergency, with a review afterwards.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>True when a reason must be given.</summary>
    public bool JustificationRequired { get; init; }

    /// <summary>True when nobody needs to approve.</summary>
    public bool IsAutomatic => Approval is null;
}

/// <summary>People by themselves and by group; a person counts once.</summary>
/// <param name="People">People named.</param>
/// <param name="Groups">Groups named.</param>
public sealed record PeopleRule(IReadOnlyList<PersonId> People, IReadOnlyList<GroupId> Groups)
{
    /// <summary>Shifts named: whoever is on call in them.</summary>
    public IReadOnlyList<ShiftId> Shifts { get; init; } = [];

    /// <summary>True when it names nobody.</summary>
    public bool IsEmpty => People.Count == 0 && Groups.Count == 0 && Shifts.Count == 0;

    /// <summary>True when it names this person, one of their groups, or a shift in which they are on call.</summary>
    public bool Names(PersonId person, Memberships memberships) => People.Contains(person) || Groups.Any(memberships.Groups.Contains) || Shifts.Any(memberships.Shifts.Contains);
}

/// <summary>Servers by integration, name and tags. A server matches when its integration is named, an include matches (or there is none), and no exclude matches.</summary>
public sealed record TargetRule
{
    /// <summary>Integrations named; empty means none, so that a forgotten field never opens everything.</summary>
    public required IReadOnlyList<IntegrationId> Integrations { get; init; }

    /// <summary>Name patterns, <c>*</c> and <c>?</c>, without regard to case; empty means every name.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Name patterns that are left out.</summary>
    public IReadOnlyList<string> ExceptNames { get; init; } = [];

    /// <summary>Tags, all of which must be there; an empty value stands for any value.</summary>
    public IReadOnlyList<TagRule> Tags { get; init; } = [];

    /// <summary>Tags of which none may be there.</summary>
    public IReadOnlyList<TagRule> ExceptTags { get; init; } = [];
}

/// <summary>A tag by name (without regard to case) and value (exactly; empty stands for any).</summary>
/// <param name="Name">The tag's name.</param>
/// <param name="Value">The tag's value.</param>
public sealed record TagRule(string Name, string Value);
