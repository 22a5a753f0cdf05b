using JitSsh.Core.Persistence.Postgres;
using JitSsh.Core.People;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Several portals that are started at the same moment over a PostgreSQL without tables, as a compose file and a company's first day do.</summary>
public sealed class StartTogetherTests : IDisposable
{
    private readonly string name = $"together-{Guid.NewGuid():N}";

    [Fact]
    public async Task Portals_StartedTogetherOverAnEmptyDatabase_AllCarryOn()
    {
        (string, string)[] settings = [.. TestDatabase.PostgresFor(name, isEmpty: true)];
        var portals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CoreHost.StartAsync(null, null, settings))));
        try
        {
            Assert.True((await portals[0].Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })).IsDone);
            foreach (var portal in portals)
            {
                await using var context = await portal.Get<IDbContextFactory<PostgresContext>>().CreateDbContextAsync();
                Assert.Single(await context.People.ToListAsync());
                Assert.Single(await context.DataKeys.ToListAsync());
                Assert.Empty(await context.Database.GetPendingMigrationsAsync());
            }
        }
        finally
        {
            await Task.WhenAll(portals.Select(async p => await p.DisposeAsync()));
        }
    }

    public void Dispose() => TestDatabase.DropPostgres(name);
}
