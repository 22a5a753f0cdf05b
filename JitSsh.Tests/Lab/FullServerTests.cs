using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

/// <summary>Servers that boot systemd. What one is and does while it runs; <see cref="FullServerLifeTests"/> has the rest.</summary>
[Trait("Category", "Lab")]
public sealed class FullServerTests(FullServerTests.OneServer fixture) : IClassFixture<FullServerTests.OneServer>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private ServerLab Lab => fixture.Lab;

    private LabServer Server => fixture.Lab.Servers[0];

    [Fact]
    public async Task Boot_OfAFullServer_FailsNoUnitAndListens()
    {
        var state = await Server.RunAsync("systemctl is-system-running; systemctl --failed --plain --no-legend; systemctl is-active ssh.service systemd-logind.service cron.service atd.service");
        var snapshot = await Server.SnapshotAsync();

        Assert.Equal("running\nactive\nactive\nactive\nactive\n", state.Output);
        Assert.Equal(ServerKind.Full, Server.Info.Kind);
        Assert.Contains(snapshot.Processes, p => p is { Pid: 1, Arguments: "/usr/lib/systemd/systemd" });
        Assert.DoesNotContain(snapshot.Processes, p => p.Arguments.Contains("getty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disk_OfAFullServer_HasNoServiceOfTheHosts()
    {
        var units = await Server.RunAsync("systemctl list-unit-files --state=enabled --no-legend --plain | awk '{ print $1 }' | sort | xargs");

        Assert.Equal("atd.service cron.service ssh.service", string.Join(' ', units.Output.Trim().Split(' ').Where(u => !u.StartsWith("dbus", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Login_OverSsh_IsASessionOfLogind()
    {
        var login = await Lab.AsAdminAsync(
            Server, "cat /proc/self/loginuid; echo; cat /proc/self/cgroup; loginctl show-session $XDG_SESSION_ID -p Name -p Service -p Leader -p Scope; ps -o ppid= -p $PPID");
        var journal = await Server.RunAsync("journalctl -q --no-pager -o short _COMM=sshd");

        var leader = login.Output.Trim().Split('\n')[^1].Trim();
        Assert.StartsWith("1000\n", login.Output);
        Assert.Matches(@":/user\.slice/user-1000\.slice/session-\d+\.scope", login.Output);
        Assert.Contains("Name=jitadmin\n", login.Output);
        Assert.Contains("Service=sshd\n", login.Output);
        Assert.Contains($"Leader={leader}\n", login.Output);
        Assert.Contains($"{Server.Name} sshd[{leader}]: Accepted publickey for jitadmin from 127.0.0.1 port ", journal.Output);
    }

    [Fact]
    public async Task Session_OfALogin_IsListedUntilItIsTerminated()
    {
        var open = Lab.SshAsync(Server, ServerLab.PersonUser, Lab.PersonPrivateKeyPath, "read line", "-tt");
        // logind lists a session before sshd is through with it.
        Assert.True(await ConditionAsync("pgrep -u olduser -f 'read line' && loginctl list-sessions --no-legend | grep -q ' olduser '"));

        await Server.RunAsync("loginctl terminate-user olduser");

        Assert.Equal(255, (await open).ExitCode);
        Assert.True(await ConditionAsync("! loginctl list-sessions --no-legend | grep -q ' olduser '"));
    }

    [Fact]
    public async Task UserUnit_WithAndWithoutLinger_SurvivesTheLogoutOnlyWithIt()
    {
        (await Server.RunAsync("useradd -m stays; useradd -m goes; for u in stays goes; do usermod -p '*' $u; install -d -o $u /home/$u/.ssh; cp /home/olduser/.ssh/authorized_keys /home/$u/.ssh/; chown $u /home/$u/.ssh/authorized_keys; done")).EnsureSuccess();
        (await Server.RunAsync("loginctl enable-linger stays")).EnsureSuccess();
        foreach (var user in new[] { "stays", "goes" })
        {
            var run = await Lab.SshAsync(Server, user, Lab.PersonPrivateKeyPath, "systemd-run --user -q sleep 1001 && pgrep -u $(id -u) -cx sleep");
            Assert.Equal("1\n", run.Output);
        }

        Assert.True(await ConditionAsync("! pgrep -u goes"));
        Assert.Equal(0, (await Server.RunAsync("pgrep -u stays -x sleep")).ExitCode);
        await Server.RunAsync("loginctl disable-linger stays");
        Assert.True(await ConditionAsync("! pgrep -u stays"));
        await Server.RunAsync("userdel -r stays; userdel -r goes");
    }

    [Fact]
    public async Task Later_ByTimerOrAt_RunsByItself()
    {
        await Server.RunAsync("systemd-run -q --on-active=0.2 --timer-property=AccuracySec=10ms touch /run/by-timer; echo 'touch /run/by-at' | at now");

        Assert.True(await ConditionAsync("[ -e /run/by-timer ] && [ -e /run/by-at ]"));
    }

    [Fact]
    public async Task CutOff_OfAFullServer_LetsItRunUnreachable()
    {
        await Server.CutOffAsync(CutOff.NoRoute);
        var cut = await Lab.AsAdminAsync(Server, "true");
        var inside = await Server.RunAsync("hostname");
        await Server.RestoreAsync();
        var restored = await Lab.AsAdminAsync(Server, "true");

        Assert.Contains("No route to host", cut.Error);
        Assert.Equal(Server.Name + "\n", inside.Output);
        Assert.Equal(0, restored.ExitCode);
    }

    [Fact]
    public async Task RunAsync_WithInput_GivesOutputErrorAndExitCode() =>
        Assert.Equal(new CommandResult(3, "in", "oh\n"), await Server.RunAsync("cat; echo oh >&2; exit 3", "in"));

    private Task<bool> ConditionAsync(string command) =>
        Condition.WaitAsync(async () => (await Server.RunAsync(command)).ExitCode == 0, Limit, TestContext.Current.CancellationToken);

    /// <summary>One full server for all of these.</summary>
    public sealed class OneServer : IAsyncLifetime
    {
        public ServerLab Lab { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lab = await LabFixture.StartAsync("127.79.40.0", 0, full: 1);

        public ValueTask DisposeAsync() => Lab is null ? ValueTask.CompletedTask : Lab.DisposeAsync();
    }
}
