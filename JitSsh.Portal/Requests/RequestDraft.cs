using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Requests;

/// <summary>A request as it is being typed.</summary>
public sealed class RequestDraft
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Quick =
    [
        TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
        TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7),
    ];

    private string? duration;

    /// <summary>The servers, in the order chosen.</summary>
    public List<ServerId> Servers { get; } = [];

    /// <summary>For whom: a report of whoever asks; null for themselves.</summary>
    public PersonId? Whom { get; set; }

    /// <summary>Linux groups on top of "Default".</summary>
    public HashSet<string> LinuxGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>For how long, in words; null until somebody says.</summary>
    public string? Duration => duration;

    /// <summary>Why.</summary>
    public string Justification { get; set; } = "";

    /// <summary>True when it is to begin later.</summary>
    public bool Later { get; set; }

    /// <summary>When, if it is to begin later; kept meanwhile, in case it is set back.</summary>
    public DateTimeOffset? StartsAt { get; set; }

    /// <summary>True in an emergency.</summary>
    public bool BreakGlass { get; set; }

    /// <summary>Takes over a favourite.</summary>
    public void Take(Favourite favourite)
    {
        Servers.Clear();
        Servers.AddRange(favourite.Servers);
        LinuxGroups.Clear();
        LinuxGroups.UnionWith(favourite.LinuxGroups);
    }

    /// <summary>Takes over what the browser has kept.</summary>
    public void Restore(KeptDraft kept)
    {
        Servers.Clear();
        Servers.AddRange(kept.Servers);
        LinuxGroups.Clear();
        LinuxGroups.UnionWith(kept.LinuxGroups);
        (duration, Justification, Later, StartsAt, BreakGlass) = (kept.Duration, kept.Justification, kept.StartsAt is not null, kept.StartsAt, kept.BreakGlass);
        Whom = kept.For;
    }

    /// <summary>What the browser keeps of it.</summary>
    public KeptDraft ToKept(PersonId person, DateTimeOffset at) =>
        new(person, at, [.. Servers], [.. LinuxGroups.Order(StringComparer.Ordinal)], duration, Justification, Later ? StartsAt : null, BreakGlass, Whom);

    /// <summary>Forgets all that was typed.</summary>
    public void Clear()
    {
        Servers.Clear();
        LinuxGroups.Clear();
        (duration, Justification, Later, StartsAt, BreakGlass) = (null, "", false, null, false);
        Whom = null;
    }

    /// <summary>Takes over what an earlier request asked for.</summary>
    public void AskAgain(RequestRow before)
    {
        Servers.Clear();
        Servers.AddRange(before.Servers.Select(s => s.ServerId));
        LinuxGroups.Clear();
        LinuxGroups.UnionWith(before.Request.LinuxGroups);
        Justification = before.Request.Justification;
        duration = DurationText.Of(before.Request.Duration);
    }

    /// <summary>Says for how long.</summary>
    public void For(string text) => duration = text;

    /// <summary>The choices of one click: up to five usual ones within what is allowed, and the longest allowed itself.</summary>
    /// <param name="max">The longest time allowed; zero while that is not known.</param>
    public static IReadOnlyList<TimeSpan> QuickChoices(TimeSpan max) =>
        max <= TimeSpan.Zero ? [.. Quick.Skip(1).Take(5)] : [.. Quick.Where(q => q < max).TakeLast(5).Append(max)];

    /// <summary>For how long, if nobody says otherwise.</summary>
    /// <param name="max">The longest time allowed; zero while that is not known.</param>
    /// <param name="proposed">What the access flow proposes; null when it proposes nothing.</param>
    public static TimeSpan Preselected(TimeSpan max, TimeSpan? proposed = null) =>
        (proposed ?? Usual) is var wanted && (max <= TimeSpan.Zero || max > wanted) ? wanted : max;

    /// <summary>What Core is asked. A length of time that cannot be read becomes zero, which Core refuses at its field.</summary>
    /// <param name="max">The longest time for these servers, for the preselection.</param>
    /// <param name="proposed">What the access flow proposes, for the preselection; null when it proposes nothing.</param>
    public AccessInput ToInput(TimeSpan max, TimeSpan? proposed = null) => new()
    {
        Servers = [.. Servers],
        For = Whom,
        LinuxGroups = [.. LinuxGroups.Order(StringComparer.Ordinal)],
        Duration = duration is null ? Preselected(max, proposed) : DurationText.TryParse(duration, out var span) ? span : TimeSpan.Zero,
        Justification = Justification,

        // Later without a moment is none that Core would take: it says so at the field.
        StartsAt = !Later ? null : StartsAt ?? DateTimeOffset.UnixEpoch,
        BreakGlass = BreakGlass,
    };
}
