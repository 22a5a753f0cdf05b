using System.Collections.Concurrent;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.People;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Two portals over one PostgreSQL, each as the portal runs it, in this process.</summary>
public sealed class SeveralPortalsTests : IAsyncLifetime
{
    private readonly string name = $"several-{Guid.NewGuid():N}";
    private MailSink mail = null!;
    private AnsweredServer site = null!;
    private CoreHost other = null!;

    private CoreHost One => site.Core;

    public async ValueTask InitializeAsync()
    {
        mail = new();
        (string, string)[] settings =
        [
            .. TestDatabase.PostgresFor(name),
            ("JitSsh:Notifications:Email:Host", "127.0.0.1"), ("JitSsh:Notifications:Email:Port", $"{mail.Port}"), ("JitSsh:Notifications:Email:Security", "None"), ("JitSsh:Notifications:Email:From", "jitssh@example.com"),
        ];
        site = await AnsweredServer.StartAsync(settings);
        other = await site.BesideAsync(settings);

        // It listens some moments after it has started.
        var told = new ConcurrentQueue<Change>();
        using var listening = other.Get<ChangeFeed>().Subscribe(told.Enqueue);
        await HeardAsync(told);
    }

    public async ValueTask DisposeAsync()
    {
        if (other is not null)
        {
            await other.DisposeAsync();
            await site.DisposeAsync();
            TestDatabase.DropPostgres(name);
        }

        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Request_AskedAtOnePortal_IsToldAtTheOther()
    {
        var told = new ConcurrentQueue<Change>();
        using var listening = other.Get<ChangeFeed>().Subscribe(told.Enqueue);
        var request = await site.RequestAsync();
        await UntilAsync(() => told.Any(c => c.Of == ChangeOf.Request && c.Id == request.Value));
        Assert.Contains(told, c => c.Of == ChangeOf.Work);
        Assert.Equal(request, Screen.Done(await other.Get<ShowRequests>().FindAsync(site.Ada, request)).Request.Id);

        // Whoever tells is not told by way of the database besides.
        var own = new ConcurrentQueue<Change>();
        using var listeningHere = One.Get<ChangeFeed>().Subscribe(own.Enqueue);
        var second = await AddAsync(One, "Dora");
        await UntilAsync(() => told.Count(c => c.Of == ChangeOf.People) == 1);
        Assert.Single(own, c => c.Of == ChangeOf.People);
        Assert.NotEqual(default, second);
    }

    [Fact]
    public async Task Listener_LosesItsConnection_IsBackAndSaysThatAnythingMayHaveChanged()
    {
        var told = new ConcurrentQueue<Change>();
        using var listening = other.Get<ChangeFeed>().Subscribe(told.Enqueue);
        TestDatabase.BreakConnections(name);
        await UntilAsync(() => told.Any(c => c.Of == ChangeOf.Work && c.Id == Guid.Empty));
        await HeardAsync(told);
    }

    [Fact]
    public async Task Writings_OfBothAtOnce_MakeOneChainAndNothingTwice()
    {
        // The same name from both: one of each pair is refused, as if one portal had been asked twice.
        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(async () => (await (n % 2 == 0 ? One : other).Get<AddPerson>().RunAsync(
            site.Ada, new() { Name = $"P{n / 2}", Email = $"p{n / 2}@example.com", LinuxName = $"p{n / 2}" })).IsDone)));
        Assert.Equal(20, made.Count(done => done));
        var report = Screen.Done(await other.Get<CheckAuditChain>().RunAsync(site.Ada));
        Assert.True(report.IsWhole, report.Problem);
        Assert.Equal(report.Head.Sequence, report.Checked);
    }

    [Fact]
    public async Task Leases_OfBothAtOnce_AreOfDifferentServers()
    {
        await site.RequestAsync();
        var now = site.Clock.Now;
        var leases = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Task.Run(() => (n % 2 == 0 ? One : other).Get<IReconcileStore>().LeaseDueAsync(ConnectorId.Embedded, $"holder-{n}", now, now.AddMinutes(2), 10, default))));
        Assert.Single(leases.SelectMany(l => l));

        // A portal that starts does not take it away: its holder lives in the other one.
        await other.Get<IReconcileStore>().ReleaseAllAsync(ConnectorId.Embedded, default);
        Assert.Empty(await other.Get<IReconcileStore>().LeaseDueAsync(ConnectorId.Embedded, "late", now, now.AddMinutes(2), 10, default));
    }

    [Fact]
    public async Task Mail_WithBothSending_GoesOutOnce()
    {
        await site.ActiveAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => (n % 2 == 0 ? One : other).Get<DeliverNotices>().RunAsync())));
        Assert.Single(mail.Messages);
        await other.Get<DeliverNotices>().BeginAsync();
        await other.Get<DeliverNotices>().RunAsync();
        Assert.Single(mail.Messages);
    }

    [Fact]
    public async Task House_IsKeptByOne_AndByAnotherOnceThatOneIsGone()
    {
        var (keeping, most) = (0, 0);
        using var stop = new CancellationTokenSource();
        var by = new ConcurrentQueue<string>();
        var all = new[] { (One, "one"), (other, "other") }.Select(p => p.Item1.Get<IHouse>().KeepAsync(
            async cancel =>
            {
                by.Enqueue(p.Item2);
                most = Math.Max(most, Interlocked.Increment(ref keeping));
                try
                {
                    await Task.Delay(Timeout.Infinite, cancel);
                }
                finally
                {
                    Interlocked.Decrement(ref keeping);
                }
            }, stop.Token)).ToList();
        await UntilAsync(() => by.Count == 1);

        // Its connections break, all of them, as when it is killed; either may be the next.
        TestDatabase.BreakConnections(name);
        await UntilAsync(() => by.Count == 2);
        Assert.Equal(1, most);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(all));
    }

    [Fact]
    public void Cookie_OfOnePortal_IsGoodAtTheOther()
    {
        var kept = One.Get<IDataProtectionProvider>().CreateProtector("test").Protect("who I am");
        Assert.Equal("who I am", other.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(kept));
    }

    private async Task<PersonId> AddAsync(CoreHost at, string person) =>
        Screen.Done(await at.Get<AddPerson>().RunAsync(site.Ada, new() { Name = person, Email = $"{person}@example.com", LinuxName = person.ToLowerInvariant() }));

    /// <summary>Waits until the other portal is told by name of what one writes: what was written before it listened is not, so something is written again.</summary>
    private async Task HeardAsync(ConcurrentQueue<Change> told)
    {
        var added = new HashSet<Guid>();
        for (var n = 0; !added.Overlaps(told.Select(c => c.Id)); n++)
        {
            Assert.True(n < 60, "Nothing is heard.");
            added.Add((await AddAsync(One, $"Heard{Guid.NewGuid():N}"[..16])).Value);
            using var wait = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await UntilAsync(() => wait.IsCancellationRequested || added.Overlaps(told.Select(c => c.Id)));
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
