using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Catalog;

/// <summary>What a secret turned out to be where the connector runs. Never the secret.</summary>
/// <param name="Problem">Why it cannot be used, as a sentence; null when it can.</param>
/// <param name="KeyType">The key's type; null for another secret.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="PublicKeyLine">Its public half.</param>
/// <param name="Version">Which version the store gave, where it has versions.</param>
/// <param name="ChangedAt">When that version was stored, where the store tells.</param>
public sealed record SecretFinding(string? Problem, string? KeyType = null, string? Fingerprint = null, string? PublicKeyLine = null, string? Version = null, DateTimeOffset? ChangedAt = null)
{
    /// <summary>Of a reading. The key, if it is one, is overwritten again.</summary>
    internal static SecretFinding Of(SecretReading reading, SecretRef reference, bool isKey)
    {
        if (reading.Problem is { } problem)
        {
            return new(problem.Sentence);
        }

        if (!isKey)
        {
            return new(null, null, null, null, reading.Version, reading.ChangedAt);
        }

        var (read, wrong) = IntegrationSecrets.ReadKey(reading, reference);
        using var key = read;
        return key is null ? new(wrong) : new(null, key.KeyType, key.Fingerprint, key.PublicKeyLine, reading.Version, reading.ChangedAt);
    }
}

/// <summary>Secrets that a connector apart from the portal reads: the portal asks what they are, and never for their values.</summary>
public interface IConnectorSecrets
{
    /// <summary>What it is, read by that connector; the sentence says so when the connector is not there.</summary>
    Task<SecretFinding> FindAsync(ConnectorId connector, SecretRef reference, bool isKey, CancellationToken cancel);
}
