using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Discovery;

/// <summary>A source to look at, with what it signs in with. Nothing of it is kept.</summary>
public sealed record DiscoveryTrial
{
    /// <summary>Where the servers come from.</summary>
    public required SourceSettings Source { get; init; }

    /// <summary>The secret that it signs in with, as typed; with neither this nor <see cref="SourceSecretFrom"/>, what <see cref="Integration"/> has stored.</summary>
    public string? SourceSecret { get; init; }

    /// <summary>The store that the secret is read from, instead of <see cref="SourceSecret"/>.</summary>
    public SecretRef? SourceSecretFrom { get; init; }

    /// <summary>What the connector signs in to that store with; empty uses what <see cref="Integration"/> has stored, while it goes to the same address.</summary>
    public string? SourceSecretSignIn { get; init; }

    /// <summary>The integration whose stored secret may be used; null for a new one.</summary>
    public IntegrationId? Integration { get; init; }

    /// <summary>The connector that is to look; null for the integration's, and for a new one the built-in one.</summary>
    public ConnectorId? Connector { get; init; }

    /// <summary>Everything but the secrets.</summary>
    public override string ToString() => $"trial of {Source.Kind}";
}
