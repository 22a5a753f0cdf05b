using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications;

/// <summary>Something that people are told of, with the facts of it. Written in the transaction of the change it tells of, or not at all.</summary>
public sealed class Notice
{
    /// <summary>The id.</summary>
    public required NoticeId Id { get; init; }

    /// <summary>What it is.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>What it is about, so that nothing is told twice; unique.</summary>
    public required string Key { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The request it is about; null when it is about none.</summary>
    public RequestId? RequestId { get; init; }

    /// <summary>The server it is about, where it is about one and no request.</summary>
    public ServerId? ServerId { get; init; }

    /// <summary>The integration it is about, where it is about no request.</summary>
    public IntegrationId? IntegrationId { get; init; }

    /// <summary>Who gets the access, and asked for it unless <see cref="AskedBy"/> says somebody else; empty when it is about no request.</summary>
    public string Requester { get; init; } = "";

    /// <summary>Their manager, who asked for them; otherwise empty.</summary>
    public string AskedBy { get; init; } = "";

    /// <summary>The servers' names. More are added while nobody has been sent it (<see cref="NoticeWords"/>).</summary>
    public IReadOnlyList<string> Servers { get; set; } = [];

    /// <summary>One word of what became of it: approved, rejected, an integration's status, why access ended.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Who did it, where a person did.</summary>
    public string By { get; init; } = "";

    /// <summary>What a person wrote or what went wrong; plain text of possibly several lines, never markup.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Where in the portal it leads, beginning with a slash, where that does not follow from the rest; otherwise empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>When access ends, where that is known.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When it stopped being so: decided meanwhile, working again. What was not sent by then is not sent.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}
