using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>The whole line without the portal: connect, request, approve, ssh, end, on real servers.</summary>
[Trait("Category", "Lab")]
public sealed class GrantJourneyTests : IAsyncLifetime
{
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Web => lab.Servers[0];

    private LabServer Db => lab.Servers[1];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.40.0", 2);
        try
        {
            core = await CoreHost.StartAsync();
            job = await AccessJob.PrepareAsync(core, lab);
        }
        catch
        {
            // xunit does not dispose what could not be initialised, and the next test wants the same addresses.
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await job.DisposeAsync();
        await core.DisposeAsync();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task Grant_RequestedApprovedAndEnded_LeavesOnlyTheLockedAccount()
    {
        var before = await Web.SnapshotAsync();
        var request = await job.RequestAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        Assert.Equal(AccessStatus.PendingApproval, (await job.ShowAsync(request)).Status);
        Assert.True((await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, "ok")).IsDone);
        await job.UntilAsync(request, AccessStatus.Active);
        var ssh = await job.SshAsync(job.Alice, request, Web, "alice", "id -nG");
        Assert.Equal("", ssh.Error);
        Assert.Equal(["alice", "docker", "jitssh"], ssh.Output.Split().Where(g => g.Length > 0).Order(StringComparer.Ordinal));

        Assert.True((await core.Get<EndAccess>().RunAsync(job.Alice, request)).IsDone);
        await job.UntilAsync(request, AccessStatus.Revoked);
        Assert.NotEqual(0, (await job.SshAsync(Web, "alice", "id")).ExitCode);
        Assert.All(before.DifferencesTo(await Web.SnapshotAsync()), difference => Assert.Matches("alice|/var/lib/jitssh/(generation|receipts|before|left|search|desired|released|sleeper|openssh|reconcile.sh)|process: uid 0 (/bin/sh /var/lib/jitssh/reconcile.sh|sleep (3|60))|^- /etc/g?(group|shadow): jitssh:|<defunct>", difference));
    }

    [Fact]
    public async Task Grant_ItsTimeIsOver_OpenSessionDiesAndSshIsRefused()
    {
        var request = await job.ActiveAsync(job.Alice, [Web.Name], [], TimeSpan.FromSeconds(12));
        var key = await job.KeyAsync(job.Alice, request);
        using var session = job.Session(key, Web, "alice", "nohup setsid sleep 1000 >/dev/null 2>&1 & echo in; sleep 1000");
        Assert.Equal("in", await session.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        var row = await job.UntilAsync(request, AccessStatus.Expired, TimeSpan.FromSeconds(60));
        var grant = Assert.Single(row.Servers).Grant!;
        Assert.True(grant.EndedAt >= grant.NotAfter);
        await session.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        Assert.NotEqual(0, (await job.SshAsync(key, Web, "alice", "id")).ExitCode);
        Assert.Equal("", (await Web.RunAsync("ps -u alice -o stat=,args= | grep -v '^Z' || true")).Output);
    }

    [Fact]
    public async Task Grants_OverlapOnOneServer_TheFirstEndLeavesTheSecondWorking()
    {
        var first = await job.ActiveAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        var firstKey = await job.KeyAsync(job.Alice, first);
        var second = await job.ActiveAsync(job.Alice, [Web.Name], ["dba"], TimeSpan.FromMinutes(5));
        var secondKey = await job.KeyAsync(job.Alice, second);
        using var ofFirst = job.Session(firstKey, Web, "alice", "echo in; sleep 1000");
        using var ofSecond = job.Session(secondKey, Web, "alice", "echo in; cat");
        Assert.Equal("in", await ofFirst.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("in", await ofSecond.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));

        Assert.True((await core.Get<EndAccess>().RunAsync(job.Alice, first)).IsDone);
        await job.UntilAsync(first, AccessStatus.Revoked);
        await ofFirst.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        Assert.NotEqual(0, (await job.SshAsync(firstKey, Web, "alice", "id")).ExitCode);
        var groups = (await job.SshAsync(secondKey, Web, "alice", "id -nG")).Output.Split();
        Assert.Contains("dba", groups);
        Assert.DoesNotContain("docker", groups);
        await ofSecond.StandardInput.WriteLineAsync("still here");
        await ofSecond.StandardInput.FlushAsync();
        Assert.Equal("still here", await ofSecond.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        ofSecond.Kill();
    }

    [Fact]
    public async Task Certificate_OfOneGrant_OpensNoOtherServerAndNoOtherAccount()
    {
        var request = await job.ActiveAsync(job.Alice, [Web.Name], [], TimeSpan.FromMinutes(5));
        await job.ActiveAsync(job.Carol, [Web.Name, Db.Name], [], TimeSpan.FromMinutes(5));
        var key = await job.KeyAsync(job.Alice, request);
        Assert.Equal(0, (await job.SshAsync(key, Web, "alice", "true")).ExitCode);
        Assert.NotEqual(0, (await job.SshAsync(key, Web, "carol", "true")).ExitCode);
        Assert.NotEqual(0, (await job.SshAsync(key, Db, "carol", "true")).ExitCode);
        Assert.NotEqual(0, (await job.SshAsync(key, Web, ServerLab.AdminUser, "true")).ExitCode);
        Assert.NotEqual(0, (await job.SshAsync(key, Web, "root", "true")).ExitCode);
    }

    [Fact]
    public async Task Grant_WithAGroupTheServerLacks_SaysSoAndGivesNothing()
    {
        var request = await job.RequestAsync(job.Alice, [Web.Name], ["nosuchgroup"], TimeSpan.FromMinutes(5));
        Assert.True((await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, "")).IsDone);
        var row = await job.UntilAsync(request, AccessStatus.Failing);
        var grant = Assert.Single(row.Servers).Grant!;
        Assert.Contains("'nosuchgroup' does not exist on this server", grant.LastError, StringComparison.Ordinal);
        Assert.NotNull(grant.NextAttemptAt);
        Assert.False((await core.Get<ConnectToServers>().KnownHostsAsync(job.Carol, request)).IsDone);
        Assert.True((await core.Get<EndAccess>().RunAsync(job.Alice, request)).IsDone);
        await job.UntilAsync(request, AccessStatus.Revoked);
    }

    [Fact]
    public async Task Grant_OnAnAccountThatIsSomebodyElses_IsRefusedWithASentence()
    {
        var old = await job.PersonAsync("Old User", ServerLab.PersonUser);
        await job.FlowAsync("Automatic", [old], null);
        var before = await Web.SnapshotAsync();
        var request = await job.RequestAsync(old, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        var row = await job.UntilAsync(request, AccessStatus.Failing);
        Assert.Contains("was not made by JitSsh", Assert.Single(row.Servers).Grant!.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(before.DifferencesTo(await Web.SnapshotAsync()), d => d.Contains(ServerLab.PersonUser, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Grant_OnAServerThatIsDown_SaysSoHoldsNobodyUpAndWorksAfterItsReturn()
    {
        await Web.PowerOffAsync();
        var request = await job.RequestAsync(job.Alice, [Web.Name, Db.Name], [], TimeSpan.FromMinutes(5));
        Assert.True((await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, "")).IsDone);
        var row = await core.UntilAsync(() => job.ShowAsync(request), r => Of(r, Web) == AccessStatus.Failing && Of(r, Db) == AccessStatus.Active);
        Assert.NotNull(row.Servers.Single(s => s.ServerName == Web.Name).Grant!.NextAttemptAt);
        Assert.Null(row.Servers.Single(s => s.ServerName == Web.Name).Grant!.NotAfter);
        await Web.PowerOnAsync();
        await core.UntilAsync(() => job.ShowAsync(request), r => Of(r, Web) == AccessStatus.Active);

        static AccessStatus Of(RequestRow row, LabServer server) => row.Servers.Single(s => s.ServerName == server.Name).Status;
    }

    [Fact]
    public async Task Person_Deactivated_LosesEverythingAtOnce()
    {
        var request = await job.ActiveAsync(job.Alice, [Web.Name], [], TimeSpan.FromMinutes(5));
        var key = await job.KeyAsync(job.Alice, request);
        Assert.True((await core.Get<ChangePerson>().RunAsync(job.Admin, job.Alice.Id!.Value, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" }, false)).IsDone);
        var row = await job.UntilAsync(request, AccessStatus.Revoked);
        Assert.Equal(EndReason.PersonDisabled, Assert.Single(row.Servers).Grant!.EndReason);
        Assert.NotEqual(0, (await job.SshAsync(key, Web, "alice", "true")).ExitCode);
        Assert.Null(await core.Get<LoadActor>().RunAsync(job.Alice.Id!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connector_DiesAfterTheServerWasTold_TheNextOneFinishes(bool atTheEnd)
    {
        var request = atTheEnd
            ? await job.ActiveAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5))
            : await job.RequestAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        var directory = core.Directory;
        var died = new TaskCompletionSource();
        await core.DisposeAsync(deleteDirectory: false);

        core = await CoreHost.StartAsync(directory, services => services.Decorate<IServerShell>((inner, _) => new DyingShell(inner, died)));
        Assert.True(atTheEnd
            ? (await core.Get<EndAccess>().RunAsync(job.Alice, request)).IsDone
            : (await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, "")).IsDone);
        await died.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await core.DisposeAsync(deleteDirectory: false);

        core = await CoreHost.StartAsync(directory);
        job.Use(core);
        await job.UntilAsync(request, atTheEnd ? AccessStatus.Revoked : AccessStatus.Active);
        Assert.Equal(atTheEnd ? "0" : "1", (await Web.RunAsync("grep -c . /etc/ssh/jitssh/alice 2>/dev/null || echo 0")).Output.Trim().Split('\n')[0]);
    }
}
