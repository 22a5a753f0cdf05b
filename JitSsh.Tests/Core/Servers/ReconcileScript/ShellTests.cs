using System.Globalization;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>
/// The whole life of an access under every shell that a server may have as /bin/sh, and with busybox in place of the usual tools.
/// What busybox does not have (useradd and its kin, getent, flock, su, ssh) stays the server's own.
/// </summary>
[Trait("Category", "Script")]
public sealed class ShellTests
{
    private const string Applets = "find grep egrep sed cut tr stat sleep date ls head tail df du tar gzip sync setsid timeout env mv rm mkdir rmdir readlink id cat xargs renice uname chmod sort wc basename dirname printf test [ kill nohup mktemp touch ln cp";

    [Theory]
    [InlineData("dash", false)]
    [InlineData("bash", false)]
    [InlineData("busybox", false)]
    [InlineData("busybox", true)]
    public async Task Life_UnderThisShell_IsAsUnderAnyOther(string shell, bool tools)
    {
        await using var server = await StartAsync(shell, tools);
        await server.Sign("req1");
        await server.Sign("req2");
        var start = await Accounts(server);
        var run = shell == "busybox" ? "busybox sh" : shell;

        // A grant, and another that overlaps it.
        var both = (await server.Reconcile(State().Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker").Group("alice", "G1", "web")
            .Grant("alice", "G2", "req2").Group("alice", "G2", "docker").Account("bob", "use").Grant("bob", "G3", "req1"), run)).Succeeded();
        both.Says("grant G1 in-force");
        both.Says("grant G3 in-force");
        Assert.Equal(0, (await server.Ssh("alice", "req1", "true")).Exit);
        using var first = server.Open("alice", "req1", "setsid nohup sleep 601 >/dev/null 2>&1 & sudo setsid sleep 602 & sleep 603");
        using var second = server.Open("alice", "req2", "sleep 604");
        using var third = server.Open("bob", "req1", "setsid nohup sleep 605 >/dev/null 2>&1 & sleep 606");
        await server.Until($"[ \"$({Sleepers} | wc -l)\" = 6 ]");

        // The first of the two ends, and the one on the account that was there.
        var end = (await server.Reconcile(State().Account("alice").Grant("alice", "G2", "req2").Group("alice", "G2", "docker"), run)).Succeeded();
        end.Says("ended G1");
        end.Says("ended G3");
        end.Says("account bob released");
        Assert.True(await first.Ends() && await third.Ends(), end.ToString());
        Assert.True(second.IsOpen, end.ToString());
        Assert.Equal("sleep 604\n", await server.Root(Sleepers));
        Assert.Equal("alice docker jitssh\n", await server.Root("id -Gn alice | tr ' ' '\\n' | sort | xargs"));
        Assert.Contains(end.Receipts(), r => r.Any(l => l.StartsWith("session alice ", StringComparison.Ordinal)) && r.Contains("ended G1"));

        // The last one ends by the server's own timer.
        var until = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 8;
        (await server.Reconcile(State().Account("alice").GrantUntil("alice", "G2", "req2", until).Group("alice", "G2", "docker"), run)).Succeeded().Says($"info armed {until}");
        Assert.True(second.IsOpen);
        var gone = (await server.Root("i=0; while pgrep -xf 'sleep 604' >/dev/null && [ $i -lt 1000 ]; do sleep 0.02; i=$((i + 1)); done; /usr/bin/date.real +%s.%N 2>/dev/null || date +%s.%N")).Trim();
        Assert.InRange(double.Parse(gone, CultureInfo.InvariantCulture) - until, 0, 10);
        await server.Until("[ ! -e /etc/ssh/jitssh/alice ] && [ \"$(getent shadow alice | cut -d: -f8)\" = 0 ] && ! flock -n /var/lib/jitssh/lock false || false");

        // What was left is found, and said in the receipts.
        await server.Root("cp /bin/true /home/alice/x; chown alice /home/alice/x; chmod 4755 /home/alice/x; mkdir -p /var/spool/cron/crontabs; echo '* * * * * true' >/var/spool/cron/crontabs/alice; touch /tmp/hers; chown alice /tmp/hers; rm -f /var/lib/jitssh/search/alice");
        var left = await CollectAsync(server, run);
        left.Says("residue alice setuid-file /home/alice/x");
        left.Says("residue alice crontab /var/spool/cron/crontabs/alice");
        Assert.Contains(left.Receipts(), r => r[0].EndsWith(" timer", StringComparison.Ordinal) && r.Contains("ended G2"));

        // The account goes, its home into an archive.
        await server.Root("echo letter >/home/alice/letter");
        var removed = (await server.Reconcile(State("0 archive", "drop"), run)).Succeeded();
        removed.Says("account alice removed");
        Assert.Contains("./alice/letter", await server.Root("tar -tzf /var/lib/jitssh/archive/alice-*.tar.gz"));
        Assert.Equal("", await server.Root("ls -d /home/alice /home/.jitssh-alice /tmp/hers /var/spool/cron/crontabs/alice /etc/ssh/jitssh /etc/ssh/sshd_config.d/50-jitssh.conf 2>/dev/null"));
        Assert.Equal("archive\n", await server.Root("ls -A /var/lib/jitssh"));
        Assert.Equal(start, await Accounts(server));

        DesiredStateText State(string keep = "2592000 archive", string prepared = "keep") => new(server) { Keep = keep, Prepared = prepared };
    }

    private const string Sleepers = "pgrep -af '^sleep 60[0-9]$' | cut -d ' ' -f 2- | sort";

    private static async Task<ScriptServer> StartAsync(string shell, bool tools)
    {
        var server = await ScriptServer.StartAsync();
        await server.Root($$"""
            groupadd docker; groupadd web; useradd -m -p '*' -s /bin/bash bob; echo 'alice ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/alice
            for hidden in /root /work /usr/share /usr/include /usr/lib/google-cloud-sdk /usr/lib/python3; do [ ! -d $hidden ] || mount -t tmpfs tmpfs $hidden; done
            ln -sf /usr/bin/{{shell}} /usr/bin/sh.new && mv -f /usr/bin/sh.new /usr/bin/sh
            """);
        Assert.Equal($"/usr/bin/{shell}\n", await server.Root("readlink -f /bin/sh"));
        if (tools)
        {
            await server.Root($$"""
                cp /usr/bin/date /usr/bin/date.real; cp /usr/bin/setsid /usr/bin/nohup /usr/bin/sleep /usr/local/bin/ # the sessions' own: busybox's show their callers' command line
                for applet in {{Applets}}; do busybox ln -sf /usr/bin/busybox "/usr/bin/$applet.new" && busybox mv -f "/usr/bin/$applet.new" "/usr/bin/$applet"; busybox rm -f "/usr/sbin/$applet"; done
                """);
            Assert.Equal("/usr/bin/busybox\n", await server.Root("busybox readlink -f /usr/bin/find"));
        }

        return server;
    }

    private static async Task<ScriptAnswer> CollectAsync(ScriptServer server, string shell)
    {
        for (var i = 0; i < 100; i++)
        {
            var answer = (await server.Reconcile(new DesiredStateText(server), shell)).Succeeded();
            if (!answer.Lines.Contains("scanning alice"))
            {
                return answer;
            }

            await server.Root("sleep 0.2");
        }

        throw new TimeoutException("The search did not end.");
    }

    private static Task<string> Accounts(ScriptServer server) => server.Root("sort /etc/passwd /etc/group; cut -d : -f 1,2,8 /etc/shadow | sort");
}
