using JitSsh.Core.Audit;
using JitSsh.Core.Secrets.Local;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class LocalSecrets(Db db) : ILocalSecrets
{
    public Task<LocalSecret?> FindAsync(string name, CancellationToken cancel) => db.ReadAsync(c => c.LocalSecrets.FirstOrDefaultAsync(s => s.Name == name, cancel), cancel);

    public Task PutAsync(LocalSecret secret, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.LocalSecrets.Where(s => s.Name == secret.Name).ExecuteUpdateAsync(s => s.SetProperty(x => x.Protected, secret.Protected).SetProperty(x => x.ChangedAt, secret.ChangedAt), cancel) == 0)
        {
            c.LocalSecrets.Add(secret);
        }

        w.Audit(audit);
        return true;
    }, cancel);
}
