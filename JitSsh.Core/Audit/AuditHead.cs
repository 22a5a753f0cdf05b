namespace JitSsh.Core.Audit;

/// <summary>
/// The last event of the chain, in a row of its own. A log that was cut off at its end does not reach it any more; and a database with several writers takes this row's
/// lock to write one event after the other.
/// </summary>
public sealed class AuditHead
{
    /// <summary>The one there is.</summary>
    public const int TheOne = 1;

    /// <summary>Always <see cref="TheOne"/>.</summary>
    public int Id { get; init; } = TheOne;

    /// <summary>The last event's number; 0 before the first.</summary>
    public required long Sequence { get; init; }

    /// <summary>The last event's hash; <see cref="AuditChain.Start"/> before the first.</summary>
    public required string Hash { get; init; }
}
