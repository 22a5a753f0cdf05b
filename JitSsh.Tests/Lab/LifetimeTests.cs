using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

[Trait("Category", "Lab")]
public sealed class LifetimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Dispose_OfALab_LeavesNoProcessNoMountNoRouteAndNoFile()
    {
        var lab = await LabFixture.StartAsync("127.77.26.0", 2);
        var state = lab.StateDirectory;
        var spaces = lab.Servers.Select(s => Remains.PidNamespace(s.Info.Pid!.Value)).ToList();
        await lab.Servers[0].RunAsync("setsid nohup sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' >/dev/null 2>&1 &");
        await lab.Servers[1].CutOffAsync();

        await lab.DisposeAsync();

        Remains.AssertNone(state, spaces);
        Assert.False(Directory.Exists(state));
        Assert.Empty(Directory.GetFileSystemEntries("/sys/class/net", "lab7f4d1a*"));
    }

    [Fact]
    public async Task SigKill_OfUpInTheForeground_EndsItsServersAndDownRemovesTheRest()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The lab's servers need root.");
        var state = LabProgram.StatePath();
        using var up = LabProgram.Start("up", "2", "--foreground", "--state", state, "--address-base", "127.77.27.0");
        Assert.True(await Condition.WaitAsync(() => LabProgram.Read(state) is not null, Limit, CancellationToken.None));
        var spaces = LabProgram.Read(state)!.Servers.Select(s => Remains.PidNamespace(s.Pid!.Value)).ToList();

        var cut = IPAddress.Parse(LabProgram.Read(state)!.Servers[1].Address);
        await AddressRoutes.CutAsync(cut, CutOff.NoRoute, TestContext.Current.CancellationToken);

        up.Kill();
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(await Condition.WaitAsync(() => !Remains.InNamespaces(spaces).Any(), Limit, CancellationToken.None));
        Assert.Equal(0, await LabProgram.RunAsync("down", "--state", state));
        Remains.AssertNone(state, spaces);
        Assert.False(Directory.Exists(state));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var refusal = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(cut, 22));
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }

    [Fact]
    public async Task SigKill_OfAKeeper_EndsItsServer()
    {
        await using var lab = await LabFixture.StartAsync("127.77.28.0", 1);
        var spaces = lab.Servers.Select(s => Remains.PidNamespace(s.Info.Pid!.Value)).ToList();

        lab.Servers[0].Processes.Last().Kill();

        Assert.True(await Condition.WaitAsync(() => !Remains.InNamespaces(spaces).Any(), Limit, CancellationToken.None));
    }

    [Fact]
    public async Task UpAndDown_InTheBackground_LeaveNothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The lab's servers need root.");
        var state = LabProgram.StatePath();
        string[] up = ["up", "2", "--state", state, "--address-base", "127.77.29.0"];
        Assert.Equal(0, await LabProgram.RunAsync(up));
        var spaces = LabProgram.Read(state)!.Servers.Select(s => Remains.PidNamespace(s.Pid!.Value)).ToList();
        Assert.Equal(1, await LabProgram.RunAsync(up));
        Assert.NotEmpty(Remains.InNamespaces(spaces));

        Assert.Equal(0, await LabProgram.RunAsync("down", "--state", state));

        Remains.AssertNone(state, spaces);
        Assert.False(Directory.Exists(state));
    }

    [Fact]
    public async Task Start_OnAddressesInUse_SaysSo()
    {
        await using var lab = await LabFixture.StartAsync("127.77.30.0", 1);

        var refusal = await Assert.ThrowsAsync<LabException>(() => LabFixture.StartAsync("127.77.30.0", 1));

        Assert.StartsWith("127.77.30.1:22 cannot be used", refusal.Message);
    }

    [Fact]
    public async Task Down_WithAReusedPid_DoesNotKillIt()
    {
        var state = LabDirectory.Open(LabProgram.StatePath());
        using var bystander = Process.Start("sleep", "1000");
        var stranger = HostProcess.Find(bystander.Id)!;
        state.Write(new LabState(null, [stranger with { Started = stranger.Started - 1 }], []));

        Assert.True(await TearDown.RunAsync(state));

        Assert.True(stranger.IsAlive);
        bystander.Kill();
    }
}
