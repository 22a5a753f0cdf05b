namespace JitSsh.Core.Secrets;

/// <summary>Reads a secret from whichever store it lies in. Only the connector uses it: no screen and no API hands a secret out.</summary>
public sealed class ReadSecret(IEnumerable<ISecretStore> stores)
{
    /// <summary>The secret's bytes; null when the store or the secret is not there. The caller clears the array after use.</summary>
    public async Task<byte[]?> RunAsync(SecretRef reference, CancellationToken cancel)
    {
        var store = stores.FirstOrDefault(s => s.Name == reference.Store);
        return store is null ? null : await store.ReadAsync(reference.Name, cancel);
    }
}
