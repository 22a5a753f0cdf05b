using System.Globalization;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>
/// The script is killed before and after each thing it writes, and the tools it calls are killed half way through their own
/// writing; the next run with the same document must come to the very state that an undisturbed run comes to.
/// </summary>
[Trait("Category", "Script")]
public sealed class KilledScriptTests
{
    /// <summary>Every command that writes counts two steps, before and after; the script dies at the one asked for.</summary>
    private const string Steps = """
        STEP=0
        step() { STEP=$((STEP + 1)); echo "$STEP $*" >>/tmp/steps; [ "$STEP" != "$KILL_AT" ] || kill -KILL $$; }
        writes() { case $1 in getent | id | sshd | ssh | stat | gzip) return 1 ;; esac; }
        run() {
          if ! writes "$1"; then WORDS=$("$@" 2>&1 </dev/null); return; fi
          step "before $*"; WORDS=$("$@" 2>&1 </dev/null); run_status=$?; step "after $*"; return "$run_status"
        }
        rm() { step "before rm $*"; command rm "$@"; rm_status=$?; step "after rm $*"; return "$rm_status"; }
        rmdir() { step "before rmdir $*"; command rmdir "$@"; rm_status=$?; step "after rmdir $*"; return "$rm_status"; }

        """;

    /// <summary>The n-th file that a tool is about to put in place is its last: passwd without shadow, and so on.</summary>
    private const string Halves = """
        run() {
          case $1 in
            useradd | userdel | usermod | groupadd | groupdel | gpasswd | chage)
              RAN=$((${RAN:-0} + 1))
              if [ "$RAN" = "$KILL_TOOL" ]; then
                strace -f -qq -o /dev/null -e trace=rename -e "inject=rename:signal=SIGKILL:when=$KILL_RENAME" "$@" >/dev/null 2>&1 </dev/null
                kill -KILL $$
              fi ;;
          esac
          WORDS=$("$@" 2>&1 </dev/null)
        }

        """;

    [Fact]
    [Trait("Category", "Long")]
    public Task KilledAtEveryStep_TheNextRunPutsItRight() => KillAtSteps(from: 1, every: 1);

    /// <summary>A sample of the above; which steps, depends on the day.</summary>
    [Fact]
    public Task KilledAtSomeSteps_TheNextRunPutsItRight() => KillAtSteps(from: 1 + (TimeProvider.System.GetUtcNow().DayOfYear % 9), every: 9);

    [Fact]
    public async Task ToolsKilledHalfWay_TheNextRunPutsItRight()
    {
        await using var life = await Life.StartAsync();
        for (var tool = 1; tool <= 3; tool++)
        {
            for (var rename = 1; rename <= 6; rename++)
            {
                await life.Go($"KILL_TOOL={tool} KILL_RENAME={rename}\n{Halves}", $"tool {tool}, rename {rename}");
            }
        }
    }

    private static async Task KillAtSteps(int from, int every)
    {
        await using var life = await Life.StartAsync();
        var most = 0;
        foreach (var (_, document, _) in life.Phases)
        {
            await life.Server.Root("rm -f /tmp/steps");
            (await life.Server.Reconcile(document().ToString(), prelude: "KILL_AT=0\n" + Steps)).Succeeded();
            most = Math.Max(most, int.Parse((await life.Server.Root("tail -n 1 /tmp/steps")).Split(' ')[0], CultureInfo.InvariantCulture));
        }

        Assert.InRange(most, 30, 500);
        for (var step = from; step <= most; step += every)
        {
            await life.Go($"KILL_AT={step}\n{Steps}", $"step {step}");
        }
    }

    /// <summary>A server on which an access is given, ended and cleaned up, again and again; each phase with the state it must leave.</summary>
    private sealed class Life : IAsyncDisposable
    {
        private Life(ScriptServer server) => Server = server;

        public ScriptServer Server { get; }

        public List<(string Name, Func<DesiredStateText> Document, string After)> Phases { get; } = [];

        public static async Task<Life> StartAsync()
        {
            var life = new Life(await ScriptServer.StartAsync());
            var server = life.Server;
            await server.Root("groupadd docker; useradd -m -p '*' bob");
            var start = await life.State();
            await Phase("grant", () => new DesiredStateText(server).Account("alice").Grant("alice", "G1", "req1").Group("alice", "G1", "docker").Account("bob", "use").Grant("bob", "G2", "req1").Group("bob", "G2", "docker"));
            await Phase("end", () => new DesiredStateText(server));
            await Phase("clean up", () => new DesiredStateText(server) { Keep = "0 remove", Prepared = "drop" });
            Assert.Equal(start, life.Phases[^1].After);
            return life;

            async Task Phase(string name, Func<DesiredStateText> document)
            {
                (await server.Reconcile(document())).Succeeded();
                life.Phases.Add((name, document, await life.State()));
            }
        }

        /// <summary>Each phase once killed and once not.</summary>
        public async Task Go(string prelude, string where)
        {
            foreach (var (name, document, after) in Phases)
            {
                await Server.Reconcile(document().ToString(), prelude: prelude);
                var answer = await Server.Reconcile(document());
                Assert.True(answer.Exit == 0, $"{name} after a kill at {where}: {answer}");
                var state = await State();
                Assert.True(after == state, $"{name} after a kill at {where}:\n{string.Join('\n', after.Split('\n').Except(state.Split('\n')).Select(l => "- " + l).Concat(state.Split('\n').Except(after.Split('\n')).Select(l => "+ " + l)))}\n{answer}");
            }
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        /// <summary>Everything that must come out the same, without the seconds at which it happened.</summary>
        private Task<string> State() => Server.Root(
            """
            sort /etc/passwd; cut -d : -f 1,2,8 /etc/shadow | sort; sort /etc/group; sort /etc/gshadow; cut -d : -f 1 /etc/subuid /etc/subgid | sort
            ls -A /etc | grep -E '^(passwd|shadow|group|gshadow|subuid|subgid)[.+]'
            find /etc/ssh /home /var/mail /tmp -xdev ! -path '/tmp/steps' -printf '%p %y %m %u %g\n' | sort
            find /etc/ssh -type f ! -name 'ssh_host*' -exec sha256sum {} + | sort
            find /var/lib/jitssh -printf '%p %y %m %u %g\n' 2>/dev/null | grep -vE '/(receipts|search|left)(/| )' | sort
            cat /var/lib/jitssh/owned/* /var/lib/jitssh/desired 2>/dev/null | sed -E 's/\b[0-9]{10}\b/T/g'
            read -r pid started moment </var/lib/jitssh/sleeper && kill -0 "$pid" && echo sleeps
            """);
    }
}
