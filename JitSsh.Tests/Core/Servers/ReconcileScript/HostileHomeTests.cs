using System.Text;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>
/// A home is its person's, and may be a trap: root writes nowhere it should not, shows nothing that is somebody else's, and waits
/// for nothing. What is outside is compared before and after.
/// </summary>
[Trait("Category", "Script")]
public sealed class HostileHomeTests
{
    private const string Secret = "words-that-nobody-may-read";

    /// <summary>What the person (or somebody with more rights) does; $h is the home, $u the account.</summary>
    private static readonly (string Name, string Commands)[] Traps =
    [
        (".ssh is a link to /etc", "ln -s /etc $h/.ssh"),
        (".ssh is a link to another home", "ln -s /home/victim/.ssh $h/.ssh"),
        (".ssh is a FIFO", "mkfifo $h/.ssh"),
        (".ssh is a file", "echo x >$h/.ssh"),
        (".ssh is another's", "mkdir -m 700 $h/.ssh; cp /srv/theirs/file $h/.ssh/authorized_keys; chown -R victim $h/.ssh"),
        ("authorized_keys is a FIFO", "mkdir $h/.ssh; mkfifo -m 666 $h/.ssh/authorized_keys"),
        ("authorized_keys is a directory", "mkdir -p $h/.ssh/authorized_keys"),
        ("authorized_keys is a link to /etc/shadow", "mkdir $h/.ssh; ln -s /etc/shadow $h/.ssh/authorized_keys"),
        ("authorized_keys is a link to another's keys", "mkdir $h/.ssh; ln -s /home/victim/.ssh/authorized_keys $h/.ssh/authorized_keys"),
        ("authorized_keys is a loop", "mkdir $h/.ssh; ln -s authorized_keys $h/.ssh/authorized_keys"),
        ("authorized_keys is a device that never ends", "mkdir $h/.ssh; ln -s /dev/zero $h/.ssh/authorized_keys"),
        ("authorized_keys is full of control characters", "mkdir $h/.ssh; printf 'ssh-ed25519 \\033]0;x\\007\\r\\0 AAAA\\nssh-rsa \\377\\376 \\033[2J\\n' >$h/.ssh/authorized_keys"),
        ("units are a link loop", "mkdir -p $h/.config/systemd; ln -s user $h/.config/systemd/user"),
        ("units are a link to another home", "mkdir -p $h/.config/systemd; ln -s /home/victim/units $h/.config/systemd/user"),
        ("units are FIFOs with strange names", "mkdir -p $h/.config/systemd/user; mkfifo \"$h/.config/systemd/user/$(printf 'a\\nclean bob\\033[2J').service\" $h/.config/systemd/user/b.timer"),
        ("names of every kind", """
            long=$(head -c 255 /dev/zero | tr '\0' l)
            (cd $h; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir $long && cd $long; done)
            (cd $h; touch -- "-rf" "$(printf 'a\nb')" "$(printf '\nreceipt 1 clean alice')" "$(printf '\033[2J\033]0;x\007')" "$(printf '\001\177\377\376')" '$(touch /tmp/pwned)' '`touch /tmp/pwned`' ';touch /tmp/pwned' ' ' '*' '\' "'" '"')
            cp /bin/true "$h/$(printf 'set\nuid-file\033[31m')"; chown $u "$h/$(printf 'set\nuid-file\033[31m')"; chmod 4755 "$h/$(printf 'set\nuid-file\033[31m')"
            """),
        ("links to everywhere", "ln -s / $h/root; ln -s /srv/theirs $h/theirs; ln -s /home/victim $h/victim; ln /srv/theirs/file $h/hard 2>/dev/null; ln -s .. $h/up"),
        ("nobody may look into it", "mkdir -p $h/d/e; chmod 0 $h/d $h"),
        ("it is gone", "rm -rf $h"),
        ("it is a link to another's directory", "rm -rf $h; ln -s /srv/theirs $h"),
        ("it is a link to another home", "rm -rf $h; ln -s /home/victim $h"),
        ("it is a FIFO", "rm -rf $h; mkfifo $h; chown $u $h"),
        ("it is a file", "rm -rf $h; echo x >$h; chown $u $h"),
        ("it is another's", "chown victim $h"),
    ];

    [Fact]
    public async Task HomeIsATrap_NothingOutsideIsTouchedAndNothingHangs()
    {
        await using var server = await StartAsync();
        var problems = new List<string>();
        var told = new StringBuilder();
        foreach (var (name, commands) in Traps)
        {
            var outside = await Outside(server);
            await server.Root("useradd -m -p '*' bob");
            (await Within(server, Granted(server))).Succeeded();
            foreach (var account in (string[])["alice", "bob"])
            {
                await server.Root($"u={account} h=/home/{account}\n{commands}\n[ -L $h ] || [ \"$(stat -c %U $h 2>/dev/null)\" != root ] || chown $u $h\nfor mine in $h/.ssh $h/.ssh/authorized_keys $h/.config $h/.config/systemd; do [ \"$(stat -c %U $mine 2>/dev/null)\" != root ] || [ -L ${{mine%/*}} ] || chown -h $u $mine; done");
            }

            var answers = new List<ScriptAnswer>
            {
                await Within(server, Granted(server).Grant("alice", "G3", "req3").Grant("bob", "G4", "req4")),
                await Within(server, new DesiredStateText(server)),
                await Within(server, new DesiredStateText(server) { Keep = "0 archive" }),
                await Within(server, new DesiredStateText(server)),
            };

            var all = string.Concat(answers.Select(a => a.Text + "\n"));
            Expect(answers[0].Lines.Contains("grant G3 in-force"), "access goes on");
            Expect(answers[1].Lines.Contains("ended G1") && answers[1].Lines.Contains("ended G2"), "access ends");
            Expect(!all.Contains(Secret, StringComparison.Ordinal) && !all.Contains(await VictimsKey(server), StringComparison.Ordinal), "nothing of another person's is shown");
            Expect(all.All(c => c is '\n' or (>= ' ' and <= '~')) && !answers[^1].Lines.Contains("receipt 1 clean alice"), "only printable lines, none of them forged");

            // Whatever was not a home stays, and is named: the rest is for somebody to look at.
            await server.Root("userdel -r bob; rm -rf /home/bob /home/alice; groupdel bob");
            if (await server.Root("getent passwd alice") != "")
            {
                Expect(answers[2].Lines.Any(l => l.StartsWith("error account alice ", StringComparison.Ordinal)), "an account that stays has its reason");
                Expect((await Within(server, new DesiredStateText(server) { Keep = "0 remove" })).Lines.Contains("account alice removed"), "the account goes once the reason has gone");
            }

            await server.Root("rm -rf /var/lib/jitssh/archive /var/lib/jitssh/search /var/lib/jitssh/left");
            var after = await Outside(server);
            Expect(outside == after, $"nothing outside changes\n{Difference(outside, after)}");

            void Expect(bool isTrue, string what)
            {
                if (!isTrue)
                {
                    problems.Add($"{name}: expected that {what}");
                    told.Append(name).Append('\n').AppendLine(all);
                }
            }
        }

        Assert.True(problems.Count == 0, $"{string.Join('\n', problems)}\n\n{told}");
        Assert.Equal("", await server.Root("ls -d /tmp/pwned 2>/dev/null"));
    }

    /// <summary>The search goes through the whole of the file systems, the home with the strange names among it.</summary>
    [Fact]
    public async Task Search_HomesFullOfStrangeNames_EveryFindIsOneLine()
    {
        await using var server = await StartAsync();
        await server.Root("useradd -m -p '*' bob");
        (await Within(server, Granted(server))).Succeeded();
        var names = Traps.Single(t => t.Name == "names of every kind").Commands;
        await server.Root($"u=alice h=/home/alice; {names}\nu=bob h=/home/bob; {names}\nd=\"/srv/$(printf 'x\\nclean alice\\033[2J')\"; touch \"$d\"; chown alice \"$d\"");

        await Within(server, new DesiredStateText(server));
        await server.Collect("alice");
        var answer = await server.Collect("bob");

        answer.SaysStartOf("residue alice setuid-file /home/alice/set");
        answer.SaysStartOf("residue bob setuid-file /home/bob/set");
        answer.SaysStartOf("residue alice files such as /srv/x");
        Assert.DoesNotContain(answer.Lines, l => l.StartsWith("clean ", StringComparison.Ordinal));
        Assert.DoesNotContain(answer.Text.Replace("\n", "", StringComparison.Ordinal), c => c is < ' ' or > '~');
        Assert.Equal("", await server.Root("ls -d /tmp/pwned 2>/dev/null"));
    }

    /// <summary>What is found may be taken for an order to remove it: a name with a new line in it must not look like two files.</summary>
    [Fact]
    public async Task Search_NameWithANewLine_DoesNotNameAnotherFile()
    {
        await using var server = await StartAsync();
        (await Within(server, Granted(server, "alice"))).Succeeded();
        await server.Root("""
            mkdir -p "/home/alice/$(printf 'x\n')/usr/bin" "/home/alice/x"; d="$(printf '/home/alice/x\n/usr/bin')"; mkdir -p "$d"; cp /bin/true "$d/passwd"
            chown -R alice /home/alice; chmod 4755 "$d/passwd"
            mkdir -p /var/spool/cron/atjobs; job="$(printf '/var/spool/cron/atjobs/a\n')"; mkdir -p "$job/etc"; : >"$(printf '/var/spool/cron/atjobs/a\n.b')"; chown -R alice /var/spool/cron/atjobs/*
            """);
        await Within(server, new DesiredStateText(server));
        var answer = await server.Collect("alice");
        Assert.Contains(answer.Lines, l => l.StartsWith("residue alice setuid-file /home/alice/x", StringComparison.Ordinal));
        Assert.DoesNotContain("residue alice setuid-file /usr/bin/passwd", answer.Lines);
        Assert.DoesNotContain("residue alice at-job .b", answer.Lines);
    }

    [Fact]
    public async Task Remove_HomeHoldsWhatCannotBeRemoved_SaysSoAndIsTakenUpAgain()
    {
        await using var server = await StartAsync();
        (await Within(server, Granted(server, "alice"))).Succeeded();
        await server.Root("mkdir /home/alice/.ssh; touch /home/alice/.ssh/authorized_keys; chown -R alice /home/alice/.ssh; chattr +i /home/alice/.ssh/authorized_keys /home/alice/.ssh");
        Assert.SkipWhen(await server.Root("lsattr -d /home/alice/.ssh 2>/dev/null | cut -c 5 | tr -d '\\n'") != "i", "this file system has no immutable files");

        (await Within(server, new DesiredStateText(server))).Says("ended G1");
        var answer = await Within(server, new DesiredStateText(server) { Keep = "0 remove" });

        Assert.Equal(1, answer.Exit);
        answer.SaysStartOf("error account alice remove-failed ");
        Assert.Contains(answer.Lines, l => l.StartsWith("error account alice ", StringComparison.Ordinal) && l.Contains(".ssh", StringComparison.Ordinal));
        Assert.NotEqual("", await server.Root("getent passwd alice")); // its uid is not free yet
        await server.Root("chattr -R -i /home/.jitssh-alice /home/alice");
        (await Within(server, new DesiredStateText(server) { Keep = "0 remove" })).Succeeded().Says("account alice removed");
        Assert.Equal("", await server.Root("ls -A /home | grep alice"));
    }

    private static async Task<ScriptServer> StartAsync()
    {
        var server = await ScriptServer.StartAsync();
        await server.Root($"""
            mkdir -m 755 /srv/theirs; echo '{Secret}' >/srv/theirs/file; chmod 600 /srv/theirs/file
            useradd -m victim; mkdir -m 755 /home/victim/.ssh /home/victim/units; chmod 755 /home/victim
            ssh-keygen -q -t ed25519 -N '' -C '{Secret}' -f /srv/theirs/key; cp /srv/theirs/key.pub /home/victim/.ssh/authorized_keys
            echo '{Secret}' >/home/victim/units/{Secret}.service
            chown -R victim /home/victim
            for hidden in /root /work /usr/share /usr/include /usr/lib/google-cloud-sdk /usr/lib/python3; do [ ! -d $hidden ] || mount -t tmpfs tmpfs $hidden; done
            """);
        (await server.Reconcile(new DesiredStateText(server))).Succeeded();
        return server;
    }

    private static DesiredStateText Granted(ScriptServer server, params string[] accounts)
    {
        var state = new DesiredStateText(server);
        foreach (var (account, i) in (accounts.Length > 0 ? accounts : ["alice", "bob"]).Select((a, i) => (a, i + 1)))
        {
            state.Account(account, "use").Grant(account, $"G{i}", $"req{i}");
        }

        return state;
    }

    private static Task<ScriptAnswer> Within(ScriptServer server, DesiredStateText state) => server.Reconcile(state).WaitAsync(TimeSpan.FromSeconds(60));

    private static async Task<string> VictimsKey(ScriptServer server) => (await server.Root("ssh-keygen -lf /srv/theirs/key.pub | cut -d ' ' -f 2")).Trim();

    private static Task<string> Outside(ScriptServer server) => server.Root("""
        find /etc /srv /home /usr/local /var/spool /var/mail /var/lib/jitssh -xdev ! -path '/etc/*-' ! -path '/var/lib/jitssh/*' ! -path '/etc/sub?id' \
          ! -path '/etc/passwd' ! -path '/etc/group' ! -path '/etc/shadow' ! -path '/etc/gshadow' -type d -printf '%p %m %U %G\n' -o ! -type d \
          ! -path '/var/lib/jitssh/*' ! -path '/etc/*-' -printf '%p %y %m %U %G %s %l\n' | sort
        cat /etc/passwd /etc/group | sort; cut -d : -f 1,2,8 /etc/shadow
        find /srv /home/victim /etc/ssh -type f -exec sha256sum {} + | sort
        """);

    private static string Difference(string before, string after) =>
        string.Join('\n', before.Split('\n').Except(after.Split('\n')).Select(l => "- " + l).Concat(after.Split('\n').Except(before.Split('\n')).Select(l => "+ " + l)));
}
