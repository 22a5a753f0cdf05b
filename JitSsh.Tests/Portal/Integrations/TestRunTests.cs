using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Portal.Integrations.Test;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class TestRunTests : IDisposable
{
    private readonly FakeServers servers = new();
    private readonly List<Exception> unexpected = [];
    private readonly TestRun run;

    public TestRunTests() => run = new(
        new HostKeys(servers, servers, new ShellVisits(servers, TimeProvider.System), TimeProvider.System),
        new TestServer(new LookAtServer(servers, servers, new ShellVisits(servers, TimeProvider.System), TimeProvider.System), servers),
        () => Task.FromResult<Actor?>(new(TypedId.New<PersonId>(TimeProvider.System), "Ada", Role.Admin)),
        () => { },
        (_, exception) => unexpected.Add(exception));

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Start_UnknownHostKeys_ShowsThemAndAcceptsNothing()
    {
        var all = servers.Add(3);

        await run.StartAsync(all);

        Assert.All(run.Servers, s => Assert.Equal(ServerPhase.HostKeysToAccept, s.Phase));
        Assert.All(all, s => Assert.Equal("", s.HostKeys));
        Assert.Equal("Connected. The host keys of 3 servers wait for you to compare and accept them", TestWords.Headline(run));
    }

    [Fact]
    public async Task Accept_ShownKeys_ChecksTheServers()
    {
        await run.StartAsync(servers.Add(3));

        await run.AcceptAsync(run.Servers);

        Assert.Equal("Connected: 3 of 3 servers ready", TestWords.Headline(run));
    }

    [Fact]
    public async Task Accept_OneOfThem_LeavesTheOthersToBeAccepted()
    {
        await run.StartAsync(servers.Add(2));

        await run.AcceptAsync([run.Servers[0]]);

        Assert.Equal([ServerPhase.Ready, ServerPhase.HostKeysToAccept], run.Servers.Select(s => s.Phase));
    }

    [Fact]
    public async Task Accept_ServerHasShownOthersSince_ShowsThoseAndAcceptsNothing()
    {
        var server = servers.Add(1)[0];
        await run.StartAsync([server]);
        server.OfferedHostKeys = FakeServers.OtherKey;
        servers.Scan = _ => (null, "", HostKey.ReadLines(FakeServers.OtherKey));

        await run.AcceptAsync(run.Servers);

        var shown = Assert.Single(run.Servers);
        Assert.Equal(ServerPhase.HostKeysToAccept, shown.Phase);
        Assert.Equal(FakeServers.OtherKey, Assert.Single(shown.ShownKeys).Line);
        Assert.Contains("other keys", shown.Sentence, StringComparison.Ordinal);
        Assert.Equal("", server.HostKeys);
    }

    [Fact]
    public async Task Start_AcceptedBefore_ChecksWithoutAsking()
    {
        await run.StartAsync(servers.Add(1, s => s.HostKeys = FakeServers.Key));

        Assert.Equal(ServerPhase.Ready, Assert.Single(run.Servers).Phase);
        Assert.Equal(0, servers.Scans);
    }

    [Fact]
    public async Task Start_FailingCheck_IsNotReady()
    {
        servers.CheckLines = "check disk warn /: little\ncheck openssh fail 6.6";

        await run.StartAsync(servers.Add(1, s => s.HostKeys = FakeServers.Key));

        var server = Assert.Single(run.Servers);
        Assert.Equal(ServerPhase.Failed, server.Phase);
        Assert.Equal(["openssh", "disk"], server.Findings.Select(c => c.Name));
    }

    [Fact]
    public async Task Start_UnreachableServer_SaysWhatToDo()
    {
        servers.Scan = _ => (ShellFailure.Refused, "Nothing listens.", []);

        await run.StartAsync(servers.Add(1));

        Assert.Equal($"Nothing listens. {ShellFailureAdvice.For(ShellFailure.Refused)}", Assert.Single(run.Servers).Sentence);
    }

    [Fact]
    public async Task Start_SwitchedOffOrWithoutAddress_IsNotContacted()
    {
        await run.StartAsync([.. servers.Add(1, s => s.PowerState = "Deallocated"), .. servers.Add(1, s => s.Host = null)]);

        Assert.All(run.Servers, s => Assert.Equal(ServerPhase.Failed, s.Phase));
        Assert.Equal(0, servers.Scans);
    }

    [Fact]
    public async Task Start_ManyServers_LooksAtFewAtOnce()
    {
        servers.BeforeScan = _ => Task.Delay(5, CancellationToken.None);

        await run.StartAsync(servers.Add(100));

        Assert.Equal(TestRun.AtOnce, servers.MostScanning);
        Assert.Equal(100, run.Count(ServerPhase.HostKeysToAccept));
    }

    [Fact]
    public async Task Start_OneThrows_TheOthersGoOn()
    {
        servers.Scan = address => address.Host == "10.0.0.1" ? throw new InvalidOperationException("boom") : (null, "", HostKey.ReadLines(FakeServers.Key));

        await run.StartAsync(servers.Add(3));

        Assert.Equal([ServerPhase.Failed, ServerPhase.HostKeysToAccept, ServerPhase.HostKeysToAccept], run.Servers.Select(s => s.Phase));
        Assert.Equal("boom", Assert.Single(unexpected).Message);
    }

    [Fact]
    public async Task Stop_WhileWorking_StopsAndCanGoOn()
    {
        servers.BeforeScan = cancel => Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        var working = run.StartAsync(servers.Add(20));

        await run.StopAsync();
        await working;

        Assert.Equal(20, run.Count(ServerPhase.Stopped));
        Assert.Equal("Stopped: 0 of 20 servers ready so far", TestWords.Headline(run));
        servers.BeforeScan = _ => Task.CompletedTask;
        await run.AgainAsync();
        Assert.Equal(20, run.Count(ServerPhase.HostKeysToAccept));
    }
}
