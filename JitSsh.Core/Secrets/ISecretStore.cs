namespace JitSsh.Core.Secrets;

/// <summary>A place where secrets are kept. Read by the connector, where it runs, at use.</summary>
public interface ISecretStore
{
    /// <summary>The name that a <see cref="SecretRef.Store"/> gives.</summary>
    string Name { get; }

    /// <summary>The secret's bytes; null when there is none under this name. The caller clears the array after use.</summary>
    Task<byte[]?> ReadAsync(string name, CancellationToken cancel);
}
