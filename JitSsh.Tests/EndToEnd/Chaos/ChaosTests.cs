using System.Collections.Concurrent;
using System.Text.Json;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Chaos;

/// <summary>
/// People ask for access and end it at random while portals and connectors are killed and held, PostgreSQL crashes, and networks break. When it is quiet again every server is as it should be, and
/// everything that happened is written down once.
/// </summary>
[Trait("Category", "Lab")]
public sealed class ChaosTests
{
    /// <summary>A server may be a second late by its own promise; what it writes down has whole seconds.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(3);

    [Fact]
    [Trait("Category", "Long")]
    public Task TwoHundredServers_SomeMinutes() => RunAsync("127.78.100.0", servers: 200, lasts: TimeSpan.FromMinutes(5), held: TimeSpan.FromSeconds(140));

    /// <summary>A sample of the above, in which nothing is held for longer than its lease.</summary>
    [Fact]
    public Task FourServers_HalfAMinute() => RunAsync("127.78.98.0", servers: 4, lasts: TimeSpan.FromSeconds(30), held: TimeSpan.FromSeconds(4));

    private static async Task RunAsync(string addressBase, int servers, TimeSpan lasts, TimeSpan held)
    {
        await using var site = await ChaosSite.StartAsync(addressBase, servers);
        var log = new ConcurrentQueue<string>();
        using var over = new CancellationTokenSource(lasts);
        try
        {
            await Task.WhenAll(Task.Run(() => PeopleAsync(site, log, over.Token)), Task.Run(() => TroubleAsync(site, log, held, over.Token)));
            Assert.True(log.Count(l => l.StartsWith("asked", StringComparison.Ordinal)) > 5, "Hardly anything was asked for.");
            await SettledAsync(site);
            await ServersAreAsTheyShouldBeAsync(site);
            await EachIsDoneOnceAndInTimeAsync(site);
            await EverybodyIsToldAsync(site, log.Count(l => l.StartsWith("killed portal", StringComparison.Ordinal)));
            var chain = Screen.Done(await site.People.Get<CheckAuditChain>().RunAsync(site.Admin));
            Assert.True(chain.IsWhole, chain.Problem);
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', log));
            foreach (var node in site.Portals.Concat(site.Connectors))
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"== {node.Name}\n{node.Said}");
            }

            throw;
        }
    }

    /// <summary>Four people who ask for one server or some, for half a minute or so, and end some of it themselves.</summary>
    private static async Task PeopleAsync(ChaosSite site, ConcurrentQueue<string> log, CancellationToken over)
    {
        var all = site.Servers.Keys.ToArray();
        List<(Actor Who, RequestId Request)> asked = [];
        while (!over.IsCancellationRequested)
        {
            try
            {
                if (asked.Count > 0 && Random.Shared.Next(3) == 0)
                {
                    var (who, request) = asked[Random.Shared.Next(asked.Count)];
                    asked.Remove((who, request));
                    await site.People.Get<EndAccess>().RunAsync(who, request, cancel: CancellationToken.None);
                    log.Enqueue($"ended {request}");
                }
                else
                {
                    var who = site.Requesters[Random.Shared.Next(site.Requesters.Count)];
                    string[] groups = Random.Shared.Next(2) == 0 ? ["docker"] : ["docker", "developers"];
                    var outcome = await site.People.Get<SubmitRequest>().RunAsync(
                        who, new() { Servers = [.. Random.Shared.GetItems(all, 1 + Random.Shared.Next(3)).Distinct()], LinuxGroups = groups, Duration = TimeSpan.FromSeconds(15 + Random.Shared.Next(40)), Justification = "chaos" }, CancellationToken.None);
                    if (outcome.IsDone)
                    {
                        asked.Add((who, outcome.Value));
                        log.Enqueue($"asked {outcome.Value} of {who.Name}");
                    }
                }
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or DbUpdateException or InvalidOperationException { InnerException: Npgsql.NpgsqlException })
            {
                // The database is away; a person sees the page that says so.
                log.Enqueue($"refused: {e.Message}");
            }

            await Task.Delay(Random.Shared.Next(200, 800), CancellationToken.None);
        }
    }

    /// <summary>One trouble after the other, each over before the next, all kinds in turn.</summary>
    private static async Task TroubleAsync(ChaosSite site, ConcurrentQueue<string> log, TimeSpan held, CancellationToken over)
    {
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            var (portal, connector) = (site.Portals[turn / 6 % site.Portals.Count], site.Connectors[turn / 6 % site.Connectors.Count]);
            await ((turn % 6) switch
            {
                0 => KilledAsync(portal, log),
                1 => KilledAsync(connector, log),
                2 => HeldAsync(connector, held, log),
                3 => CrashedAsync(site, log),
                4 => ApartAsync(site, log),
                _ => HeldAsync(portal, TimeSpan.FromSeconds(4), log),
            });
        }

        log.Enqueue("quiet");
    }

    private static async Task KilledAsync(Node node, ConcurrentQueue<string> log)
    {
        log.Enqueue($"killed {node.Name}");
        await node.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        node.Start();
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static async Task HeldAsync(Node node, TimeSpan held, ConcurrentQueue<string> log)
    {
        log.Enqueue($"held {node.Name}");
        await node.HoldAsync();
        await Task.Delay(held);
        await node.LetGoAsync();
    }

    private static async Task CrashedAsync(ChaosSite site, ConcurrentQueue<string> log)
    {
        log.Enqueue("crashed PostgreSQL");
        await site.Database.CrashAsync(CancellationToken.None);
    }

    /// <summary>The connectors do not reach the portals, and then half of the servers.</summary>
    private static async Task ApartAsync(ChaosSite site, ConcurrentQueue<string> log)
    {
        log.Enqueue("cut the connectors off from the portals");
        await site.Balancer.CutAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        site.Balancer.Mend();
        List<LabServer> half = [.. site.Lab.Servers.Where((_, i) => i % 2 == 0)];
        log.Enqueue($"cut off {half.Count} servers");
        await Parallel.ForEachAsync(half, async (server, cancel) => await server.CutOffAsync(CutOff.NoRoute, cancel));
        await Task.Delay(TimeSpan.FromSeconds(5));
        await Parallel.ForEachAsync(half, async (server, cancel) => await server.RestoreAsync(cancel));
    }

    /// <summary>All access is over, and nothing waits: the longest that was asked for is under a minute, and a lease that nobody holds any more ends within two.</summary>
    private static Task SettledAsync(ChaosSite site) => site.People.UntilAsync(
        async () =>
        {
            await using var context = await site.People.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
            var grants = await context.Grants.AsNoTracking().Where(g => g.State != GrantState.Ended).CountAsync();
            var waiting = await context.Requests.AsNoTracking().Where(r => r.State == RequestState.Approved && !context.Grants.Any(g => g.RequestId == r.Id)).CountAsync();
            return grants + waiting;
        }, open => open == 0, TimeSpan.FromMinutes(6));

    private static async Task ServersAreAsTheyShouldBeAsync(ChaosSite site)
    {
        foreach (var server in site.Lab.Servers)
        {
            var found = await server.RunAsync(
                """
                cat /etc/ssh/jitssh/* 2>/dev/null
                getent group docker developers | cut -d: -f4 | tr -d '\n'
                for p in alice bob carol dave; do passwd=$(getent shadow $p | cut -d: -f2,8); [ -z "$passwd" ] || [ "$passwd" = '*:0' ] || echo "$p $passwd"; pgrep -u $p 2>/dev/null; done; true
                """);
            Assert.True(found.Output.Trim().Length == 0, $"{server.Name}: {found.Output}");
        }
    }

    private static async Task EachIsDoneOnceAndInTimeAsync(ChaosSite site)
    {
        await using var context = await site.People.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        var grants = await context.Grants.AsNoTracking().ToListAsync();
        Assert.NotEmpty(grants);
        var receipts = await context.Receipts.AsNoTracking().ToListAsync();
        var late = grants.Where(g => g.EndReason == EndReason.Expired && g.EndedAt - g.NotAfter > EndsWithin).ToList();
        Assert.True(late.Count == 0, string.Join('\n', late.Select(g =>
            $"{g.Id} of {g.Account} on {g.ServerName} was to end at {g.NotAfter:HH:mm:ss.f} and ended at {g.EndedAt:HH:mm:ss.f}; its receipts: {string.Join(", ", receipts.Where(r => r.ServerId == g.ServerId && JsonSerializer.Serialize(r.Content).Contains(g.Id.ToString(), StringComparison.Ordinal)).Select(r => $"{r.At:HH:mm:ss} by {r.By}{(r.Content.Ended.Contains(g.Id.ToString()) ? " ended it" : "")}, stored {r.StoredAt:HH:mm:ss}"))}")));

        // Counted on the servers: a receipt tells what a run changed, so a grant begins in one of them.
        var begun = receipts
            .SelectMany(r => r.Content.Accounts.SelectMany(a => (a.After?.Grants ?? []).Except(a.Before?.Grants ?? [], StringComparer.Ordinal)))
            .GroupBy(g => g, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Assert.DoesNotContain(begun, b => b.Value > 1);
        Assert.All(grants.Where(g => g.ActiveAt is not null), g => Assert.Contains(g.Id.ToString(), begun.Keys));
    }

    /// <summary>Whatever was to be sent was; the same message twice only where a portal died between the mail server's answer and its own note of it.</summary>
    private static async Task EverybodyIsToldAsync(ChaosSite site, int deaths)
    {
        var factory = site.People.Get<IDbContextFactory<JitSshContext>>();
        List<Delivery> deliveries = [];
        await site.People.UntilAsync(
            async () =>
            {
                await using var context = await factory.CreateDbContextAsync();
                deliveries = await context.Deliveries.AsNoTracking().ToListAsync();
                return deliveries.Count(d => d.State == DeliveryState.Waiting);
            }, waiting => waiting == 0, TimeSpan.FromMinutes(4));
        var sent = deliveries.Where(d => d.State == DeliveryState.Sent).Select(d => d.Id.Value.ToString("N")).ToHashSet(StringComparer.Ordinal);
        var arrived = site.Mail.Messages.Select(m => MailSink.HeaderOf(m, "Message-ID").TrimStart('<').Split('@')[0]).ToList();
        Assert.NotEmpty(sent);
        Assert.True(sent.IsSubsetOf(arrived), "Something that is noted as sent never arrived.");
        Assert.True(arrived.Count - arrived.Distinct(StringComparer.Ordinal).Count() <= deaths, $"{arrived.Count - arrived.Distinct(StringComparer.Ordinal).Count()} messages came twice, and portals died {deaths} times.");
        Assert.DoesNotContain(deliveries, d => d.State == DeliveryState.GivenUp);
    }
}
