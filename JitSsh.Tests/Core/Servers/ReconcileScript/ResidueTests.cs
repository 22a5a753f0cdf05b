using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>Each kind of thing that a person may leave behind, really made by that person, found, and what becomes of it when the account goes.</summary>
[Trait("Category", "Script")]
public sealed class ResidueTests
{
    [Fact]
    public async Task End_PersonLeftOneOfEachKind_EachIsNamedUntilItIsGone()
    {
        await using var server = await StartAsync();
        (await server.Reconcile(Granted(server))).Succeeded();
        await server.Root("/usr/sbin/atd 2>/dev/null; mkdir -p /var/lib/systemd/linger; touch /var/lib/systemd/linger/alice; mkdir -p /srv/shared; chmod 1777 /srv/shared; printf '#!/bin/sh\\n' >/srv/shared/keep");
        var left = await server.Ssh("alice", "req1", """
            echo true | at now + 1 day 2>&1; echo '* * * * * true' | crontab - 2>&1
            mkdir -p ~/.config/systemd/user; printf '[Timer]\nOnCalendar=daily\n' >~/.config/systemd/user/back.timer
            cp /bin/true ~/both; chmod 6755 ~/both; cp /bin/true ~/group; chmod g+s ~/group; touch /srv/shared/file
            touch /tmp/hers "/var/tmp/hers too"; mkdir -p /dev/shm/d/e; touch /dev/shm/d/e/f
            """);
        Assert.True(left.Exit == 0, left.Output);
        // Not every machine has an at or a cron that works: then what they would have written stands in for it.
        await server.Root("""
            mkdir -p /var/spool/cron/atjobs /var/spool/cron/crontabs
            [ -n "$(find /var/spool/cron/atjobs -type f -user alice)" ] || { echo true >/var/spool/cron/atjobs/a00001; chown alice /var/spool/cron/atjobs/a00001; }
            [ -f /var/spool/cron/crontabs/alice ] || { echo '* * * * * true' >/var/spool/cron/crontabs/alice; chown alice /var/spool/cron/crontabs/alice; }
            """);

        (await server.Reconcile(new DesiredStateText(server))).Succeeded().Says("ended G1");
        var answer = await server.Collect("alice");

        answer.SaysStartOf("residue alice at-job /var/spool/cron/atjobs/");
        answer.Says("residue alice crontab /var/spool/cron/crontabs/alice");
        answer.Says("residue alice user-unit .config/systemd/user/back.timer");
        answer.Says("residue alice setuid-file /home/alice/both");
        answer.Says("residue alice setuid-file /home/alice/group");
        answer.SaysStartOf("residue alice files such as /");
        answer.DoesNotSay("clean alice");
        Assert.Contains(answer.Receipts(), r => r.Any(l => l.StartsWith("residue alice at-job ", StringComparison.Ordinal)));
        Assert.Equal("", await server.Root("ls -A /var/lib/systemd/linger | grep alice"));

        // One after the other is put away.
        await server.Root("rm /home/alice/both /home/alice/.config/systemd/user/back.timer; find /var/spool/cron/atjobs -user alice -delete; rm -f /var/lib/jitssh/search/alice");
        var less = await server.Collect("alice");
        Assert.DoesNotContain(less.Lines, l => l.StartsWith("residue alice at-job ", StringComparison.Ordinal) || l.StartsWith("residue alice user-unit ", StringComparison.Ordinal));
        Assert.DoesNotContain("residue alice setuid-file /home/alice/both", less.Lines);
        less.Says("residue alice setuid-file /home/alice/group");
    }

    [Fact]
    public async Task Linger_OnAUsedAccount_IsNamedAndNotTaken()
    {
        await using var server = await StartAsync();
        await server.Root("useradd -m -p '*' bob; useradd -m -p '*' carol; mkdir -p /var/lib/systemd/linger; touch /var/lib/systemd/linger/carol");
        (await server.Reconcile(new DesiredStateText(server).Account("bob", "use").Grant("bob", "G1", "req1").Account("carol", "use").Grant("carol", "G2", "req1"))).Succeeded();
        await server.Root("touch /var/lib/systemd/linger/bob");
        var answer = (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        answer.SaysStartOf("residue bob linger ");
        answer.DoesNotSay("residue carol linger"); // it lingered before
        Assert.Equal("bob\ncarol\n", await server.Root("ls /var/lib/systemd/linger | sort"));
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("remove")]
    public async Task Remove_FileOutsideTheHomeCarriesTheUid_AccountStaysUntilItIsGone(string home)
    {
        await using var server = await StartAsync();
        (await server.Reconcile(Granted(server))).Succeeded();
        var uid = (await server.Root("id -u alice")).Trim();
        await server.Root("mkdir -p /srv/shared; touch /srv/shared/file; ln -s nowhere /srv/shared/link; chown -h alice /srv/shared/file /srv/shared/link; echo letter >/home/alice/letter; touch /tmp/hers; mkdir -p /dev/shm/d/e; touch /dev/shm/d/e/f '/var/tmp/a b'; chown -R alice /tmp/hers /dev/shm/d '/var/tmp/a b'; mkdir -p /var/spool/cron/crontabs; echo x >/var/spool/cron/crontabs/alice; chown alice /var/spool/cron/crontabs/alice");

        foreach (var file in (string[])["file", "link"])
        {
            // Access is over all the same: what is left is no failure of its end.
            var refused = (await server.Reconcile(Gone())).Succeeded();
            refused.SaysStartOf("residue alice files such as /srv/shared/");
            refused.SaysStartOf("account alice locked ");
            Assert.Equal("0", (await server.Root("getent shadow alice | cut -d: -f8")).Trim());
            Assert.Equal("/home/alice/letter\n", await server.Root("ls /home/alice/letter"));

            // Whoever comes next gets another UID.
            await server.Reconcile(new DesiredStateText(server) { Keep = $"0 {home}" }.Account("carol").Grant("carol", "G2", "req1"));
            Assert.NotEqual(uid, (await server.Root("id -u carol")).Trim());
            await server.Root($"rm /srv/shared/{file}");
        }

        (await server.Reconcile(Gone())).Succeeded().Says("account alice removed");
        Assert.Equal("", await server.Root("getent passwd alice; ls -d /home/alice /home/.jitssh-alice /tmp/hers /dev/shm/d '/var/tmp/a b' /var/spool/cron/crontabs/alice 2>/dev/null"));
        Assert.Equal(home == "archive" ? "600 root root\n./alice/letter\n" : "", await server.Root("cd /var/lib/jitssh/archive 2>/dev/null && stat -c '%a %U %G' alice-* && tar -tzf alice-* | grep letter"));

        DesiredStateText Gone() => new(server) { Keep = $"0 {home}" };
    }

    private static async Task<ScriptServer> StartAsync()
    {
        var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root("for hidden in /root /work /usr/share /usr/include /usr/lib/google-cloud-sdk /usr/lib/python3; do [ ! -d $hidden ] || mount -t tmpfs tmpfs $hidden; done");
        return server;
    }

    private static DesiredStateText Granted(ScriptServer server) => new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1");
}
