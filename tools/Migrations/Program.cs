using JitSsh.Core.Persistence;
using JitSsh.Core.Persistence.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

return 0;

internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<JitSshContext>
{
    public JitSshContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<JitSshContext>().UseSqlite("Data Source=design.db").Options);
}

internal sealed class DesignTimePostgresContext : IDesignTimeDbContextFactory<PostgresContext>
{
    public PostgresContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql("Host=localhost;Database=design").Options);
}
