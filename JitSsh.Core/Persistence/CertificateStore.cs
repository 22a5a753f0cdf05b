using JitSsh.Core.Audit;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class CertificateStore(Db db) : ICertificateStore
{
    public Task<AuthorityRow?> FindAuthorityAsync(CancellationToken cancel) => db.ReadAsync(c => c.Authorities.FirstOrDefaultAsync(cancel), cancel);

    public Task<AuthorityRow> AddAuthorityAsync(AuthorityRow row, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Authorities.FirstOrDefaultAsync(cancel) is { } there)
        {
            return w.Abandon(there);
        }

        c.Authorities.Add(row);
        return row;
    }, cancel);

    public Task AddAsync(CertificateRow row, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        c.Certificates.Add(row);
        await c.SshKeys.Where(k => k.PersonId == row.PersonId && k.Fingerprint == row.KeyFingerprint).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, row.IssuedAt), cancel);
        await c.Grants.Where(g => g.RequestId == row.RequestId && g.UnusedAt != null).ExecuteUpdateAsync(g => g.SetProperty(x => x.UnusedAt, (DateTimeOffset?)null), cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.Request, row.RequestId.Value);
        return true;
    }, cancel);
}
