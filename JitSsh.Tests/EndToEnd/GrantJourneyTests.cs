using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>The whole line without the portal: connect, request, approve, ssh, end, on real servers.</summary>
[Trait("Category", "Lab")]
public sealed class GrantJourneyTests(LabFixture fixture)
{
    [Fact]
    public async Task Grant_RequestedApprovedAndEnded_SshWorksInBetweenOnly()
    {
        var lab = await fixture.StartedAsync();
        await using var core = await CoreHost.StartAsync();
        await using var job = await AccessJob.PrepareAsync(core, lab);
        var server = lab.Servers[0];
        var before = await server.SnapshotAsync();

        var request = await job.RequestAsync(job.Alice, [server.Name], ["docker"], TimeSpan.FromMinutes(5));
        Assert.Equal(AccessStatus.PendingApproval, (await job.ShowAsync(request)).Status);
        Assert.True((await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, "ok")).IsDone);
        var active = await job.UntilAsync(request, AccessStatus.Active);
        var ssh = await job.SshAsync(job.Alice, request, server, "alice", "id -nG");
        Assert.Equal("", ssh.Error);
        Assert.Contains("docker", ssh.Output.Split());

        Assert.True((await core.Get<EndAccess>().RunAsync(job.Alice, request)).IsDone);
        await job.UntilAsync(request, AccessStatus.Revoked);
        Assert.NotEqual(0, (await job.SshAsync(server, "alice", "id")).ExitCode);
        var difference = before.DifferencesTo(await server.SnapshotAsync());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', difference));
        Assert.NotNull(active);
    }
}
