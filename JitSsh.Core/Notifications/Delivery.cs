using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications;

/// <summary>What became of a sending.</summary>
public enum DeliveryState
{
    /// <summary>To be sent when it is due.</summary>
    Waiting,

    /// <summary>The other side has taken it.</summary>
    Sent,

    /// <summary>It was tried to the end of its time, or cannot work; the last answer says why.</summary>
    GivenUp,

    /// <summary>It need not be sent any more: what it tells of is over, or whom it is for is gone.</summary>
    Dropped,
}

/// <summary>
/// A row of the outbox: one notice to one person by e-mail, or to one webhook. Written in the transaction of the change that it tells of. Its id goes with it at every attempt, so
/// that who gets it twice (JitSsh was killed between sending and noting it) can tell.
/// </summary>
public sealed class Delivery
{
    /// <summary>The id; within the e-mail's Message-ID, and a header of the webhook's call.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>What is sent.</summary>
    public required NoticeId NoticeId { get; init; }

    /// <summary>To whom by e-mail; null for a webhook.</summary>
    public PersonId? PersonId { get; init; }

    /// <summary>To which webhook; null for an e-mail.</summary>
    public WebhookId? WebhookId { get; init; }

    /// <summary>When it was put here.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The state.</summary>
    public DeliveryState State { get; set; } = DeliveryState.Waiting;

    /// <summary>When it is tried next; null when it is not.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Since when the present attempts count: when it was put here, or when an admin asked for it again.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Who is sending it at this moment; null when nobody is. It falls due again when <see cref="DueAt"/> comes.</summary>
    public Guid? Lease { get; set; }

    /// <summary>When the other side took it, or when it was given up or dropped.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>What the other side answered last, or why there was no answer; for admins.</summary>
    public string Answer { get; set; } = "";
}

/// <summary>Something to send, leased.</summary>
/// <param name="Delivery">The row, with its lease.</param>
/// <param name="Notice">What to tell.</param>
/// <param name="Address">The person's e-mail address; null for a webhook.</param>
/// <param name="Name">The person's name; empty for a webhook.</param>
public sealed record DueDelivery(Delivery Delivery, Notice Notice, string? Address, string Name);

/// <summary>What became of one attempt.</summary>
/// <param name="IsSent">True when the other side has taken it.</param>
/// <param name="Answer">What it answered, or why there was no answer and what to do; a sentence without secrets.</param>
/// <param name="IsFinal">True when trying again cannot help.</param>
public sealed record SendResult(bool IsSent, string Answer, bool IsFinal = false);

/// <summary>A way out.</summary>
public interface ISendNotices
{
    /// <summary>True when this is for this way.</summary>
    bool Takes(Delivery delivery);

    /// <summary>Tries once, within a limit of its own. What goes wrong is in the result.</summary>
    Task<SendResult> SendAsync(DueDelivery due, CancellationToken cancel);
}
