using System.Text.Json.Serialization;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Catalog;

/// <summary>What a secret in a store is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SecretPurpose>))]
public enum SecretPurpose
{
    /// <summary>The login user's private key.</summary>
    LoginKey,

    /// <summary>The secret that the source signs in with.</summary>
    SourceSecret,
}

/// <summary>A secret in a store, to be tried.</summary>
public sealed record SecretTrial
{
    /// <summary>What it is for.</summary>
    public SecretPurpose Purpose { get; init; }

    /// <summary>Where it lies.</summary>
    public SecretRef? From { get; init; }

    /// <summary>What the connector signs in to the store with; empty uses what the integration has stored.</summary>
    public string? SignIn { get; init; }

    /// <summary>The integration whose stored sign-in may be used; null for a new one.</summary>
    public IntegrationId? Integration { get; init; }

    /// <summary>The connector that is to read it; null for the integration's, and for a new one the built-in one.</summary>
    public ConnectorId? Connector { get; init; }

    /// <summary>Everything but what was typed to sign in with.</summary>
    public override string ToString() => $"trial of {From}";
}

/// <summary>What a secret turned out to be. Never the secret.</summary>
/// <param name="Sentence">What was found.</param>
/// <param name="KeyType">The key's type; null for another secret.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="PublicKeyLine">Its public half, for <c>authorized_keys</c>.</param>
/// <param name="Version">Which version the store gave, where it has versions.</param>
/// <param name="ChangedAt">When that version was stored, where the store tells.</param>
public sealed record SecretTrialResult(string Sentence, string? KeyType, string? Fingerprint, string? PublicKeyLine, string? Version, DateTimeOffset? ChangedAt);

/// <summary>Reads a secret from its store once, where the connector runs, and says what it is. Nothing is kept.</summary>
public sealed class TestSecret(IIntegrationStore integrations, ReadSecret secrets, IConnectorSecrets apart)
{
    /// <summary>What it is, or a sentence at the field that is wrong; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<SecretTrialResult>> RunAsync(Actor actor, SecretTrial trial, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var stored = trial.Integration is { } id ? await integrations.FindAsync(id, cancel) : null;
        if (trial.Integration is not null && stored is null)
        {
            return Refusal.NotFound;
        }

        if (trial.From is not { } from)
        {
            return Refusal.Invalid(nameof(trial.From), "Say where the secret lies.");
        }

        List<Problem> problems = [];
        var isKey = trial.Purpose == SecretPurpose.LoginKey;
        var secret = StoredSecret.Check(from, trial.SignIn, isKey ? stored?.LoginKey : stored?.SourceSecret, nameof(trial.From), nameof(trial.SignIn), problems);
        if (secret is null)
        {
            return Refusal.Invalid(problems);
        }

        var connector = trial.Connector ?? stored?.ConnectorId ?? ConnectorId.Embedded;
        if (connector != ConnectorId.Embedded)
        {
            return secret.Typed is not null || secret.Reference.SignInWith is LocalSecretRef
                ? Refusal.Invalid(nameof(trial.SignIn), "A connector apart from the portal signs in to the store with what lies where it runs. Name the file or the environment variable there.")
                : Said(await apart.FindAsync(connector, secret.Reference, isKey, cancel), isKey);
        }

        using var reading = await secret.ReadAsync(secrets, isKey ? SecretField.PrivateKey : SecretField.ClientSecret, cancel);
        return Said(SecretFinding.Of(reading, secret.Reference, isKey), isKey);
    }

    private static Outcome<SecretTrialResult> Said(SecretFinding found, bool isKey) =>
        found.Problem is { } problem ? Refusal.Invalid(nameof(SecretTrial.From), problem)
        : new SecretTrialResult($"The connector can read it{Which(found)}{(isKey ? ": a private key that can be used" : "")}.", found.KeyType, found.Fingerprint, found.PublicKeyLine, found.Version, found.ChangedAt);

    private static string Which(SecretFinding reading)
    {
        var version = reading.Version is null ? "" : $", version {reading.Version}";
        return reading.ChangedAt is { } at ? $"{version}, stored {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : version;
    }
}
