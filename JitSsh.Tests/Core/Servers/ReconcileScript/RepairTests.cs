using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

[Trait("Category", "Script")]
public sealed class RepairTests
{
    [Fact]
    public async Task Reconcile_AccountWasHalfMade_IsFinished()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("""
            groupadd --system jitssh; useradd -M -c JitSsh -p '*' alice; mkdir -p -m 700 /var/lib/jitssh/owned
            printf 'origin made\nuid -\nhome -\nreleased -\nadded \ngrant G1 req1 1999999999 1\n' >/var/lib/jitssh/owned/alice
            printf 'keys .ssh/authorized_keys .ssh/authorized_keys2\nplace drop-in\n' >/var/lib/jitssh/prepared
            """);
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded().Says("account alice made");
        Assert.Equal("/home/alice\n", (await server.Ssh("alice", "req1", "pwd")).Output);
    }

    [Fact]
    public async Task Reconcile_SomebodyDeletedTheAccount_ItIsMadeAnew()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1");
        (await server.Reconcile(state)).Succeeded();
        await server.Root("userdel alice");
        (await server.Reconcile(state)).Succeeded().Says("account alice made");
        Assert.Equal(0, (await server.Ssh("alice", "req1", "touch file")).Exit);
    }

    [Fact]
    public async Task Reconcile_SomebodyElseHasTheNameNow_IsNotTouched()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        await server.Root("userdel -r alice; useradd -m -u 1500 alice");
        var answer = await server.Reconcile(new DesiredStateText(server) { Keep = "0 remove" });
        answer.Succeeded().Says("ended G1");
        Assert.Equal("1500\n/home/alice\n", await server.Root("id -u alice; ls -d /home/alice"));
        Assert.Equal("", await server.Root("getent shadow alice | cut -d: -f8 | tr -d '\\n'"));
    }

    [Fact]
    public async Task Reconcile_GroupWasGivenByAnother_IsNeverTakenAway()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker; groupadd web");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        await server.Root("gpasswd -a alice web");
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1")
            .Group("alice", "G1", "web").Group("alice", "G1", "docker"))).Succeeded();
        (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        Assert.Equal("alice jitssh web\n", await server.Root("id -Gn alice | tr ' ' '\\n' | sort | xargs"));
    }
}
