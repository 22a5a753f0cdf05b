using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>
/// Names, groups, keys, principals and whatever else is text: the encoder refuses it, the script refuses what the encoder would
/// never have sent, and what comes from the server itself is said on one printable line. Nothing is executed.
/// </summary>
[Trait("Category", "Script")]
public sealed partial class HostileTextTests
{
    private const string Pwned = "/tmp/pwned";

    private static readonly string[] HandPicked =
    [
        $"$(touch {Pwned})", $"$(touch${{IFS}}{Pwned})", $"`touch {Pwned}`", $";touch {Pwned}", $"x;touch${{IFS}}{Pwned}", $"x\ntouch {Pwned}", $"'\ntouch {Pwned}\n'", $"\"; touch {Pwned} #", $"|touch {Pwned}", $"&touch {Pwned}&",
        "END-OF-DESIRED-STATE", $"x\nEND-OF-DESIRED-STATE\ntouch {Pwned}", "\nend\n", "'", "\"", "''", "\\", "\\\n", "\0", "a\0b", "../x", "../../etc/passwd", "/etc/shadow", "..", ".", " ", "  ", " a", "a ", "a b", "\t", "\r", "a\rb",
        "-rf", "--help", "-", "--", "*", "?", "[a-z]", "~", "~root", "{a,b}", "${HOME}", "$HOME", "$((1/0))", "%s%n", "%n", "!", "#", "# x", "<(id)", ">/tmp/pwned", "a,b", "req1,root", "req1\" ssh-rsa AAAA", "req1\",command=\"id",
        "\u001b[2J", "\u001b]0;x\u0007", "\u009b31m", "\u007f", "\b\b\b", "älice", "аlice", "a\u202eb", "\u2028", "\ufeff", "🙂", "a\u0000\u0001", "root:x:0:0", "a:b", new('a', 4096), new('a', 5000), "a" + new string('/', 4097), "Infinity", "0x10", "1e9", "-1", "+1", "08", "9999999999999", "1 2",
    ];

    /// <summary>A document with a place in each kind of field, and what is legal there.</summary>
    private static readonly (string Record, Regex Legal)[] Fields =
    [
        ("account {0} refuse", Name()), ("account a {0}", Policy()),
        ("account a use\ngrant {0} G1 req1 1999999999 pty ssh-rsa AAAA", Nothing()), ("account a use\ngrant a {0} req1 1999999999 pty ssh-rsa AAAA", Id()),
        ("account a use\ngrant a G1 {0} 1999999999 pty ssh-rsa AAAA", Id()), ("account a use\ngrant a G1 req1 {0} pty ssh-rsa AAAA", Number()),
        ("account a use\ngrant a G1 req1 1999999999 {0} ssh-rsa AAAA", Nothing()), ("account a use\ngrant a G1 req1 1999999999 pty {0} AAAA", Nothing()),
        ("account a use\ngrant a G1 req1 1999999999 pty ssh-rsa {0}", Nothing()), ("account a use\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA{0}", Base64()),
        ("account a use\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA {0}", Nothing()), // a comment has no place
        ("account a use\ngrant a G1 req1 1999999999 pty ssh-rsa AAAA\ngroup a G1 {0}", Name()),
        ("ending {0} G1 req1 expired", Name()), ("ending a {0} req1 expired", Id()), ("ending a G1 {0} expired", Id()), ("ending a G1 req1 {0}", Nothing()),
        ("seen {0}", Number()), ("portal {0}", Nothing()), ("portal https://{0}", Address()), ("{0}", Nothing()), ("{0} a refuse", Nothing()),
    ];

    [Fact]
    public async Task Document_AnyTextInAnyField_IsRefusedWholeAndNothingIsTouched()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Root("rm -rf /var/lib/jitssh");
        var before = await server.Fingerprint();
        var texts = HandPicked.Concat(ArbMap.Default.GeneratorFor<string>().Where(t => !string.IsNullOrEmpty(t)).Sample(40)).ToArray();
        var documents = (from field in Fields
                         from text in texts
                         where !field.Legal.IsMatch(text)
                         let record = field.Record.Replace("{0}", text, StringComparison.Ordinal)
                         where !record.StartsWith("\nend\n", StringComparison.Ordinal)
                         select new DesiredStateText(server).Record(record).ToString()).ToArray();
        foreach (var shell in (string[])["dash", "bash", "busybox sh"])
        {
            var answers = await FeedAsync(server, documents, shell);
            Assert.Equal(documents.Length, answers.Count);
            var wrong = documents.Zip(answers).Where(d => d.Second.Exit != 2 || !d.Second.Text.Contains("error server - bad-input ", StringComparison.Ordinal)
                || !d.Second.Text.EndsWith("\ndone\n", StringComparison.Ordinal) || d.Second.Text.Any(c => c is not '\n' and (< ' ' or > '~'))).ToArray();
            Assert.True(wrong.Length == 0, $"{shell}: {wrong.Length} of {documents.Length}, such as\n{string.Join("\n---\n", wrong.Take(5).Select(w => Shown(w.First) + "\n=> " + w.Second))}");
        }

        Assert.Equal(before, await server.Fingerprint());
        Assert.Equal("", await server.Root($"ls -d {Pwned} /pwned /var/lib/jitssh 2>/dev/null"));
    }

    [Fact]
    public void Encoder_AnyTextInAnyField_RefusesOrWritesOneRecord()
    {
        foreach (var text in HandPicked)
        {
            Check(text);
        }

        Prop.ForAll<string>(text => Check(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

        static void Check(string text)
        {
            foreach (var state in States(text))
            {
                try
                {
                    var document = ServerScript.Reconcile(state, DateTimeOffset.UnixEpoch).Split("main <<'END-OF-DESIRED-STATE'\n")[1];
                    Assert.EndsWith("\nend\nEND-OF-DESIRED-STATE\n", document, StringComparison.Ordinal);
                    Assert.Single(Regex.Matches(document, "^END-OF-DESIRED-STATE$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)));
                    Assert.DoesNotContain(document, c => c is not '\n' and not ' ' && !char.IsAsciiLetterOrDigit(c) && !"._:=+/@-".Contains(c, StringComparison.Ordinal));
                    Assert.Equal(11, document.Split('\n').Count(line => line.Split(' ')[0] is not "group" and not "ending" and not "portal" and not ""));
                }
                catch (FormatException)
                {
                    // Refused, as it must be.
                }
                catch (IndexOutOfRangeException)
                {
                    Assert.DoesNotContain(' ', state.Accounts[0].TrustLines[0].AuthorityKey); // a key without its type
                }
            }
        }
    }

    /// <summary>A host name goes to ssh as an argument, and never to a shell.</summary>
    [Fact]
    public void HostName_AnyText_IsRefusedOrHarmless()
    {
        foreach (var text in HandPicked)
        {
            Check(text);
        }

        Prop.ForAll<string>(Check).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

        static void Check(string text)
        {
            if (HostAddress.TryCreate(text, 22, out var address, out _))
            {
                Assert.Matches("^[a-z0-9][a-z0-9._-]{0,252}$|^[0-9a-f:]+$", address!.Host);
            }
        }
    }

    [Fact]
    public async Task Server_TextOfItsOwn_IsSaidOnOnePrintableLineAndNeverExecuted()
    {
        await using var server = await ScriptServer.StartAsync();
        await server.Sign("req1");
        await server.Root($$"""
            groupadd docker
            home='/srv/b ob;touch {{Pwned}} $(touch {{Pwned}})'; useradd -m -d "$home" -c '$(touch {{Pwned}}),`touch {{Pwned}}`,"' -p '*' -s /bin/bash bob
            printf '\n# $(touch {{Pwned}}) `touch {{Pwned}}`\n' >>/etc/ssh/sshd_config
            """);
        (await server.Reconcile(State().Account("bob", "use").Grant("bob", "G1", "req1").Account("alice").Grant("alice", "G2", "req1").Group("alice", "G2", "docker"))).Succeeded();
        foreach (var account in (string[])["alice", "bob"])
        {
            using var session = server.Open(account, "req1", $$"""
                export SSH_CONNECTION="$(printf 'x\n1 2 3 4')" SUDO_UID='$(touch {{Pwned}})' JITSSH_OPENSSH='$(touch {{Pwned}})' BASH_ENV=/tmp/evil ENV=/tmp/evil
                cp /bin/sleep "$(printf 'x\nclean %s' alice)"; cp /bin/sleep ') R 1'; cp /bin/sleep "$(printf '\033[2J\007')"; cp /bin/sleep '$(id)'; cp /bin/sleep '`id`;x'; cp /bin/sleep -- "-rf"
                for name in ./*; do "$name" 900 & done
                mkdir -p .config/systemd/user; touch ".config/systemd/user/$(printf 'a\nclean bob\033[2J').service" '.config/systemd/user/$(touch {{Pwned}}).timer'
                printf '\033]0;x\007\n' ; (exec -a "$(printf 'sshd: bob [priv]\nreceipt 1 clean bob')" sleep 901) & sleep 902
                """);
            await server.Until($"[ $(pgrep -cu {account} -f ' 90[012]$') -ge 5 ]");
            await server.Root($$"""
                mkdir -p /run/systemd/transient; printf '[Service]\nExecStart=/bin/x \033[2J $(touch {{Pwned}})\n' >"/run/systemd/transient/$(printf 'y\nclean alice').service"
                mkdir -p /var/spool/cron/atjobs; job="/var/spool/cron/atjobs/$(printf 'j\nended G9')"; echo x >"$job"; chown {{account}} "$job"
                """);
        }

        var answer = (await server.Reconcile(State())).Succeeded();
        await server.Collect("alice");
        var last = await server.Collect("bob");

        foreach (var said in (ScriptAnswer[])[answer, last])
        {
            Assert.DoesNotContain(said.Text, c => c is not '\n' and (< ' ' or > '~'));
            said.DoesNotSay("\nclean ");
            said.DoesNotSay("ended G9");
            Assert.All(said.Lines, line => Assert.Matches("^(jitssh|clock|info|account|ended|session|residue|scanning|receipt|changed|next|done|warn)( |$)", line));
        }

        last.SaysStartOf("residue bob user-unit .config/systemd/user/a clean bob");
        last.SaysStartOf("residue bob at-job /var/spool/cron/atjobs/j");
        Assert.DoesNotContain(last.Receipts().SelectMany(r => r), line => line.StartsWith("clean ", StringComparison.Ordinal));
        Assert.Equal("", await server.Root($"ls -d {Pwned} 2>/dev/null"));

        DesiredStateText State() => new(server);
    }

    /// <summary>Runs the script on many documents, each in a shell of its own.</summary>
    private static async Task<IReadOnlyList<(string Text, int Exit)>> FeedAsync(ScriptServer server, string[] documents, string shell)
    {
        var prelude = new StringBuilder("rm -rf /tmp/documents; mkdir /tmp/documents\n");
        for (var i = 0; i < documents.Length; i++)
        {
            prelude.Append("echo '").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(documents[i]))).Append("' | base64 -d >/tmp/documents/").Append(i).Append('\n');
        }

        prelude.Append("i=0; while [ -f /tmp/documents/$i ]; do echo \"document $i\"; ( main </tmp/documents/$i ) 2>&1; echo \"exit $?\"; i=$((i + 1)); done\n");
        var answer = await server.Reconcile("", shell, prelude.ToString());
        return [.. Regex.Matches(answer.Text, "^document \\d+\n(?<text>.*?)exit (?<exit>\\d+)\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30))
            .Select(m => (m.Groups["text"].Value, int.Parse(m.Groups["exit"].Value, System.Globalization.CultureInfo.InvariantCulture)))];
    }

    private static IEnumerable<ServerState> States(string text)
    {
        var good = new ServerState
        {
            Generation = 7,
            LoginUser = "jitadmin",
            Keep = TimeSpan.FromDays(30),
            RemoveHomes = false,
            StaysPrepared = true,
            UseExistingAccounts = false,
            Accounts = [new("alice", [Line()])],
        };
        yield return good with { LoginUser = text };
        yield return good with { PortalAddress = text };
        yield return good with { Accounts = [new(text, [Line()])] };
        yield return good with { Accounts = [new("alice", [Line() with { Groups = ["docker", text] }])] };
        yield return good with { Accounts = [new("alice", [Line() with { AuthorityKey = text }])] };
        yield return good with { Accounts = [new("alice", [Line() with { AuthorityKey = $"ssh-rsa AAAA{text}" }])] };
        yield return good with { Endings = [new(text, new(Guid.Empty), new(Guid.Empty), "expired")] };
        yield return good with { Endings = [new("alice", new(Guid.Empty), new(Guid.Empty), text)] };
    }

    private static TrustLine Line() => new(new(Guid.Empty), new(Guid.Empty), DateTimeOffset.UnixEpoch, [], "ssh-rsa AAAA");

    private static string Shown(string text) => string.Concat(text.Take(600).Select(c => c is '\n' or (>= ' ' and <= '~') ? c.ToString() : $"\\u{(int)c:x4}"));

    [GeneratedRegex("^[a-z_][a-z0-9_-]{0,30}\\z", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^(refuse|use)\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Policy();

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}\\z", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("^(0|[1-9][0-9]{0,11})\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex("^[A-Za-z0-9+/]{0,4000}={0,2}\\z", RegexOptions.None, 1000)]
    private static partial Regex Base64();

    [GeneratedRegex("^[A-Za-z0-9._:=+/@-]{1,4000}\\z", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("(?!)", RegexOptions.None, 1000)]
    private static partial Regex Nothing();
}
