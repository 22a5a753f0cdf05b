using JitSsh.Core.Secrets;

namespace JitSsh.Core.Connectors.Remote;

/// <summary>The portal's own store, where there is no portal: it cannot be read from here, and that is the point.</summary>
internal sealed class NoLocalSecrets : ISecretStore
{
    public string Name => LocalSecretRef.StoreName;

    public Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel) => Task.FromResult(SecretReading.Failed(
        SecretProblemKind.NotAllowed, "This secret lies in the portal's own store, which a connector apart from the portal cannot read. Name a store that the connector reads itself: Azure Key Vault, HashiCorp Vault, a file or an environment variable there."));
}
