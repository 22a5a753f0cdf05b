using JitSsh.Core.Audit;

namespace JitSsh.Core.Secrets.Local;

/// <summary>The rows of the local secret store.</summary>
public interface ILocalSecrets
{
    /// <summary>One row, or null.</summary>
    Task<LocalSecret?> FindAsync(string name, CancellationToken cancel);

    /// <summary>Stores or replaces a row.</summary>
    Task PutAsync(LocalSecret secret, AuditEvent audit, CancellationToken cancel);
}
