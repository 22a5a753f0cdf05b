using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.InApp;

/// <summary>That a notice is for a person, in the portal.</summary>
public sealed class ToldPerson
{
    /// <summary>The notice.</summary>
    public required NoticeId NoticeId { get; init; }

    /// <summary>Who.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>When it happened, once more, so that a person's list is one walk through an index.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>When they read it; null while they have not.</summary>
    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>A notice as the person's list shows it.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="ReadAt">When they read it; null while they have not.</param>
public sealed record InboxRow(Notice Notice, DateTimeOffset? ReadAt)
{
    /// <summary>It in words.</summary>
    public NoticeWords Words => NoticeWords.Of(Notice);
}
