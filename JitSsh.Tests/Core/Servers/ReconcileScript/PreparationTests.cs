using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

[Trait("Category", "Script")]
public sealed class PreparationTests
{
    [Theory]
    [InlineData("an earlier drop-in speaks first", "echo 'AuthorizedKeysFile .ssh/authorized_keys /etc/keys/%u' >/etc/ssh/sshd_config.d/00-first.conf")]
    [InlineData("no Include", "sed -i /^Include/d /etc/ssh/sshd_config; printf 'Match User nobody\\n    X11Forwarding no\\n' >>/etc/ssh/sshd_config; chmod 600 /etc/ssh/sshd_config")]
    [InlineData("no keys at all", "echo 'AuthorizedKeysFile none' >>/etc/ssh/sshd_config")]
    [InlineData("keys of its own", "echo 'AuthorizedKeysFile /etc/keys/%u .ssh/keys' >>/etc/ssh/sshd_config")]
    [InlineData("no PAM", "sed -i 's/^UsePAM yes/UsePAM no/' /etc/ssh/sshd_config")]
    public async Task Reconcile_ServerIsConfiguredInItsOwnWay_IsPreparedAndPutBack(string why, string setup)
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root($"{setup}; kill -HUP $(cat /run/sshd.pid); sleep 0.3; useradd -m -p '*' bob");
        await server.Sign("req1");
        var before = await server.Fingerprint();
        var keys = (await server.Root("sshd -T | sed -n 's/^authorizedkeysfile //p'")).Trim();

        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Account("bob", "use").Grant("bob", "G2", "req1");
        (await server.Reconcile(state)).Succeeded();
        Assert.Equal(0, (await server.Ssh("alice", "req1", "true")).Exit);
        Assert.Equal(0, (await server.Ssh("bob", "req1", "true")).Exit);
        var wanted = keys == "none" ? "/etc/ssh/jitssh/%u" : $"{keys} /etc/ssh/jitssh/%u";
        Assert.Equal(wanted, (await server.Root("sshd -T -C user=bob,host=h,addr=127.0.0.1 | sed -n 's/^authorizedkeysfile //p'")).Trim());
        (await server.Reconcile(state)).Says("changed 0");

        using var session = server.Open("alice", "req1", "setsid nohup sleep 600 >/dev/null 2>&1 & sleep 601");
        using var used = server.Open("bob", "req1", "setsid nohup sleep 602 >/dev/null 2>&1 & sleep 603");
        await server.Until("[ $(pgrep -cf '^sleep 60[0-9]$') = 4 ]");
        (await server.Reconcile(new DesiredStateText(server) { Keep = "0 remove", Prepared = "drop" })).Succeeded();
        Assert.True(await session.Ends() && await used.Ends(), why);
        Assert.Equal("", await server.Root("pgrep -af 'sleep [0-9]'"));
        Assert.Equal(before, await server.Fingerprint());
    }

    [Fact]
    public async Task Reconcile_SshdWasConfiguredWrongly_SaysSoAndLeavesItAlone()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("echo 'Nonsense yes' >>/etc/ssh/sshd_config");
        var answer = await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"));
        answer.SaysStartOf("error server - sshd-config ");
        Assert.Contains("Nonsense", answer.Text, StringComparison.Ordinal);
        Assert.Equal("", await server.Root("ls -A /etc/ssh/sshd_config.d; id alice 2>/dev/null"));
    }

    [Fact]
    public async Task Reconcile_SomebodyElsesGroupJitssh_IsNotTakenOver()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd jitssh");
        var answer = await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"));
        answer.SaysStartOf("error server - name-taken ");
        answer.DoesNotSay("in-force");
    }

    [Fact]
    public async Task Check_Anything_ChangesNothing()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker; useradd -m bob");
        var before = await server.Fingerprint();
        var answer = (await server.Reconcile(new DesiredStateText(server) { Mode = "check" }
            .Record("probe alice docker").Record("probe bob nosuch").Record("probe daemon -"))).Succeeded();
        answer.SaysStartOf("check sshd-config ok ");
        answer.Says("check account ok alice is free");
        answer.Says("check group ok docker");
        answer.Says("check group fail there is no group nosuch");
        answer.Says("check account warn bob exists and was not made by JitSsh");
        answer.Says("check account fail daemon is a system account");
        Assert.Equal(before, await server.Fingerprint());
        Assert.Equal("no\n", await server.Root("[ -e /var/lib/jitssh ] && echo yes || echo no"));
    }

    [Fact]
    public async Task Script_Shellcheck_HasNothingToSay()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root($"cat >/tmp/reconcile.sh <<'END-OF-SCRIPT'\n{ScriptServer.ScriptText().Replace("# shellcheck shell=sh disable=SC2034,SC2154\n", "", StringComparison.Ordinal)}END-OF-SCRIPT\n");
        Assert.Equal("", await server.Root("shellcheck -s sh -f gcc /tmp/reconcile.sh"));
    }
}
