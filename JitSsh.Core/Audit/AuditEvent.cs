using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>One line of the audit log: who did what to what, and when. Written in the transaction of the change it tells of, or not at all.</summary>
public sealed class AuditEvent
{
    /// <summary>Grows with each event; given by the database.</summary>
    public long Sequence { get; private set; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who; null for JitSsh itself.</summary>
    public PersonId? ActorId { get; init; }

    /// <summary>The actor's name at that time.</summary>
    public required string ActorName { get; init; }

    /// <summary>What was done: noun.verb, for example <c>request.approved</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>Which one.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>A sentence for a person. Never holds a secret.</summary>
    public required string Text { get; init; }
}
