namespace JitSsh.Core.Secrets;

/// <summary>A place where secrets are kept. Read by the connector, where it runs, at use; what is read is written nowhere.</summary>
public interface ISecretStore
{
    /// <summary>The word that <see cref="SecretRef.Store"/> gives.</summary>
    string Name { get; }

    /// <summary>The secret, or why it cannot be read. Only cancelling and faults of the program are thrown.</summary>
    /// <param name="reference">Of this store's type, without problems of its own.</param>
    /// <param name="signIn">What <see cref="SecretRef.SignInWith"/> led to; null where nothing is needed.</param>
    /// <param name="cancel">Stops it.</param>
    Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel);
}
