using JitSsh.Core.Common;

namespace JitSsh.Portal.Requests;

/// <summary>A request that was being typed, as the person's browser keeps it, encrypted by the portal: it comes back after a lost connection, a restart of the portal, or a closed page.</summary>
/// <param name="Person">Whose it is: another person at the same browser does not get it.</param>
/// <param name="At">When it was last changed.</param>
/// <param name="Servers">The servers.</param>
/// <param name="LinuxGroups">The Linux groups.</param>
/// <param name="Duration">For how long, as typed; null when nothing was.</param>
/// <param name="Justification">Why.</param>
/// <param name="StartsAt">When it is to begin.</param>
/// <param name="BreakGlass">Whether it is an emergency.</param>
/// <param name="For">For whom it is; null for themselves.</param>
public sealed record KeptDraft(
    PersonId Person, DateTimeOffset At, IReadOnlyList<ServerId> Servers, IReadOnlyList<string> LinuxGroups, string? Duration, string Justification, DateTimeOffset? StartsAt, bool BreakGlass,
    PersonId? For = null)
{
    /// <summary>What is older is not brought back.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    /// <summary>True when something was typed that would be lost.</summary>
    public bool IsWorthKeeping => Justification.Trim().Length > 0 || LinuxGroups.Count > 0 || Duration is not null || StartsAt is not null || Servers.Count > 0;

    /// <summary>True when it is to be brought back into a form that was opened for these servers: the form is empty, or it is the same one.</summary>
    /// <param name="person">Who looks.</param>
    /// <param name="now">Now.</param>
    /// <param name="inAddress">The servers that the address names.</param>
    public bool BelongsTo(PersonId person, DateTimeOffset now, IReadOnlyCollection<ServerId> inAddress) =>
        Person == person && At > now - Lasts && IsWorthKeeping && (inAddress.Count == 0 || inAddress.ToHashSet().SetEquals(Servers));

    /// <summary>True when nothing but the moment is different.</summary>
    public bool SaysTheSameAs(KeptDraft? other) =>
        other is not null && Person == other.Person && Servers.SequenceEqual(other.Servers) && LinuxGroups.SequenceEqual(other.LinuxGroups) && Duration == other.Duration
        && Justification == other.Justification && StartsAt == other.StartsAt && BreakGlass == other.BreakGlass && For == other.For;
}
