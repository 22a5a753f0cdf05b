using System.Globalization;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>What a server does without anybody connected: these tests never speak to it between a grant and its end.</summary>
[Trait("Category", "Script")]
public sealed class ByItselfTests
{
    /// <summary>Seconds after its end in which access is to be over even where the machine is busy. How soon it really is, <c>bench.sh</c> measures.</summary>
    private const int Soon = 5;

    private const string Sleepers = "pgrep -af '^sleep 6[0-9][0-9]$'";

    [Fact]
    public async Task Expiry_NobodyIsConnected_AccessEndsByItself()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker; echo 'alice ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/alice");
        await server.Sign("req1");
        await server.Sign("req2");
        var end = Now() + 10;
        var answer = (await server.Reconcile(new DesiredStateText(server)
            .Account("alice").GrantUntil("alice", "G1", "req1", end).Group("alice", "G1", "docker")
            .Account("carol").Grant("carol", "G2", "req2"))).Succeeded();
        answer.Says($"info armed {end}");
        using var session = server.Open("alice", "req1", "nohup sleep 601 >/dev/null 2>&1 & setsid sleep 602 & sudo setsid sleep 603 & sleep 604");
        using var other = server.Open("carol", "req2", "sleep 605");
        await server.Until("[ $(pgrep -cf '^sleep 6[0-9][0-9]$') = 5 ]");

        // In the server's own words, when the last one was gone.
        var gone = (await server.Root("while pgrep -f '^sleep 60[1-4]$' >/dev/null; do sleep 0.02; done; date +%s.%N")).Trim();

        Assert.InRange(double.Parse(gone, CultureInfo.InvariantCulture) - end, 0, Soon);
        await server.Until("[ ! -e /etc/ssh/jitssh/alice ] && [ \"$(getent shadow alice | cut -d: -f8)\" = 0 ]");
        Assert.Equal("alice jitssh\n", await server.Root("id -Gn alice"));
        Assert.True(await session.Ends());
        Assert.True(other.IsOpen);
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
        Assert.EndsWith(" sleep 605\n", await server.Root(Sleepers), StringComparison.Ordinal);

        var collected = await server.Collect("alice", s => s.Account("carol").Grant("carol", "G2", "req2"));
        var receipt = collected.Receipts().Single(r => r.Any(l => l.EndsWith(" timer", StringComparison.Ordinal) && l.StartsWith("at ", StringComparison.Ordinal)) && r.Contains("ended G1"));
        Assert.Contains("before alice open 1001 docker,jitssh G1", receipt);
        Assert.Contains("after alice locked 1001 jitssh -", receipt);
        Assert.Contains(receipt, l => l.StartsWith("session alice ", StringComparison.Ordinal) && l.EndsWith(" ended sleep", StringComparison.Ordinal));
        Assert.Contains(collected.Receipts(), r => r.Contains("clean alice"));
        collected.Says("clean alice");
    }

    [Fact]
    public async Task Expiry_OfThousandsOfProcesses_GainsThePersonNoTime()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        var end = Now() + 20;
        (await server.Reconcile(new DesiredStateText(server).Account("alice").GrantUntil("alice", "G1", "req1", end))).Succeeded();
        using var session = server.Open("alice", "req1", "i=0; while [ $i -lt 1500 ]; do sleep 601 & i=$((i + 1)); done; sleep 602");
        await server.Until("pgrep -xf 'sleep 602' >/dev/null");

        var gone = (await server.Root("while pgrep -u alice >/dev/null; do sleep 0.02; done; date +%s.%N")).Trim();

        Assert.InRange(double.Parse(gone, CultureInfo.InvariantCulture) - end, 0, Soon);
        await server.Until("[ \"$(getent shadow alice | cut -d: -f8)\" = 0 ]");
        var receipt = (await server.Reconcile(new DesiredStateText(server))).Succeeded().Receipts().Single(r => r.Contains("ended G1"));
        Assert.InRange(receipt.Length, 40, 200);
    }

    [Fact]
    public async Task Expiry_AnotherRunHoldsTheLock_ItsProcessesDieAllTheSame()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        var end = Now() + 8;
        (await server.Reconcile(new DesiredStateText(server).Account("alice").GrantUntil("alice", "G1", "req1", end))).Succeeded();
        using var session = server.Open("alice", "req1", "sleep 601");
        await server.Until("pgrep -xf 'sleep 601' >/dev/null");
        await server.Root("setsid flock /var/lib/jitssh/lock sleep 3600 >/dev/null 2>&1 </dev/null & until ! flock -n /var/lib/jitssh/lock true; do sleep 0.02; done");

        var gone = (await server.Root("while pgrep -u alice >/dev/null; do sleep 0.02; done; date +%s.%N")).Trim();

        Assert.InRange(double.Parse(gone, CultureInfo.InvariantCulture) - end, 0, Soon);
        Assert.Equal("yes\n", await server.Root("[ -e /etc/ssh/jitssh/alice ] && echo yes"));

        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
        await server.Root("pkill -xf 'sleep 3600'");
        await server.Until("[ ! -e /etc/ssh/jitssh/alice ] && [ \"$(getent shadow alice | cut -d: -f8)\" = 0 ]");
    }

    [Fact]
    public async Task Timer_WaitedForTheLockWhileJitSshWasTakenAway_LeavesNothingBehind()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        // The connector's run stands still while it takes its group away, and the timer's run between opening the lock and asking for it.
        await server.Root("""
            mv /usr/sbin/groupdel /usr/sbin/groupdel.real
            printf '%s\n' '#!/bin/sh' ': >/run/leaving' 'until [ -e /run/opened ]; do sleep 0.02; done' 'exec /usr/sbin/groupdel.real "$@"' >/usr/sbin/groupdel
            mv /usr/bin/flock /usr/bin/flock.real
            printf '%s\n' '#!/bin/sh' '[ -e /run/leaving ] || exec /usr/bin/flock.real "$@"' ': >/run/opened' 'until /usr/bin/flock.real "$@"; do sleep 0.02; done' >/usr/bin/flock
            chmod 755 /usr/sbin/groupdel /usr/bin/flock
            """);
        var leaving = server.Reconcile(new DesiredStateText(server) { Prepared = "drop" });
        await server.Until("[ -e /run/leaving ]");

        await server.Root("env -i PATH=/usr/bin:/bin sh /var/lib/jitssh/reconcile.sh timer </dev/null");

        (await leaving).Succeeded();
        Assert.Equal("", await server.Root("[ ! -e /run/opened ] && echo the timer did not wait; ls -d /var/lib/jitssh 2>/dev/null"));
    }

    [Fact]
    public async Task Expiry_SleeperWasKilled_TheNextRunArmsAgain()
    {
        await using var server = await ScriptServer.StartAsync();
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1");
        (await server.Reconcile(state)).Succeeded().SaysStartOf("info timer ");
        await server.Root("kill -9 $(cut -d ' ' -f 1 /var/lib/jitssh/sleeper)");
        (await server.Reconcile(state)).Succeeded().Says("changed 0");
        Assert.Equal("lives\n", await server.Root("read pid rest </var/lib/jitssh/sleeper; kill -0 $pid && echo lives"));
    }

    [Fact]
    public async Task Extension_BeforeTheEnd_TheSessionGoesOn()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        var end = Now() + 8;
        (await server.Reconcile(new DesiredStateText(server).Account("alice").GrantUntil("alice", "G1", "req1", end))).Succeeded();
        using var session = server.Open("alice", "req1", "sleep 601");
        await server.Until("pgrep -u alice -f 'sleep 601' >/dev/null");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").GrantUntil("alice", "G1", "req1", end + 600))).Succeeded();
        await server.Root($"while [ $(date +%s) -lt {end + 2} ]; do sleep 0.1; done");
        Assert.True(session.IsOpen);
    }

    [Fact]
    public async Task Terminals_BeforeAndAtTheEnd_AreTold()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        var end = Now() + 63;
        (await server.Reconcile(new DesiredStateText(server).Record("portal https://jit.example.com")
            .Account("alice").GrantUntil("alice", "G1", "req1", end))).Succeeded().Says($"info armed {end - 60}");
        using var session = server.Open("alice", "req1", "sleep 601", terminal: true);
        await server.Until("pgrep -u alice -f 'sleep 601' >/dev/null && [ -s /var/lib/jitssh/warned ]");

        (await server.Reconcile(new DesiredStateText(server).Ending("alice", "G1", "req1", "revoked-by-admin"))).Succeeded();

        var seen = await session.Output();
        Assert.Contains("ends in 1 minute", seen, StringComparison.Ordinal);
        Assert.Contains("https://jit.example.com/requests/req1", seen, StringComparison.Ordinal);
        Assert.Contains("is over: an administrator ended it.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Residue_OfAUsedAccount_IsReportedUntilItIsGone()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("useradd -m -p '*' bob; install -d -o bob -m 700 /home/bob/.ssh; ssh-keygen -q -t ed25519 -N '' -f /tmp/old; cp /tmp/old.pub /home/bob/.ssh/authorized_keys; chown bob /home/bob/.ssh/authorized_keys");
        (await server.Reconcile(new DesiredStateText(server).Account("bob", "use").Grant("bob", "G1", "req1"))).Succeeded();
        await server.Root("ssh-keygen -q -t ed25519 -N '' -f /tmp/new; cat /tmp/new.pub >>/home/bob/.ssh/authorized_keys; cp /bin/true /home/bob/x; chown bob /home/bob/x; chmod u+s /home/bob/x; mkdir -p /var/spool/cron/crontabs; echo '* * * * * true' >/var/spool/cron/crontabs/bob");
        var print = (await server.Root("ssh-keygen -lf /tmp/new.pub | cut -d ' ' -f 2")).Trim();

        (await server.Reconcile(new DesiredStateText(server))).Succeeded().Says("ended G1");
        var collected = await server.Collect("bob");

        collected.Says($"residue bob planted-key {print} in .ssh/authorized_keys");
        collected.Says("residue bob setuid-file /home/bob/x");
        collected.Says("residue bob crontab /var/spool/cron/crontabs/bob");
        collected.DoesNotSay("clean bob");
        Assert.Contains(collected.Receipts(), r => r.Contains("residue bob setuid-file /home/bob/x"));
        await server.Root("rm /home/bob/x /var/spool/cron/crontabs/bob; cp /tmp/old.pub /home/bob/.ssh/authorized_keys; rm /var/lib/jitssh/search/bob");
        (await server.Collect("bob")).Says("clean bob");
        Assert.DoesNotContain("clean bob", (await server.Reconcile(new DesiredStateText(server))).Succeeded().Lines);
        Assert.Equal("", await server.Root("cd /var/lib/jitssh; ls released before left search | grep bob"));
    }

    [Fact]
    public async Task Receipts_AreSentUntilTheConnectorHasThem()
    {
        await using var server = await ScriptServer.StartAsync();
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1");
        var first = (await server.Reconcile(state)).Succeeded().Receipts();
        Assert.Equal(first, (await server.Reconcile(state)).Succeeded().Receipts());
        var number = (await server.Root("ls /var/lib/jitssh/receipts")).Trim();
        Assert.Empty((await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Record($"seen {number}"))).Succeeded().Receipts());
    }

    [Fact]
    public async Task Drift_SomebodyChangedWhatIsOurs_IsPutRightAndSaid()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker");
        await server.Sign("req1");
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker");
        (await server.Reconcile(state)).Succeeded().DoesNotSay("drift");
        await server.Root("gpasswd -d alice docker; echo '# x' >>/etc/ssh/sshd_config.d/50-jitssh.conf; touch /etc/ssh/jitssh/mallory; useradd -m mallory; gpasswd -a mallory jitssh");

        var answer = (await server.Reconcile(state)).Succeeded();

        answer.Says("info desired same");
        var receipt = answer.Receipts()[^1];
        Assert.Contains("drift alice was: open 1001 jitssh G1; put right: open 1001 docker,jitssh G1", receipt);
        Assert.Contains("drift - /etc/ssh/sshd_config.d/50-jitssh.conf had been changed, and was put right", receipt);
        answer.Says("residue - foreign-trust mallory");
        answer.Says("residue - foreign-member mallory");
        (await server.Reconcile(state)).Succeeded().Says("changed 0");
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
