using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

/// <summary>Full servers are switched on and off, rebooted, rebuilt, and end without a trace.</summary>
[Trait("Category", "Lab")]
public sealed class FullServerLifeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Reboot_OfAFullServer_KeepsTheDiskAndComesBack()
    {
        await using var lab = await LabFixture.StartAsync("127.79.41.0", 0, full: 1);
        var server = lab.Servers[0];
        var before = server.Info;
        await lab.AsAdminAsync(server, "echo kept >note; sudo sh -c 'echo gone >/run/note'; setsid sleep 1000 >/dev/null 2>&1 &");
        (await server.RunAsync("printf '[Service]\\nType=oneshot\\nExecStart=/bin/touch /run/at-boot\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/at-boot.service; systemctl enable -q at-boot")).EnsureSuccess();

        await server.RebootAsync();
        var login = await lab.AsAdminAsync(server, "cat note; ls /run/note /run/at-boot; pgrep sleep");
        var stopped = await server.RunAsync("journalctl -q --no-pager | grep -c 'Stopped.*Secure Shell'");

        Assert.Equal("kept\n/run/at-boot\n", login.Output);
        Assert.Equal("1\n", stopped.Output);
        Assert.Equal(before with { Pid = server.Info.Pid }, server.Info);
        Assert.NotEqual(before.Pid, server.Info.Pid);
    }

    [Fact]
    public async Task Reboot_ByThePersonOnIt_IsNotTheEndOfIt()
    {
        await using var lab = await LabFixture.StartAsync("127.79.42.0", 0, full: 1);
        var server = lab.Servers[0];
        await server.RunAsync("touch /run/first-boot");

        await lab.AsAdminAsync(server, "sudo systemctl reboot");

        Assert.True(await Condition.WaitAsync(
            async () => (await lab.AsAdminAsync(server, "[ ! -e /run/first-boot ]")).ExitCode == 0, Limit, CancellationToken.None));
        Assert.True(server.IsRunning);
        Assert.Equal("running\n", (await server.RunAsync("systemctl is-system-running --wait")).Output);
    }

    [Fact]
    public async Task PowerOff_ThenOn_KeepsTheDisk()
    {
        await using var lab = await LabFixture.StartAsync("127.79.43.0", 0, full: 1);
        var server = lab.Servers[0];
        await lab.AsAdminAsync(server, "echo kept >note; setsid sleep 1000 >/dev/null 2>&1 &");
        var spaces = new List<string> { Remains.PidNamespace(server.Info.Pid!.Value) };

        await server.PowerOffAsync();
        var left = Remains.InNamespaces(spaces).ToList();
        var refused = await lab.AsAdminAsync(server, "true");
        var whileOff = await server.ReadFileAsync("/home/jitadmin/note");
        await server.PowerOnAsync();
        var login = await lab.AsAdminAsync(server, "cat note; pgrep sleep");

        Assert.Empty(left);
        Assert.Contains("Connection refused", refused.Error);
        Assert.Equal("kept\n", whileOff);
        Assert.Equal("kept\n", login.Output);
        await Assert.ThrowsAsync<LabException>(async () =>
        {
            await server.PowerOffAsync();
            await server.RunAsync("true");
        });
    }

    [Fact]
    public async Task Rebuild_OfAFullServer_GivesAnEmptyDiskAndNewHostKeys()
    {
        await using var lab = await LabFixture.StartAsync("127.79.44.0", 0, full: 1);
        var server = lab.Servers[0];
        var before = server.Info;
        await server.RunAsync("echo gone >/home/jitadmin/note");

        await server.RebuildAsync();

        Assert.NotEqual(before.VmId, server.Info.VmId);
        Assert.NotEqual(before.HostKeys, server.Info.HostKeys);
        Assert.Equal(2, (await lab.AsAdminAsync(server, "ls note")).ExitCode);
    }

    [Fact]
    public async Task TimeZone_OfALab_IsThatOfItsServersLightAndFull()
    {
        await using var lab = await LabFixture.StartAsync("127.79.45.0", 1, full: 1, timeZone: "Asia/Kathmandu");

        foreach (var server in lab.Servers)
        {
            Assert.Equal("+0545\nAsia/Kathmandu\n", (await lab.AsAdminAsync(server, "date +%z; cat /etc/timezone")).Output);
        }
    }

    [Fact]
    public async Task TimeZone_ThatDoesNotExist_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<LabException>(() => LabFixture.StartAsync("127.79.46.0", 1, timeZone: "../../etc/passwd"));

        Assert.StartsWith("This machine knows no time zone ../../etc/passwd", refusal.Message);
    }

    [Fact]
    public async Task Dispose_OfALab_LeavesNoProcessNoMountNoControlGroupAndNoFile()
    {
        var lab = await LabFixture.StartAsync("127.79.47.0", 0, full: 2);
        var spaces = lab.Servers.Select(s => Remains.PidNamespace(s.Info.Pid!.Value)).ToList();
        var groups = lab.Servers.Select(s => ControlGroup.NameFor(s.Info)).ToList();
        await lab.AsAdminAsync(lab.Servers[0], "systemd-run --user -q sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done'; sudo loginctl enable-linger jitadmin");
        await lab.Servers[1].CutOffAsync();
        Assert.All(groups, group => Assert.NotEmpty(ControlGroup.Find(group)));

        await lab.DisposeAsync();

        Remains.AssertNone(lab.StateDirectory, spaces);
        Assert.False(Directory.Exists(lab.StateDirectory));
        Assert.All(groups, group => Assert.Empty(ControlGroup.Find(group)));
    }

    [Fact]
    public async Task SigKill_OfUp_EndsItsFullServersAndTheirControlGroups()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The lab's servers need root.");
        var state = LabProgram.StatePath();
        using var up = LabProgram.Start("up", "--full", "1", "--foreground", "--state", state, "--address-base", "127.79.48.0");
        Assert.True(await Condition.WaitAsync(() => LabProgram.Read(state) is not null, Limit, CancellationToken.None));
        var server = LabProgram.Read(state)!.Servers[0];
        var spaces = new List<string> { Remains.PidNamespace(server.Pid!.Value) };

        up.Kill();
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(await Condition.WaitAsync(
            () => !Remains.InNamespaces(spaces).Any() && !ControlGroup.Find(ControlGroup.NameFor(server)).Any(), Limit, CancellationToken.None));
        Assert.Equal(0, await LabProgram.RunAsync("down", "--state", state));
        Remains.AssertNone(state, spaces);
        Assert.False(Directory.Exists(state));
    }

    [Fact]
    public async Task SigKill_OfAKeeper_EndsItsFullServerAndDisposeRemovesTheControlGroups()
    {
        var lab = await LabFixture.StartAsync("127.79.49.0", 0, full: 1);
        var server = lab.Servers[0];
        var spaces = new List<string> { Remains.PidNamespace(server.Info.Pid!.Value) };

        server.Processes.Last().Kill();
        var ended = await Condition.WaitAsync(() => !Remains.InNamespaces(spaces).Any(), Limit, CancellationToken.None);
        await lab.DisposeAsync();

        Assert.True(ended);
        Assert.Empty(ControlGroup.Find(ControlGroup.NameFor(server.Info)));
    }
}
