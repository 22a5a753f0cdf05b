using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

[Trait("Category", "Script")]
public sealed class EndTests
{
    private const string Groups = "id -Gn | tr ' ' '\\n' | sort | xargs";

    [Fact]
    public async Task Reconcile_FirstOfTwoGrantsEnds_ItsSessionDiesAndTheOtherLives()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker; groupadd adm2");
        await server.Sign("req1");
        await server.Sign("req2");
        (await server.Reconcile(Both())).Succeeded();
        using var first = server.Open("alice", "req1", "setsid nohup sleep 601 >/dev/null 2>&1 & sleep 602");
        using var second = server.Open("alice", "req2", "setsid nohup sleep 603 >/dev/null 2>&1 & sleep 604");
        await server.Until("[ $(pgrep -u alice -c sleep) = 4 ]");

        var answer = (await server.Reconcile(new DesiredStateText(server)
            .Account("alice").Grant("alice", "G2", "req2").Group("alice", "G2", "docker"))).Succeeded();

        answer.Says("ended G1");
        answer.Says("grant G2 in-force");
        Assert.True(await first.Ends());
        Assert.True(second.IsOpen, answer.ToString());
        Assert.Equal("sleep 603\nsleep 604\n", await server.Root("pgrep -u alice -a sleep | cut -d' ' -f2- | sort"));
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
        Assert.Equal("alice docker jitssh\n", (await server.Ssh("alice", "req2", Groups)).Output);
        (await server.Reconcile(new DesiredStateText(server)
            .Account("alice").Grant("alice", "G2", "req2").Group("alice", "G2", "docker"))).Says("changed 0");

        DesiredStateText Both() => new DesiredStateText(server).Account("alice")
            .Grant("alice", "G1", "req1").Group("alice", "G1", "docker").Group("alice", "G1", "adm2")
            .Grant("alice", "G2", "req2").Group("alice", "G2", "docker");
    }

    [Fact]
    public async Task Reconcile_LastGrantEnds_NothingOfThePersonIsLeftButALockedAccount()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker; echo 'alice ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/alice");
        var before = await server.Root("grep -v '^jitssh:' /etc/group; cat /etc/gshadow | grep -v '^jitssh:'; find /etc/ssh -maxdepth 1 | sort");
        await server.Sign("req1");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker"))).Succeeded();
        using var session = server.Open("alice", "req1", "nohup sleep 601 >/dev/null 2>&1 & setsid sleep 602 & sudo setsid sleep 603 & sudo env -i sleep 604 & sleep 605");
        await server.Until("[ $(pgrep -cf '^sleep 6[0-9][0-9]$') = 5 ]");

        var answer = (await server.Reconcile(new DesiredStateText(server))).Succeeded();

        answer.Says("ended G1");
        answer.SaysStartOf("account alice locked ");
        Assert.True(await session.Ends());
        Assert.Equal("", await server.Root("pgrep -af '^sleep 6[0-9][0-9]$'; pgrep -u alice"));
        Assert.Equal("alice jitssh\n0\n", await server.Root("id -Gn alice; getent shadow alice | cut -d: -f8"));
        Assert.Equal("", await server.Root("ls -A /etc/ssh/jitssh"));
        Assert.Equal(before.Replace("/etc/ssh\n", "/etc/ssh\n/etc/ssh/jitssh\n", StringComparison.Ordinal).Length + AliceLines(before),
            (await server.Root("grep -v '^jitssh:' /etc/group; cat /etc/gshadow | grep -v '^jitssh:'; find /etc/ssh -maxdepth 1 | sort")).Length);
        (await server.Reconcile(new DesiredStateText(server))).Says("changed 0");

        var again = (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G2", "req1"))).Succeeded();
        again.Says("account alice made");
        Assert.Equal("alice jitssh\n", (await server.Ssh("alice", "req1", Groups)).Output);

        static int AliceLines(string _) => "alice:x:1001:\n".Length + "alice:!::\n".Length;
    }

    [Fact]
    public async Task Reconcile_UsedAccount_TheGrantsSessionDiesAndThePersonsOwnLives()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("groupadd docker; groupadd theirs; useradd -m -p '*' -s /bin/bash -G theirs bob; echo 'bob ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/bob");
        await server.Root($"install -d -o bob -m 700 /home/bob/.ssh; echo '{(await server.PersonKey()).Trim()}' >/home/bob/.ssh/authorized_keys; chown bob /home/bob/.ssh/authorized_keys");
        var before = await server.Root("cat /etc/passwd /etc/shadow /etc/group | grep -v '^jitssh:'");
        using var own = server.Open("bob", "", "setsid nohup sleep 600 >/dev/null 2>&1 & sleep 601");
        await server.Until("[ $(pgrep -u bob -c sleep) = 2 ]");
        (await server.Reconcile(new DesiredStateText(server).Account("bob", "use")
            .Grant("bob", "G1", "req1").Group("bob", "G1", "docker").Group("bob", "G1", "theirs"))).Succeeded();
        Assert.Equal("bob docker theirs\n", (await server.Ssh("bob", "req1", Groups)).Output);
        using var granted = server.Open("bob", "req1", "setsid nohup sleep 602 >/dev/null 2>&1 & sudo setsid sleep 603 & sleep 604");
        await server.Ssh("bob", "req1", "setsid nohup sleep 605 >/dev/null 2>&1 </dev/null & true");
        await server.Until("pgrep -xf 'sleep 605' >/dev/null && pgrep -xf 'sleep 603' >/dev/null && pgrep -xf 'sleep 604' >/dev/null");

        var answer = (await server.Reconcile(new DesiredStateText(server))).Succeeded();

        answer.Says("ended G1");
        answer.Says("account bob released");
        Assert.True(await granted.Ends());
        Assert.True(own.IsOpen, answer.ToString());
        Assert.Equal("sleep 600\nsleep 601\n", await server.Root("pgrep -af '^sleep 6[0-9][0-9]$' | cut -d' ' -f2- | sort"));
        Assert.Equal(before, await server.Root("cat /etc/passwd /etc/shadow /etc/group | grep -v '^jitssh:'"));
        Assert.Equal("", await server.Root("ls -A /var/lib/jitssh/owned /etc/ssh/jitssh | grep bob"));
        Assert.Equal(0, (await server.Ssh("bob", "", "true")).Exit);
    }

    [Fact]
    public async Task Reconcile_KeepPeriodIsOver_ServerIsAsItWas()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker");
        await server.Sign("req1");
        var before = await server.Fingerprint();
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker"))).Succeeded();
        await server.Ssh("alice", "req1", "echo text >file; ln -s /etc loop; mkdir -p a/b; chmod 0 a");
        Assert.NotEqual(before, await server.Fingerprint());

        var answer = (await server.Reconcile(new DesiredStateText(server) { Keep = "0 remove", Prepared = "drop" })).Succeeded();

        answer.Says("ended G1");
        answer.Says("account alice removed");
        Assert.Equal(before, await server.Fingerprint());
        Assert.Equal("authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2\n", await server.Root("sshd -T | grep authorizedkeysfile"));
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
    }

    [Fact]
    public async Task Reconcile_KeepPeriodIsOver_ArchivesTheHomeAndFollowsNoLink()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        await server.Ssh("alice", "req1", "echo text >file; ln -s /etc/ssh loop; ln -s /etc/passwd passwd; mkfifo pipe");

        var answer = (await server.Reconcile(new DesiredStateText(server) { Keep = "0 archive", Prepared = "drop" })).Succeeded();

        answer.Says("account alice removed");
        Assert.Equal("600 root\n", await server.Root("stat -c '%a %U' /var/lib/jitssh/archive/alice-*.tar.gz"));
        var listing = await server.Root("tar -tvzf /var/lib/jitssh/archive/alice-*.tar.gz");
        Assert.Contains("./alice/loop -> /etc/ssh", listing);
        Assert.DoesNotContain("sshd_config", listing);
        Assert.Equal("yes\n", await server.Root("[ -f /etc/ssh/sshd_config ] && [ ! -e /home/alice ] && [ ! -e /home/.jitssh-alice ] && echo yes"));
    }

    [Fact]
    public async Task Reconcile_HomeWasReplacedByALink_IsLeftAlone()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        await server.Root("mv /home/alice /home/elsewhere; mkdir /srv/precious; touch /srv/precious/file; ln -s /srv/precious /home/alice");
        var answer = await server.Reconcile(new DesiredStateText(server) { Keep = "0 remove" });
        Assert.Equal("file\n", await server.Root("ls /srv/precious"));

        // The files he moved still carry his UID, so nobody else may get it.
        answer.Says("residue alice files such as /home/elsewhere");
        answer.SaysStartOf("account alice locked ");
        await server.Root("rm -r /home/elsewhere");
        (await server.Reconcile(new DesiredStateText(server) { Keep = "0 remove" })).Succeeded().Says("account alice removed");
        Assert.Equal("file\n", await server.Root("ls /srv/precious"));
    }

    [Fact]
    public async Task Reconcile_AccountIsKept_SaysWhenThereIsSomethingToDo()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        var answer = (await server.Reconcile(new DesiredStateText(server) { Keep = "500 archive" })).Succeeded();
        var locked = answer.Lines.Single(line => line.StartsWith("account alice locked ", StringComparison.Ordinal)).Split(' ')[^1];
        answer.Says($"next {long.Parse(locked, System.Globalization.CultureInfo.InvariantCulture) + 500}");
    }

    [Fact]
    public async Task Reconcile_AnswerWasLost_EndingIsAnsweredAgain()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        (await server.Reconcile(new DesiredStateText(server).Ending("alice", "G1", "req1"))).Succeeded().Says("ended G1");
        (await server.Reconcile(new DesiredStateText(server).Ending("alice", "G1", "req1"))).Succeeded().Says("ended G1");
    }
}
