using JitSsh.Core.Common;
using JitSsh.Core.Rotations;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Keys;

/// <summary>A login key exchanged on real servers.</summary>
[Trait("Category", "Lab")]
public sealed class RotationTests
{
    [Fact]
    public async Task Rotation_AllServersUp_OldKeyIsGoneAndNewOneInUse()
    {
        await using var job = await KeyJob.StartAsync("127.78.61.0");
        await job.First.RunAsync($"cd /home/{ServerLab.AdminUser}/.ssh && sed -i 's/^/restrict,pty,from=\"127.0.0.0\\/8\" /' authorized_keys && chmod 640 authorized_keys && echo '# kept by hand' >> authorized_keys");
        var before = await job.IntegrationAsync();

        AccessJob.Done(await job.Core.Get<RotateKey>().StartAsync(job.Job.Admin, job.Job.Integration, new()));
        var done = await job.UntilAsync(r => r.Rotation.State == RotationState.Done || r.WaitsForDecision);

        Assert.True(done.Rotation.State == RotationState.Done, string.Join(" | ", done.Servers.Select(s => $"{s.Name} {s.State} {s.Problem}")));
        var after = await job.IntegrationAsync();
        Assert.Equal(done.Rotation.NewPublicKey, after.LoginPublicKey);
        Assert.NotEqual(before.LoginPublicKey, after.LoginPublicKey);
        foreach (var server in job.Lab.Servers)
        {
            var lines = await KeyJob.AuthorizedKeysAsync(server);
            Assert.DoesNotContain(before.LoginPublicKey, lines, StringComparison.Ordinal);
            Assert.Contains(after.LoginPublicKey, lines, StringComparison.Ordinal);
            Assert.All(AccessJob.Done(await job.Core.Get<TestServer>().RunAsync(job.Job.Admin, job.Job.Servers[server.Name])), check => Assert.NotEqual("fail", check.Result));
        }

        // Options, mode, owner and other lines of the file are as they were.
        Assert.Equal($"restrict,pty,from=\"127.0.0.0/8\" {after.LoginPublicKey} jitssh\n# kept by hand\n", await KeyJob.AuthorizedKeysAsync(job.First));
        Assert.Equal($"640 {ServerLab.AdminUser}", (await job.First.RunAsync($"stat -c '%a %U' /home/{ServerLab.AdminUser}/.ssh/authorized_keys")).Output.Trim());
        Assert.Null(await job.Core.Get<ILocalSecrets>().FindAsync(((LocalSecretRef)before.LoginKey).Name, default));
        var audit = await job.AuditAsync();
        Assert.All(["integration.key-rotation-started", "server.key-accepted", "integration.key-switched", "server.old-key-removed", "integration.key-rotated"], action => Assert.Contains(action, audit, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rotation_OneServerDown_WaitsAndIsRetriedAfterARestart()
    {
        await using var job = await KeyJob.StartAsync("127.78.62.0");
        var before = await job.IntegrationAsync();
        await job.Second.PowerOffAsync();

        AccessJob.Done(await job.Core.Get<RotateKey>().StartAsync(job.Job.Admin, job.Job.Integration, new()));
        var waiting = await job.UntilAsync(r => r.WaitsForDecision);

        var failed = waiting.Servers.Single(s => s.Name == job.Second.Name);
        Assert.Equal((RotationState.Adding, RotatedServerState.NotAccepted), (waiting.Rotation.State, failed.State));
        Assert.Equal($"Nothing listens on {job.Second.Address}:{job.Second.Port}. Check that the server is up, that sshd runs, and that the port is right.", failed.Problem);
        Assert.Equal(RotatedServerState.Accepted, waiting.Servers.Single(s => s.Name == job.First.Name).State);

        // Until all take the new key, the old one stays everywhere, and in use.
        Assert.Contains(before.LoginPublicKey, await KeyJob.AuthorizedKeysAsync(job.First), StringComparison.Ordinal);
        Assert.Equal(before.LoginPublicKey, (await job.IntegrationAsync()).LoginPublicKey);
        Assert.Equal(OutcomeKind.Conflict, (await job.Core.Get<RotateKey>().StartAsync(job.Job.Admin, job.Job.Integration, new())).Kind);

        await job.RestartAsync();
        await job.Second.PowerOnAsync();
        AccessJob.Done(await job.Core.Get<RotateKey>().RetryAsync(job.Job.Admin, job.Job.Integration));
        var done = await job.UntilAsync(r => r.Rotation.State == RotationState.Done || r.WaitsForDecision);

        Assert.True(done.Rotation.State == RotationState.Done, string.Join(" | ", done.Servers.Select(s => $"{s.Name} {s.State} {s.Problem}")));
        Assert.All(done.Servers, s => Assert.Equal((RotatedServerState.Rotated, null), (s.State, s.Problem)));
        Assert.DoesNotContain(before.LoginPublicKey, await KeyJob.AuthorizedKeysAsync(job.Second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_StoppedWhileOneServerIsDown_NewLineIsRemovedAgain()
    {
        await using var job = await KeyJob.StartAsync("127.78.63.0");
        var before = await job.IntegrationAsync();
        var file = await KeyJob.AuthorizedKeysAsync(job.First);
        await job.Second.PowerOffAsync();
        AccessJob.Done(await job.Core.Get<RotateKey>().StartAsync(job.Job.Admin, job.Job.Integration, new()));
        var waiting = await job.UntilAsync(r => r.WaitsForDecision);
        Assert.NotEqual(file, await KeyJob.AuthorizedKeysAsync(job.First));

        AccessJob.Done(await job.Core.Get<RotateKey>().CancelAsync(job.Job.Admin, job.Job.Integration));
        var cancelled = await job.UntilAsync(r => r.Rotation.State == RotationState.Cancelled);

        Assert.Equal(file, await KeyJob.AuthorizedKeysAsync(job.First));
        Assert.Equal(before.LoginKey, (await job.IntegrationAsync()).LoginKey);
        Assert.StartsWith("The new line may still be there.", cancelled.Servers.Single(s => s.Name == job.Second.Name).Problem, StringComparison.Ordinal);
        Assert.Null(await job.Core.Get<ILocalSecrets>().FindAsync(((LocalSecretRef)waiting.Rotation.NewKey).Name, default));
    }

    [Fact]
    public async Task Rotation_SwitchedByHandAndFileThatSomethingElseKeeps_SaysWhyAndLeavesTheOldLine()
    {
        await using var job = await KeyJob.StartAsync("127.78.64.0");
        var before = await job.IntegrationAsync();
        await job.Second.RunAsync($"cd /home/{ServerLab.AdminUser}/.ssh && mv authorized_keys /home/{ServerLab.AdminUser}/kept && ln -s ../kept authorized_keys");
        AccessJob.Done(await job.Core.Get<RotateKey>().StartAsync(job.Job.Admin, job.Job.Integration, new()));
        var waiting = await job.UntilAsync(r => r.WaitsForDecision);
        Assert.Equal($"/home/{ServerLab.AdminUser}/.ssh/authorized_keys is a symbolic link: something else keeps it.", waiting.Servers.Single(s => s.Name == job.Second.Name).Problem);

        AccessJob.Done(await job.Core.Get<RotateKey>().SwitchAsync(job.Job.Admin, job.Job.Integration));
        var switched = await job.UntilAsync(r => r.WaitsForDecision && r.Rotation.State == RotationState.Removing);

        Assert.Equal(switched.Rotation.NewKey, (await job.IntegrationAsync()).LoginKey);
        Assert.Equal(RotatedServerState.Rotated, switched.Servers.Single(s => s.Name == job.First.Name).State);
        Assert.Contains(before.LoginPublicKey, await job.Second.ReadFileAsync($"/home/{ServerLab.AdminUser}/kept"), StringComparison.Ordinal);

        // The line put there by hand counts: the login is what is looked at. The old one is then removed by hand as well.
        await job.Second.RunAsync($"echo '{switched.Rotation.NewPublicKey}' >> /home/{ServerLab.AdminUser}/kept");
        AccessJob.Done(await job.Core.Get<RotateKey>().RetryAsync(job.Job.Admin, job.Job.Integration));
        var still = await job.UntilAsync(r => r.WaitsForDecision && r.Servers.Any(s => s.State == RotatedServerState.NotRemoved));
        Assert.Contains("symbolic link", still.Servers.Single(s => s.Name == job.Second.Name).Problem, StringComparison.Ordinal);
        AccessJob.Done(await job.Core.Get<RotateKey>().FinishAsync(job.Job.Admin, job.Job.Integration));
        Assert.Equal(RotationState.Done, (await job.RotationAsync()).Rotation.State);
    }

    [Fact]
    public async Task EveryDecision_ByAMember_IsNotFound()
    {
        await using var job = await KeyJob.StartAsync("127.78.65.0");
        var (rotate, alice, id) = (job.Core.Get<RotateKey>(), job.Job.Alice, job.Job.Integration);
        Assert.Equal(OutcomeKind.NotFound, (await rotate.StartAsync(alice, id, new())).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await rotate.FindAsync(alice, id)).Kind);
        Assert.Equal([OutcomeKind.NotFound, OutcomeKind.NotFound, OutcomeKind.NotFound, OutcomeKind.NotFound], new[]
        {
            (await rotate.RetryAsync(alice, id)).Kind, (await rotate.SwitchAsync(alice, id)).Kind, (await rotate.CancelAsync(alice, id)).Kind, (await rotate.FinishAsync(alice, id)).Kind,
        });
    }
}
