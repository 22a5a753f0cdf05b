using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>One line of the audit log: who did what to what, and when. Written in the transaction of the change it tells of, or not at all.</summary>
public sealed class AuditEvent
{
    /// <summary>Grows by one with each event; given in the transaction that writes it.</summary>
    public long Sequence { get; internal set; }

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

    /// <summary>What was changed, field by field; empty where the sentence says it all. Never holds a secret.</summary>
    public IReadOnlyList<AuditChange> Changes { get; init; } = [];

    /// <summary>SHA-256 over the hash of the event before and all fields of this one (<see cref="AuditChain"/>); 64 hexadecimal digits, lower case.</summary>
    public string Hash { get; internal set; } = "";
}

/// <summary>A field of something that was changed.</summary>
/// <param name="Field">The field, as the screens and the API name it.</param>
/// <param name="Before">Its value before; null when there was none.</param>
/// <param name="After">Its value after; null when there is none.</param>
public sealed record AuditChange(string Field, string? Before, string? After)
{
    /// <summary>No value is kept longer than this.</summary>
    public const int Longest = 2000;

    /// <summary>The fields whose values differ, by name.</summary>
    /// <param name="before">The fields before, as <see cref="AuditFields.Of"/> gives them.</param>
    /// <param name="after">The fields after.</param>
    public static IReadOnlyList<AuditChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
    [
        .. from field in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
           let was = before.GetValueOrDefault(field)
           let isNow = after.GetValueOrDefault(field)
           where was != isNow
           select new AuditChange(field, Cut(was), Cut(isNow)),
    ];

    private static string? Cut(string? value) => value is { Length: > Longest } ? $"{value[..(Longest - 1)]}…" : value;
}
