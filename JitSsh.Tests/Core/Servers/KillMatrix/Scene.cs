using System.Diagnostics;
using System.Globalization;
using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Servers.KillMatrix;

/// <summary>
/// One account on one server with everything running on it at once that <see cref="Running"/> knows, and forwards and channels
/// besides; then its grant ends. What is left after that is all that the tests look at.
/// </summary>
internal sealed class Scene
{
    private const string Channels = "channels of a kept connection";
    private const string LocalForward = "ssh -N -L";
    private const string RemoteForward = "ssh -N -R";

    /// <summary>What no end can undo, since root did it or it is the person's to keep: it is reported.</summary>
    private const string Escape =
        "sudo -n systemd-run -q sleep 80002; echo '0 0 1 1 * true' | crontab -; echo true | at -M now + 1 year 2>/dev/null; mkdir -p ~/.config/systemd/user; touch ~/.config/systemd/user/again.service";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);
    private readonly Dictionary<string, string> survivors = new(StringComparer.Ordinal);

    /// <summary>What the script said when the grant ended.</summary>
    public CommandResult Answer { get; private set; } = new(0, "", "");

    /// <summary>From sending the document to the script's last word.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>What should still run and does not: the person's own sessions on a used account. Empty is good.</summary>
    public string Missing { get; private set; } = "";

    public static IEnumerable<string> Names(ServerKind server) =>
        Running.All.Where(r => server == ServerKind.Full || !r.NeedsSystemd).Select(r => r.Name).Concat([Channels, LocalForward, RemoteForward]);

    /// <summary>What outlived the grant, with what the kernel says about each process. Empty is good.</summary>
    public string Survivors(string name) => survivors[name];

    public bool HasSurvivors => survivors.Values.Any(s => s.Length > 0);

    public static async Task<Scene> PlayAsync(ServerLab lab, LabServer server, AccountKind kind)
    {
        using var keys = await Keys.MakeAsync();
        var account = kind == AccountKind.Made ? "alice" : "bob";
        var stage = new Stage(lab, server, account, keys);
        await server.RunAsync($"echo '{account} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/{account}");
        try
        {
            return await new Scene().PlayAsync(stage, kind);
        }
        finally
        {
            stage.Dispose();
            // What survived is written down; the next scene must not take it for its own.
            await server.RunAsync("pkill -KILL -xf '(/usr/bin/)?sleep [789]00[0-9]{2}'");
        }
    }

    private async Task<Scene> PlayAsync(Stage stage, AccountKind kind)
    {
        var own = new List<string>();
        SshClient? ownClient = null;
        if (kind == AccountKind.Used)
        {
            await stage.MakeAccountAsync();
            own.AddRange(["90001", "90002"]);
            ownClient = stage.Open(certificate: false, "setsid nohup sleep 90001 </dev/null >/dev/null 2>&1 & sleep 90002");
            if (stage.Server.Info.Kind == ServerKind.Full)
            {
                own.Add("90003");
                await stage.RunAsync(certificate: false, "systemd-run --user -q sleep 90003");
            }
        }

        (await stage.ReconcileAsync(granted: true)).EnsureSuccess();
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, running) in Running.All.Index().Where(r => stage.Server.Info.Kind == ServerKind.Full || !r.Item.NeedsSystemd))
        {
            var mark = (70001 + number).ToString(CultureInfo.InvariantCulture);
            marks[running.Name] = mark;
            var command = running.Command.Replace("MARK", mark, StringComparison.Ordinal);
            if (running.Stays)
            {
                stage.Open(certificate: true, command, running.Options);
            }
            else
            {
                (await stage.RunAsync(certificate: true, command)).EnsureSuccess();
            }
        }

        if (stage.Server.Info.Kind == ServerKind.Full)
        {
            (await stage.RunAsync(certificate: true, Escape)).EnsureSuccess();
        }

        marks[Channels] = "80001";
        var master = stage.Open(certificate: true, "sleep 80001", "-M", "-S", stage.ControlPath);
        await stage.UntilAsync("pgrep -xf 'sleep 80001'");
        stage.Open(certificate: true, "sleep 80001", "-S", stage.ControlPath);
        stage.Open(certificate: true, "setsid sleep 80001", "-S", stage.ControlPath);
        await stage.UntilAsync("[ $(pgrep -xfc 'sleep 80001') = 3 ]");

        var (localPort, remotePort) = (Port.Free(), Port.Free());
        var local = stage.Open(certificate: true, "", "-N", "-o", "ExitOnForwardFailure=yes", "-L", $"127.0.0.1:{localPort}:{stage.Server.Address}:22");
        var remote = stage.Open(certificate: true, "", "-N", "-o", "ExitOnForwardFailure=yes", "-R", $"127.0.0.1:{remotePort}:{stage.Server.Address}:22");
        Assert.True(
            await Condition.WaitAsync(() => Port.Answers(localPort) && Port.Answers(remotePort), StartLimit, CancellationToken.None),
            $"No forward: {local.Error} {remote.Error}");
        foreach (var mark in marks.Values.Concat(own))
        {
            await stage.UntilAsync($"pgrep -xf '(/usr/bin/)?sleep {mark}'");
        }

        var watch = Stopwatch.StartNew();
        Answer = await stage.ReconcileAsync(granted: false);
        Took = watch.Elapsed;

        foreach (var (name, mark) in marks)
        {
            survivors[name] = await stage.SurvivorsAsync(mark, EndLimit);
        }

        survivors[Channels] += await master.StillOpenAsync(EndLimit);
        survivors[LocalForward] = await local.StillOpenAsync(EndLimit) + (Port.Answers(localPort) ? "its port answers" : "");
        survivors[RemoteForward] = await remote.StillOpenAsync(EndLimit) + (Port.Answers(remotePort) ? "its port answers" : "");
        foreach (var mark in own)
        {
            Missing += await stage.SurvivorsAsync(mark, TimeSpan.Zero) == "" ? $"sleep {mark} is gone; " : "";
        }

        Missing += ownClient is { IsOpen: false } ? "the person's own connection is closed" : "";
        return this;
    }
}
