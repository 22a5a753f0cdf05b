using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>Contexts of PostgreSQL for everybody who asks for a context.</summary>
internal sealed class PostgresContexts(IDbContextFactory<PostgresContext> contexts) : IDbContextFactory<JitSshContext>
{
    public JitSshContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<JitSshContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => await contexts.CreateDbContextAsync(cancellationToken);
}
