using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>What people on the server may try, to stay or to have others thrown out.</summary>
[Trait("Category", "Script")]
public sealed class HostileUserTests
{
    private const string Forge = "busybox logger -p auth.info -t \"sshd[$pid]\"";

    [Fact]
    public async Task End_SomebodyForgedLogLines_NobodyIsSavedAndNoOtherAccountIsTouched()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Sign("req2");
        await server.Sign("req3");
        await server.Root("useradd -m -p '*' -s /bin/bash bob; useradd -m -p '*' -s /bin/bash carol; useradd -m mallory");
        (await server.Reconcile(Everybody().Grant("bob", "G1", "req1"))).Succeeded();
        using var first = server.Open("bob", "req1", "sleep 601");
        using var second = server.Open("bob", "req2", "sleep 602");
        using var other = server.Open("carol", "req3", "sleep 603");
        await server.Until("[ $(pgrep -cf '^sleep 60[1-3]$') = 3 ]");
        // Bob says that his first session was the second grant's, and a plain one; mallory says that carol's was the first grant's.
        await server.Root($$"""
            for pid in $(pgrep -f '^sshd: (bob|carol) .priv.'); do
              for port in $(sed -n 's/.* port \([0-9]*\) ssh2: .*-CERT .*/\1/p' /var/log/auth.log); do
                su mallory -s /bin/sh -c "{{Forge.Replace("\"", "\\\"", StringComparison.Ordinal)}} \"Accepted publickey for bob from 127.0.0.1 port $port ssh2: ED25519-CERT SHA256:x ID jitssh-req2-00 (serial 0) CA ECDSA SHA256:x\""
                su mallory -s /bin/sh -c "{{Forge.Replace("\"", "\\\"", StringComparison.Ordinal)}} \"Accepted publickey for bob from 127.0.0.1 port $port ssh2: ED25519 SHA256:x\""
              done
            done
            pid=$(pgrep -f '^sshd: carol .priv.') port=$(sed -n 's/.* for carol from .* port \([0-9]*\) ssh2: .*-CERT .*/\1/p' /var/log/auth.log)
            su mallory -s /bin/sh -c "busybox logger -p auth.info -t 'sshd[$pid]' 'Accepted publickey for bob from 127.0.0.1 port $port ssh2: ED25519-CERT SHA256:x ID jitssh-req1-00 (serial 0) CA ECDSA SHA256:x'"
            su mallory -s /bin/sh -c "busybox logger -p auth.info -t 'sshd[1]' 'Accepted publickey for bob from 127.0.0.1 port 22 ssh2: ED25519-CERT SHA256:x ID jitssh-req1-00 (serial 0) CA ECDSA SHA256:x'"
            """);

        var answer = (await server.Reconcile(Everybody())).Succeeded();

        answer.Says("ended G1");
        Assert.True(await first.Ends());
        Assert.True(other.IsOpen && second.IsOpen, answer.ToString());

        DesiredStateText Everybody() => new DesiredStateText(server)
            .Account("bob", "use").Account("carol", "use").Grant("bob", "G2", "req2").Grant("carol", "G3", "req3");
    }

    [Fact]
    public async Task End_ProcessesWithLyingNamesAndEnvironments_DieAloneAndTakeNobodyAlong()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Sign("req2");
        (await server.Reconcile(Both())).Succeeded();
        using var bob = server.Open("bob", "req2", "sleep 700");
        await server.Until("[ $(pgrep -u bob -c sleep) = 1 ]");
        var bobsConnection = (await server.Root("tr '\\0' '\\n' <\"/proc/$(pgrep -u bob sleep)/environ\" | sed -n 's/^SSH_CONNECTION=//p'")).Trim();
        using var alice = server.Open("alice", "req1", $$"""
            cp /bin/sleep ') R 1 1'; ./') R 1 1' 601 &
            cp /bin/sleep "$(printf 'x\nUid: 0')"; "./$(printf 'x\nUid: 0')" 602 &
            (exec -a 'sshd: bob [priv]' sleep 603) &
            (exec -a 'sshd: /usr/sbin/sshd [listener] 0 of 10-100 startups' sleep 604) &
            SSH_CONNECTION='{{bobsConnection}}' SUDO_UID=0 setsid nohup sleep 605 >/dev/null 2>&1 &
            (trap '' TERM HUP INT; while :; do sleep 606; done) &
            sleep 607 & kill -STOP $!
            setsid setsid sh -c 'sleep 608 & sleep 609 & exit' &
            sleep 610
            """);
        await server.Until("[ $(pgrep -u alice -c .) -ge 12 ]");

        var answer = (await server.Reconcile(new DesiredStateText(server).Account("bob").Grant("bob", "G2", "req2"))).Succeeded();

        answer.Says("ended G1");
        Assert.True(await alice.Ends());
        Assert.True(bob.IsOpen, answer.ToString());
        Assert.Equal("", await server.Root("pgrep -u alice"));
        Assert.Equal(0, (await server.Ssh("bob", "req2", "true")).Exit);

        DesiredStateText Both() => new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Account("bob").Grant("bob", "G2", "req2");
    }

    [Fact]
    public async Task End_ProcessesThatKeepStartingOthers_AllDie()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        using var session = server.Open("alice", "req1", """
            ulimit -u 200; chain() { sleep 0.01; chain & exit; }
            for i in 1 2 3 4 5 6 7 8; do chain & done; sleep 600
            """);
        await server.Until("[ $(pgrep -u alice -c .) -ge 8 ]");
        var answer = (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        answer.Says("ended G1");
        Assert.Equal("", await server.Root("sleep 0.3; pgrep -u alice"));
    }

    [Fact]
    public async Task End_SomebodyKnocksUnderThatNameWithoutLoggingIn_DoesNotHoldUpTheEnd()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("useradd -m -p '*' bob");
        (await server.Reconcile(new DesiredStateText(server).Account("bob", "use").Grant("bob", "G1", "req1"))).Succeeded();
        await server.Root($"""
            printf '#!/bin/sh\nexec sleep 20\n' >/tmp/askpass; chmod 755 /tmp/askpass
            SSH_ASKPASS_REQUIRE=force SSH_ASKPASS=/tmp/askpass DISPLAY=x setsid ssh -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
              -o PreferredAuthentications=password bob@{server.Address} true >/dev/null 2>&1 </dev/null &
            """);
        await server.Until("pgrep -f '^sshd: bob .priv.' >/dev/null");
        var answer = (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        answer.Says("ended G1");
        answer.Says("account bob released");
    }

    [Fact]
    public async Task Remove_HomeIsFullOfTraps_OnlyTheHomeGoes()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        await server.Root("mkdir -m 777 /srv/theirs; touch /srv/theirs/file");
        await server.Ssh("alice", "req1", """
            ln -s /srv/theirs link; ln -s / root; mkfifo pipe; touch -- "-rf" "$(printf 'a\nb')" '$(touch /tmp/pwned)'; mkdir -p d/e; chmod 0 d
            truncate -s 4T sparse; chmod 777 ~; rm -rf .ssh; ln -s /root .ssh; ln -s /etc/ssh/sshd_config .bashrc2
            """);
        var full = await server.Reconcile(new DesiredStateText(server) { Keep = "0 archive" });
        full.SaysStartOf("error account alice disk-full "); // 4 TB, it claims
        full.Says("ended G1");
        Assert.Equal("", await server.Root("ls /var/lib/jitssh/archive; ls -d /tmp/pwned 2>/dev/null"));

        (await server.Reconcile(new DesiredStateText(server) { Keep = "0 remove" })).Succeeded().Says("account alice removed");
        Assert.Equal("file\n", await server.Root("ls /srv/theirs; ls -d /tmp/pwned /home/alice /home/.jitssh-alice 2>/dev/null"));
    }
}
