using JitSsh.Core.Common;
using JitSsh.Core.Persistence;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>The state of many servers, counted and filtered by the database, is the state that each of them says of itself.</summary>
public sealed class ServerHealthTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task EveryCombination_IsCountedAndFilteredAsItSaysItself()
    {
        var made = await FillAsync();
        Assert.Equal(Enum.GetValues<ServerHealth>(), made.Select(s => s.Health).Distinct().Order());
        var list = server.Core.Get<ListServers>();

        var counts = Screen.Done(await list.HealthAsync(server.Ada, server.Integration));
        Assert.Equal(made.GroupBy(s => s.Health).ToDictionary(g => g.Key, g => g.Count()), counts.ToDictionary(c => c.Health, c => c.Count));
        Assert.Equal(counts, Assert.Single(Screen.Done(await list.HealthByIntegrationAsync(server.Ada))).Counts);
        Assert.Equal(counts.OrderByDescending(c => c.Count).Select(c => c.Count), counts.Select(c => c.Count));
        foreach (var health in Enum.GetValues<ServerHealth>())
        {
            var found = Screen.Done(await list.RunAsync(server.Ada, new(Health: health), new(0, 500)));
            Assert.Equal(made.Where(s => s.Health == health).Select(s => s.Name).Order(StringComparer.Ordinal), found.Items.Select(r => r.Server.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Counts_ForAMember_DoNotExist() => Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<ListServers>().HealthAsync(server.Alice, null)).Kind);

    [Fact]
    public async Task SwitchedOff_AServerThatAnswers_IsOn()
    {
        await server.Core.Get<Db>().WriteAsync((c, _) => c.Servers.ExecuteUpdateAsync(s => s.SetProperty(x => x.PowerState, "Deallocated")), default);
        Assert.Equal(ServerHealth.SwitchedOff, (await server.ReadAsync()).Health);

        await server.VisitNowAsync("info timer systemd\n");

        Assert.Equal((ServerHealth.Ready, "Running"), ((await server.ReadAsync()).Health, (await server.ReadAsync()).PowerState));
    }

    private async Task<IReadOnlyList<Server>> FillAsync()
    {
        var number = 0;
        return await server.Core.Get<Db>().WriteAsync(async (c, _) =>
        {
            await c.Servers.ExecuteDeleteAsync();
            foreach (var isSeen in new[] { true, false })
            foreach (var host in new[] { "192.0.2.1", null })
            foreach (var power in new[] { null, "Running", "Stopped", "Deallocated" })
            foreach (var keys in new[] { AnsweredServer.Key, "" })
            foreach (var failure in Enum.GetValues<ShellFailure>().Cast<ShellFailure?>().Append(null))
            foreach (var contact in new[] { server.Clock.Now, (DateTimeOffset?)null })
            {
                number++;
                c.Servers.Add(new()
                {
                    Id = TypedId.New<ServerId>(server.Clock), IntegrationId = server.Integration, ExternalId = $"s{number}", Name = $"s{number}", LastSeenAt = server.Clock.Now,
                    IsSeen = isSeen, Host = host, PowerState = power, HostKeys = keys, Failure = failure, LastContactAt = contact,
                });
            }

            await c.SaveChangesAsync();
            return await c.Servers.ToListAsync();
        }, default);
    }
}
