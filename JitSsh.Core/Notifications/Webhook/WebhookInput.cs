namespace JitSsh.Core.Notifications.Webhook;

/// <summary>A webhook as an admin gives it.</summary>
public sealed record WebhookInput
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The shape.</summary>
    public WebhookShape Shape { get; init; }

    /// <summary>The address; null or empty keeps the one there is.</summary>
    public string? Url { get; init; }

    /// <summary>Of what it is told; at least one.</summary>
    public IReadOnlyList<NoticeKind> Kinds { get; init; } = [];

    /// <summary>The text with placeholders (<see cref="WebhookTemplate"/>); empty for the usual one.</summary>
    public string Template { get; init; } = "";

    /// <summary>False to send nothing to it.</summary>
    public bool IsActive { get; init; } = true;
}
