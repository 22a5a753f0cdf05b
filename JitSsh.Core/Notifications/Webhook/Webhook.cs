using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>The shape of what a webhook is sent.</summary>
public enum WebhookShape
{
    /// <summary>A JSON object with every fact of its own.</summary>
    Generic,

    /// <summary>What an incoming webhook of Slack takes.</summary>
    Slack,

    /// <summary>What a Teams workflow that begins with a webhook takes: a message with an adaptive card.</summary>
    Teams,
}

/// <summary>An address that is told of some kinds of notices. Whoever has the address of a Slack or Teams webhook can write there, so it is kept like a secret.</summary>
public sealed class WebhookTarget
{
    /// <summary>The id.</summary>
    public required WebhookId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>The shape.</summary>
    public required WebhookShape Shape { get; set; }

    /// <summary>The scheme and host of the address, which is all of it that is shown.</summary>
    public required string Host { get; set; }

    /// <summary>The address, encrypted.</summary>
    public required byte[] ProtectedAddress { get; set; }

    /// <summary>The secret that calls are signed with, encrypted.</summary>
    public required byte[] ProtectedSecret { get; set; }

    /// <summary>Of what it is told.</summary>
    public required IReadOnlyList<NoticeKind> Kinds { get; set; }

    /// <summary>The text with placeholders; empty for the usual one.</summary>
    public required string Template { get; set; }

    /// <summary>False while nothing is sent to it.</summary>
    public required bool IsActive { get; set; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}
