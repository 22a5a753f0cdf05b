using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>What lets one process enrol with a connector: good once, for an hour. Kept as its hash.</summary>
public sealed class EnrolmentToken
{
    /// <summary>How long it is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>SHA-256 of the token, hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The connector it enrols with.</summary>
    public required ConnectorId ConnectorId { get; init; }

    /// <summary>When it stops being good.</summary>
    public required DateTimeOffset GoodUntil { get; init; }

    /// <summary>When it was used; null before.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
