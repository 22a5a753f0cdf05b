using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

[Trait("Category", "Lab")]
public sealed class PowerTests
{
    [Fact]
    public async Task PowerOff_ThenOn_KeepsTheDiskAndTheHostKeys()
    {
        await using var lab = await LabFixture.StartAsync("127.77.21.0", 1);
        var server = lab.Servers[0];
        var before = server.Info;
        await server.RunAsync("echo kept >/home/jitadmin/note; nohup sleep 1000 >/dev/null 2>&1 &");

        await server.PowerOffAsync();
        var refused = await lab.AsAdminAsync(server, "true");
        var whileOff = await server.ReadFileAsync("/home/jitadmin/note");
        var accounts = (await server.SnapshotAsync()).Passwd;
        await server.PowerOnAsync();
        var login = await lab.AsAdminAsync(server, "cat note; pgrep sleep");
        var log = await server.ReadFileAsync("/var/log/auth.log");

        Assert.Contains("Connection refused", refused.Error);
        Assert.Equal("kept\n", whileOff);
        Assert.Contains("\nolduser:x:1001:", accounts);
        Assert.Equal("kept\n", login.Output);
        Assert.Equal(2, log.Split('\n').Count(line => line.Contains("]: Server listening", StringComparison.Ordinal)));
        Assert.Equal(before with { Pid = server.Info.Pid }, server.Info);
        Assert.NotEqual(before.Pid, server.Info.Pid);
    }

    [Fact]
    public async Task Rebuild_OfAServer_GivesAnEmptyDiskAndNewHostKeys()
    {
        await using var lab = await LabFixture.StartAsync("127.77.22.0", 1);
        var server = lab.Servers[0];
        var before = server.Info;
        await server.RunAsync("echo gone >/home/jitadmin/note");
        var knownHosts = await File.ReadAllTextAsync(lab.KnownHostsPath);

        await server.RebuildAsync();

        Assert.NotEqual(before.VmId, server.Info.VmId);
        Assert.NotEqual(before.HostKeys, server.Info.HostKeys);
        Assert.NotEqual(knownHosts, await File.ReadAllTextAsync(lab.KnownHostsPath));
        Assert.Equal(2, (await lab.AsAdminAsync(server, "ls note")).ExitCode);
    }

    [Theory]
    [InlineData(CutOff.Silence, "timed out")]
    [InlineData(CutOff.NoRoute, "No route to host")]
    public async Task CutOff_OfAServer_LetsItRunUnreachable(CutOff how, string error)
    {
        await using var lab = await LabFixture.StartAsync(how == CutOff.Silence ? "127.77.23.0" : "127.77.24.0", 2);
        var server = lab.Servers[0];

        await server.CutOffAsync(how);
        var cut = await lab.AsAdminAsync(server, "true");
        var inside = await server.RunAsync("hostname");
        var other = await lab.AsAdminAsync(lab.Servers[1], "true");
        await server.RestoreAsync();
        var restored = await lab.AsAdminAsync(server, "true");

        Assert.Contains(error, cut.Error);
        Assert.Equal(server.Name + "\n", inside.Output);
        Assert.Equal(0, other.ExitCode);
        Assert.Equal(0, restored.ExitCode);
    }

    [Fact]
    public async Task CutOff_WithAnOpenConnection_StopsItToo()
    {
        await using var lab = await LabFixture.StartAsync("127.77.25.0", 1);
        var server = lab.Servers[0];
        var open = lab.SshAsync(
            server, ServerLab.AdminUser, lab.AdminPrivateKeyPath!, "echo $PPID >in; while [ ! -e stop ]; do sleep 0.05; done",
            "-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1");
        Assert.True(await Condition.WaitAsync(
            () => Path.Exists($"{server.Info.RootDirectory}/home/jitadmin/in"), TimeSpan.FromSeconds(10), CancellationToken.None));

        await server.CutOffAsync();
        var result = await open;

        Assert.Equal(255, result.ExitCode);
        Assert.Contains("not responding", result.Error);
    }
}
