using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications;

/// <summary>That a person wants, or does not want, to be told of a kind on a way. Without one they are told.</summary>
public sealed class NoticeChoice
{
    /// <summary>Who.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>Of what.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>On which way.</summary>
    public required NoticeChannel Channel { get; init; }

    /// <summary>True when they want it.</summary>
    public required bool IsOn { get; init; }
}
