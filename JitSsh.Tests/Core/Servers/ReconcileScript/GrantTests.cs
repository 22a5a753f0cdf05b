using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

[Trait("Category", "Script")]
public sealed class GrantTests
{
    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    [InlineData("busybox sh")]
    public async Task Reconcile_FirstGrant_LetsThePersonIn(string shell)
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker");
        await server.Sign("req1");
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);

        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker");
        var answer = (await server.Reconcile(state, shell)).Succeeded();

        answer.Says("account alice made");
        answer.Says("grant G1 in-force");
        var (output, exit) = await server.Ssh("alice", "req1", "id -un; id -Gn | tr ' ' '\\n' | sort | xargs");
        Assert.Equal((0, "alice\nalice docker jitssh\n"), (exit, output));

        var second = (await server.Reconcile(state, shell)).Succeeded();
        second.Says("changed 0");
        second.Says("grant G1 in-force");

        using var session = server.Open("alice", "req1", "sleep 600");
        await server.Until("pgrep -u alice sleep >/dev/null");
        var end = (await server.Reconcile(new DesiredStateText(server), shell)).Succeeded();
        end.Says("ended G1");
        Assert.True(await session.Ends());
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
    }

    [Fact]
    public async Task Reconcile_Grant_AllowsOnlyWhatThePermitsSay()
    {
        await using var server = await ScriptServer.StartAsync();
        var state = new DesiredStateText(server).Account("alice")
            .Grant("alice", "G1", "req1", "none").Grant("alice", "G2", "req2", "pty+port-forwarding+agent-forwarding");
        (await server.Reconcile(state)).Succeeded();

        var lines = (await server.Root("cut -d, -f1-5 /etc/ssh/jitssh/alice; stat -c '%a %U' /etc/ssh/jitssh/alice /etc/ssh/jitssh /var/lib/jitssh")).Split('\n');
        Assert.StartsWith("restrict,cert-authority,principals=\"req1\",expiry-time=", lines[0]);
        Assert.Equal("restrict,pty,port-forwarding,agent-forwarding,cert-authority", lines[1]);
        Assert.Equal(["644 root", "755 root", "700 root"], lines[2..5]);
    }

    [Fact]
    public async Task Reconcile_GrantIsOverByTheServersClock_NothingIsPutIn()
    {
        await using var server = await ScriptServer.StartAsync();
        var before = await server.Fingerprint();
        var answer = (await server.Reconcile(new DesiredStateText(server) { Prepared = "drop" }.Account("alice").Grant("alice", "G1", "req1", minutes: -1))).Succeeded();
        answer.Says("ended G1");
        answer.DoesNotSay("in-force");
        Assert.Equal("no\n", await server.Root("id alice >/dev/null 2>&1 && echo yes || echo no"));
        Assert.DoesNotContain("alice", await server.Fingerprint());
        Assert.NotEqual("", before);
    }

    [Fact]
    public async Task Reconcile_MissingGroup_HoldsBackThatGrantAndNoOther()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Sign("req2");
        var answer = await server.Reconcile(new DesiredStateText(server)
            .Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "nosuch").Grant("alice", "G2", "req2")
            .Account("bob").Grant("bob", "G3", "req3"));

        Assert.Equal(1, answer.Exit);
        answer.Says("error grant G1 missing-group nosuch");
        answer.Says("grant G2 in-force");
        answer.Says("grant G3 in-force");
        answer.DoesNotSay("grant G1 in-force");
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
        Assert.Equal(0, (await server.Ssh("alice", "req2", "true")).Exit);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("jitadmin")]
    [InlineData("jitssh")]
    [InlineData("daemon")]
    [InlineData("nobody")]
    public async Task Reconcile_ReservedName_IsNeverTouched(string account)
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("useradd -m jitadmin; groupadd docker");
        var before = await server.Root("cat /etc/passwd /etc/shadow");
        var answer = await server.Reconcile(new DesiredStateText(server).Account(account, "use").Grant(account, "G1", "req1").Group(account, "G1", "docker"));
        Assert.Equal(1, answer.Exit);
        answer.SaysStartOf($"error account {account} name-reserved ");
        answer.DoesNotSay("in-force");
        Assert.Equal(before, await server.Root("cat /etc/passwd /etc/shadow"));
        Assert.Equal("", await server.Root("ls -A /etc/ssh/jitssh; getent group docker | cut -d: -f4 | tr -d '\\n'"));
    }

    [Fact]
    public async Task Reconcile_AccountOfSomebody_IsUsedOnlyIfThatIsAllowed()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("useradd -m -p '*' -s /bin/bash bob");
        var refused = await server.Reconcile(new DesiredStateText(server).Account("bob").Grant("bob", "G1", "req1"));
        refused.SaysStartOf("error account bob name-taken ");
        Assert.NotEqual(0, (await server.Ssh("bob", "req1", "true")).Exit);

        var used = (await server.Reconcile(new DesiredStateText(server).Account("bob", "use").Grant("bob", "G1", "req1"))).Succeeded();
        used.Says("account bob used");
        Assert.Equal(0, (await server.Ssh("bob", "req1", "true")).Exit);
    }

    [Fact]
    public async Task Reconcile_HomeOfSomebodyWhoIsGone_IsNotHandedOn()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("mkdir /home/alice; echo secret >/home/alice/letter; chown -R 1001 /home/alice");
        var answer = await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"));
        answer.SaysStartOf("error account alice account-failed /home/alice is there already");
        Assert.Equal("no\n", await server.Root("id alice >/dev/null 2>&1 && echo yes || echo no"));
    }

    [Fact]
    public async Task Reconcile_KeyPlantedInTheHome_OpensNothing()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        var planted = $"umask 077; mkdir -p .ssh; echo '{(await server.PersonKey()).Trim()}' >.ssh/authorized_keys";
        Assert.Equal(0, (await server.Ssh("alice", "req1", planted)).Exit);
        Assert.NotEqual(0, (await server.Ssh("alice", "", "true")).Exit);
    }

    [Fact]
    public async Task Reconcile_OldOpenSsh_WritesTheEndInTheServersLocalTime()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("ln -sf /usr/share/zoneinfo/America/New_York /etc/localtime");
        server.ScriptEnvironment = "JITSSH_OPENSSH=8.4";
        var until = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600;
        var answer = (await server.Reconcile(new DesiredStateText(server).Account("alice").GrantUntil("alice", "G1", "req1", until))).Succeeded();
        answer.Says("info expiry local");
        var end = await server.Root("sed 's/.*expiry-time=\"\\([0-9Z]*\\)\".*/\\1/' /etc/ssh/jitssh/alice | tr -d '\\n'");
        Assert.Equal(await server.Root($"TZ=America/New_York date -d @{until - 1} +%Y%m%d%H%M%S | tr -d '\\n'"), end);
        await server.Sign("req1");
        Assert.Equal(0, (await server.Ssh("alice", "req1", "true")).Exit);
    }

    [Theory]
    [InlineData("AllowUsers bob ops-*", "AllowUsers")]
    [InlineData("DenyUsers al*", "DenyUsers")]
    [InlineData("AllowGroups sudo", "AllowGroups")]
    [InlineData("DenyGroups jitssh", "DenyGroups")]
    public async Task Reconcile_SshdKeepsTheAccountOut_SaysWhichRule(string line, string rule)
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root($"echo '{line}' >>/etc/ssh/sshd_config");
        var answer = await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"));
        answer.SaysStartOf($"error account alice not-allowed {rule} ");
        Assert.Equal("no\n", await server.Root("id alice >/dev/null 2>&1 && echo yes || echo no"));
    }
}
