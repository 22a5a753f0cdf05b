using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

[Trait("Category", "Script")]
public sealed class RefusalTests
{
    public static readonly TheoryData<string> Hostile =
    [
        "account $(touch${IFS}/pwned) refuse", "account `touch /pwned` refuse", "account alice;touch refuse", "account al'ice refuse", "account al\"ice refuse",
        "account .. refuse", "account ../alice refuse", "account -alice refuse", "account 1alice refuse", "account Alice refuse", "account älice refuse",
        "account aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa refuse", "account alice maybe", "account alice", "account alice refuse extra", "account  alice refuse",
        " account alice refuse", "account alice refuse ", "account\talice refuse", "account al*ce refuse", "account alice\\ refuse", "account alice refuse\r",
        "", "# nothing", "jitssh 1", "mode reconcile", "now 1", "generation 1", "unknown record", "end end",
        "grant alice G1 req1 1999999999 pty ssh-rsa AAAA", // no account of it
        "group alice G1 docker",
        "account a refuse\ngrant a G1 req,root 1999999999 pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req\" 1999999999 pty ssh-rsa AAAA",
        "account a refuse\ngrant a ../G1 req1 1999999999 pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 99999999999999999999 pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 0123 pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 -5 pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 pty,command=x ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 x11 ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 pty+pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 pty+ ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-dss AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA===",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa BBBB",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa AA.A",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA\ngroup a G1 ../x",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA\ngroup a G2 docker",
        "account a refuse\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA\naccount a use",
    ];

    [Fact]
    public async Task Reconcile_HostileRecord_IsRefusedWholeAndNothingIsDone()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("rm -rf /var/lib/jitssh");
        var before = await server.Fingerprint();
        foreach (var shell in (string[])["dash", "bash", "busybox sh"])
        {
            foreach (var record in Hostile.Select(row => row.Data))
            {
                var text = new DesiredStateText(server).Account("good").Grant("good", "G0", "req0").Record(record).ToString();
                var answer = await server.Reconcile(text, shell);
                Assert.True(answer.Exit == 2, $"{shell}: {record}\n{answer}");
                // That very record is what it was refused for, and not something that comes later.
                answer.SaysStartOf($"error server - bad-input record {9 + record.Split('\n').Length}: ");
                Assert.All(answer.Text, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
            }
        }

        Assert.Equal(before, await server.Fingerprint());
        Assert.Equal("", await server.Root("ls -d /pwned /var/lib/jitssh 2>/dev/null"));
    }

    [Fact]
    public async Task Reconcile_AccountWithoutAGrant_IsRefusedWhole()
    {
        await using var server = await ScriptServer.StartAsync();
        var answer = await server.Reconcile(new DesiredStateText(server).Account("alice"));
        Assert.Equal(2, answer.Exit);
        answer.SaysStartOf("error server - bad-input record 9: account alice has no grant");
    }

    [Fact]
    public async Task Reconcile_DocumentCutOffAnywhere_IsRefusedWhole()
    {
        await using var server = await ScriptServer.StartAsync();
        var before = await server.Fingerprint();
        var lines = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").ToString().Split('\n');
        for (var kept = 0; kept < lines.Length - 2; kept++)
        {
            var answer = await server.Reconcile(string.Concat(lines[..kept].Select(line => line + "\n")));
            Assert.True(answer.Exit == 2, answer.ToString());
        }

        Assert.Equal(before, await server.Fingerprint());
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public async Task Reconcile_ConnectionCutOffWhileTheScriptIsRead_DoesNothing(double part)
    {
        await using var server = await ScriptServer.StartAsync();
        var before = await server.Fingerprint();
        var script = JitSsh.Core.Servers.ServerScript.Quote(ScriptServer.ScriptText());
        var path = "/tmp/part.sh";
        await server.Root($"cat >{path} <<'END-OF-PART'\n{script[..(int)(script.Length * part)]}\nEND-OF-PART\nsh -s <{path}");
        Assert.Equal(before, await server.Fingerprint());
    }

    [Fact]
    public async Task Reconcile_OlderGeneration_IsRefused()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server) { Generation = 7 }.Account("alice").Grant("alice", "G1", "req1"))).Succeeded();
        var stale = await server.Reconcile(new DesiredStateText(server) { Generation = 6 });
        Assert.Equal(3, stale.Exit);
        stale.SaysStartOf("error server - stale-generation ");
        stale.DoesNotSay("ended");
        (await server.Reconcile(new DesiredStateText(server) { Generation = 8 })).Succeeded().Says("ended G1");
    }

    [Fact]
    public async Task Reconcile_TwoAtOnce_BothSucceedAndDoTheWorkOnce()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("groupadd docker");
        var state = new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Reconcile(state)));
        Assert.All(answers, answer => answer.Succeeded().Says("grant G1 in-force"));
        Assert.Single(answers, answer => !answer.Lines.Contains("changed 0"));
    }

    [Fact]
    public async Task Reconcile_LockIsHeld_SaysBusy()
    {
        await using var server = await ScriptServer.StartAsync();
        (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        await server.Root("flock /var/lib/jitssh/lock sleep 30 >/dev/null 2>&1 </dev/null & sleep 0.2");
        var answer = await server.Reconcile(new DesiredStateText(server));
        Assert.Equal(4, answer.Exit);
        answer.SaysStartOf("error server - busy ");
    }
}
