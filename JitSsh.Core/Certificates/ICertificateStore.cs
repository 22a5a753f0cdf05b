using JitSsh.Core.Audit;

namespace JitSsh.Core.Certificates;

/// <summary>What the store of certificates guarantees.</summary>
public interface ICertificateStore
{
    /// <summary>The CA's key, or null before the first.</summary>
    Task<AuthorityRow?> FindAuthorityAsync(CancellationToken cancel);

    /// <summary>Adds the CA's key unless there is one; returns the one that is there now.</summary>
    Task<AuthorityRow> AddAuthorityAsync(AuthorityRow row, CancellationToken cancel);

    /// <summary>Records a certificate before it is handed out, and that the person's key was used.</summary>
    Task AddAsync(CertificateRow row, AuditEvent audit, CancellationToken cancel);
}
