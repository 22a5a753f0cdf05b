using System.Globalization;
using System.Net.Sockets;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Partition;

/// <summary>A server with systemd that is off, or just starts, when access ends: it is over before its sshd takes log-ins.</summary>
[Trait("Category", "Lab")]
public sealed class PoweredOffTests : IAsyncLifetime
{
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Server => lab.Servers[0];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.182.0", 0, full: 1);
        try
        {
            core = await CoreHost.StartAsync();
            job = await AccessJob.PrepareAsync(core, lab);
        }
        catch
        {
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
    public async Task PluggedOutBeforeTheEndAndOnAfterIt_AccessIsOverBeforeSshdAnswers()
    {
        var (request, key, end) = await GrantAsync(TimeSpan.FromSeconds(15));
        await Server.PowerOffAsync();
        await UntilAsync(end.AddSeconds(1));

        var first = FirstLookAsync(key);
        await Server.PowerOnAsync();

        await AssertOverAtBootAsync(await first);
        await Collected.AssertAsync(core, job, request, ReceiptBy.Boot);
    }

    [Fact]
    public async Task RebootedOverTheEnd_AccessIsOverBeforeSshdAnswers()
    {
        var (request, key, end) = await GrantAsync(TimeSpan.FromSeconds(15));
        await BootsNotBeforeAsync(end.AddSeconds(1));
        await UntilAsync(end.AddSeconds(-1));

        var reboot = Server.RebootAsync();
        Assert.True(await Condition.WaitAsync(async () => !await AnswersAsync(), TimeSpan.FromSeconds(90), CancellationToken.None));
        var first = FirstLookAsync(key);
        await reboot;

        await AssertOverAtBootAsync(await first);
        await Collected.AssertAsync(core, job, request, ReceiptBy.Boot, ReceiptBy.Timer);
    }

    /// <summary>Nobody talks to it but the person: the portal is off as long as the server.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task OffAllTheTimeAndThePortalToo_AccessIsOverBeforeSshdAnswers()
    {
        var (request, key, end) = await GrantAsync(TimeSpan.FromSeconds(15));
        await core.DisposeAsync(deleteDirectory: false);
        await Server.PowerOffAsync();
        await UntilAsync(end.AddSeconds(1));

        var first = FirstLookAsync(key);
        await Server.PowerOnAsync();

        await AssertOverAtBootAsync(await first);
        core = await CoreHost.StartAsync(core.Directory);
        job.Use(core);
        await Collected.AssertAsync(core, job, request, ReceiptBy.Boot);
    }

    private async Task<(RequestId Request, string Key, DateTimeOffset End)> GrantAsync(TimeSpan duration)
    {
        var request = await job.ActiveAsync(job.Alice, [Server.Name], ["docker"], duration);
        var key = await job.KeyAsync(job.Alice, request);
        Assert.Equal(0, (await job.SshAsync(key, Server, "alice", "nohup setsid sleep 1000 >/dev/null 2>&1 & true")).ExitCode);
        return (request, key, Assert.Single((await job.ShowAsync(request)).Servers).Grant!.NotAfter!.Value);
    }

    /// <summary>A machine that takes its time to boot, however fast this one is: what stands before JitSsh's unit waits.</summary>
    private async Task BootsNotBeforeAsync(DateTimeOffset moment) => (await Server.RunAsync($$"""
        cat >/etc/systemd/system/slow-boot.service <<'END'
        [Unit]
        DefaultDependencies=no
        Before=jitssh-expiry.service ssh.service
        [Service]
        Type=oneshot
        ExecStart=/bin/sh -c 'until [ $(date +%%s) -ge {{moment.ToUnixTimeSeconds() + 1}} ]; do sleep 0.1; done'
        [Install]
        WantedBy=sysinit.target
        END
        systemctl enable slow-boot.service
        """)).EnsureSuccess();

    /// <summary>At the first moment at which sshd answers: the state of the account, and what a log-in comes to.</summary>
    private async Task<(string State, CommandResult LogIn)> FirstLookAsync(string key)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!await AnswersAsync())
        {
            await Task.Delay(5, limit.Token);
        }

        var state = Server.RunAsync("ls /etc/ssh/jitssh; grep ^alice: /etc/shadow | cut -d : -f 8; grep ^docker: /etc/group; ps -u alice -o args=");
        var login = job.SshAsync(key, Server, "alice", "true");
        return ((await state).Output, await login);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Server.Address, Server.Port).WaitAsync(TimeSpan.FromSeconds(5));
            return await client.GetStream().ReadAsync(new byte[4]).AsTask().WaitAsync(TimeSpan.FromSeconds(5)) == 4;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private async Task AssertOverAtBootAsync((string State, CommandResult LogIn) first)
    {
        Assert.Matches(@"^0\ndocker:x:\d+:\n$", first.State);
        Assert.NotEqual(0, first.LogIn.ExitCode);
        Assert.Contains("Permission denied", first.LogIn.Error, StringComparison.Ordinal);

        var times = (await Server.RunAsync(
            "systemctl show --value -p Result -p ExecMainExitTimestampMonotonic jitssh-expiry.service; systemctl show --value -p ExecMainStartTimestampMonotonic ssh.service")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("success", times);
        var moments = times.Where(t => t != "success").Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(moments[0], 1, moments[1]);
    }

    private static async Task UntilAsync(DateTimeOffset moment)
    {
        var left = moment - TimeProvider.System.GetUtcNow();
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
