using JitSsh.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

return 0;

internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<JitSshContext>
{
    public JitSshContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<JitSshContext>().UseSqlite("Data Source=design.db").Options);
}
