using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>A file system that is full, under each of the places that the script writes to: nobody gets in who should not, whoever must go goes, and the error says what is wrong.</summary>
[Trait("Category", "Script")]
public sealed class FullDiskTests
{
    [Theory]
    [InlineData("/var/lib/jitssh")]
    [InlineData("/etc/ssh")]
    public async Task Grant_NoSpaceLeft_NobodyGetsInAndTheErrorSaysSo(string directory)
    {
        await using var server = await StartAsync();
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker");
        await FillAsync(server, directory);
        var configuration = await Configuration(server);

        var answer = await server.Reconcile(state).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, answer.Exit);
        answer.DoesNotSay("grant G1 in-force");
        Assert.True(answer.Lines.Any(l => l.StartsWith("error ", StringComparison.Ordinal) && l.Contains(" disk-full ", StringComparison.Ordinal)), answer.ToString());
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
        Assert.Equal(configuration, await Configuration(server));
        Assert.Equal("", await server.Root("find /etc/ssh /var/lib/jitssh -name '.*.new'"));

        await server.Root($"rm -r {directory}/filler");
        (await server.Reconcile(state)).Succeeded().Says("grant G1 in-force");
        Assert.Equal(0, (await server.Ssh("alice", "req1", "true")).Exit);
    }

    [Theory]
    [InlineData("/var/lib/jitssh")]
    [InlineData("/etc/ssh")]
    [InlineData("/home")]
    public async Task End_NoSpaceLeft_AccessEndsAllTheSame(string directory)
    {
        await using var server = await StartAsync();
        (await server.Reconcile(new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker"))).Succeeded();
        await FillAsync(server, directory);
        using var session = server.Open("alice", "req1", "setsid sleep 601 & sleep 602");
        await server.Until("[ $(pgrep -u alice -c sleep) = 2 ]");

        var answer = await server.Reconcile(new DesiredStateText(server)).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(await session.Ends(), answer.ToString());
        Assert.Equal("", await server.Root("pgrep -u alice; ls /etc/ssh/jitssh"));
        Assert.NotEqual(0, (await server.Ssh("alice", "req1", "true")).Exit);
        Assert.True((await server.Root("id -Gn alice")).Trim() == "alice jitssh", answer.ToString());
        Assert.True((await server.Root("getent shadow alice | cut -d: -f8")).Trim() == "0", answer.ToString());
        Assert.True(answer.Exit == 0 || answer.Lines.Any(l => l.StartsWith("error ", StringComparison.Ordinal) && l.Contains(" disk-full ", StringComparison.Ordinal)), answer.ToString());

        await server.Root($"rm -r {directory}/filler");
        (await server.Reconcile(new DesiredStateText(server).Ending("alice", "G1", "req1"))).Succeeded().Says("ended G1");
    }

    [Fact]
    public async Task Grant_NoSpaceLeftForTheHome_IsDoneOrSaidAndMendedLater()
    {
        await using var server = await StartAsync();
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1");
        await FillAsync(server, "/home");
        var answer = await server.Reconcile(state).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(answer.Exit == 1, answer.ToString());
        answer.SaysStartOf("error account alice disk-full ");
        answer.DoesNotSay("grant G1 in-force");

        await server.Root("rm -r /home/filler");
        (await server.Reconcile(state)).Succeeded().Says("grant G1 in-force");
        Assert.Equal("alice\n", (await server.Ssh("alice", "req1", "touch file; stat -c %U file")).Output);
    }

    private static async Task<ScriptServer> StartAsync()
    {
        var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("groupadd docker");
        (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        return server;
    }

    /// <summary>A small file system of its own there, with what was there, full to the last byte.</summary>
    private static Task FillAsync(ScriptServer server, string directory) => server.Root($$"""
        cp -a {{directory}} /run/kept; mount -t tmpfs -o "size=1500k,mode=755,nr_inodes=$(($(find {{directory}} | wc -l) + 21))" tmpfs {{directory}}; cp -a /run/kept/. {{directory}}/
        mkdir {{directory}}/filler; dd if=/dev/zero of={{directory}}/filler/0 bs=1k 2>/dev/null; dd if=/dev/zero of={{directory}}/filler/0 bs=1 oflag=append conv=notrunc 2>/dev/null
        for i in $(seq 30); do mkdir {{directory}}/filler/d$i 2>/dev/null; done
        """);

    private static Task<string> Configuration(ScriptServer server) => server.Root("find /etc/ssh -type f ! -path '*/filler/*' -exec sha256sum {} + | sort; sshd -t 2>&1");
}
