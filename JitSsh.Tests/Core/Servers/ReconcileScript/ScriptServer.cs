using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>
/// A server to run the script on: an overlay of this machine's files in namespaces of its own, with a real sshd on a loopback
/// address of its own and a syslog. It needs root, and is gone without a trace when disposed.
/// </summary>
internal sealed class ScriptServer : IAsyncDisposable
{
    private const string Boot = """
        set -e
        root=$1 address=$2
        mount -t tmpfs tmpfs "$root"
        mkdir "$root/upper" "$root/work" "$root/m"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/m"
        m=$root/m
        mount -t proc proc "$m/proc"
        mount -t tmpfs tmpfs "$m/run"
        mkdir "$m/run/sshd"
        mount -t tmpfs -o mode=755 tmpfs "$m/dev"
        for device in null zero full random urandom tty; do touch "$m/dev/$device"; mount --bind "/dev/$device" "$m/dev/$device"; done
        mkdir "$m/dev/pts" "$m/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$m/dev/pts"
        ln -s pts/ptmx "$m/dev/ptmx"
        ln -s /proc/self/fd "$m/dev/fd"
        mount -t tmpfs -o mode=1777 tmpfs "$m/dev/shm"
        mount -t tmpfs -o mode=1777 tmpfs "$m/tmp"
        hostname "lab-${address##*.}"
        echo "127.0.0.1 lab-${address##*.}" >>"$m/etc/hosts"
        rm -f "$m"/etc/ssh/sshd_config.d/*
        mkdir -p "$m/var/log"
        : >"$m/var/log/auth.log"
        chroot "$m" sh -c "busybox syslogd -O /var/log/auth.log -S; ssh-keygen -q -A; /usr/sbin/sshd -o ListenAddress=$address"
        echo ready
        sleep infinity & wait
        """;

    private static int lastNumber = Environment.ProcessId % 200;

    private readonly Process namespaces;
    private readonly string root;
    private readonly string keys;

    private ScriptServer(Process namespaces, string root, string keys, string address)
    {
        this.namespaces = namespaces;
        this.root = root;
        this.keys = keys;
        Address = address;
    }

    public string Address { get; }

    /// <summary>What documents for this server give as the time now, so that the same document twice is the same.</summary>
    public DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>The key type and key of the authority that signs this server's certificates.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>Extra environment for the script, as only root could set it.</summary>
    public string ScriptEnvironment { get; set; } = "";

    public static async Task<ScriptServer> StartAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var address = FreeAddress();
        var rootDirectory = Directory.CreateTempSubdirectory("jitssh-script-").FullName;
        var process = Begin("unshare", ["-m", "-p", "-u", "-i", "-f", "--kill-child", "--mount-proc", "sh", "-c", Boot, "boot", rootDirectory, address]);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        var keyDirectory = Directory.CreateTempSubdirectory("jitssh-keys-").FullName;
        var server = new ScriptServer(process, rootDirectory, keyDirectory, address);
        await server.OnThisMachine($"cd {keyDirectory} && ssh-keygen -q -t ecdsa -N '' -f ca && ssh-keygen -q -t ed25519 -N '' -f person");
        server.Authority = string.Join(' ', (await File.ReadAllTextAsync(Path.Combine(keyDirectory, "ca.pub"))).Split(' ')[..2]);
        return server;
    }

    /// <summary>Runs shell commands as root on the server and returns what they print.</summary>
    public async Task<string> Root(string command) => (await RunInside("sh", ["-c", command], "")).Output;

    public Task<ScriptAnswer> Reconcile(DesiredStateText document, string shell = "sh") => Reconcile(document.ToString(), shell);

    /// <summary>Contacts the server as a connector does later, until it has searched for what the account's person left.</summary>
    public async Task<ScriptAnswer> Collect(string account, Func<DesiredStateText, DesiredStateText>? state = null)
    {
        for (var i = 0; i < 150; i++)
        {
            var answer = (await Reconcile((state ?? (s => s))(new DesiredStateText(this)))).Succeeded();
            if (!answer.Lines.Contains($"scanning {account}"))
            {
                return answer;
            }

            await Root("sleep 0.2");
        }

        throw new TimeoutException($"The search for what {account} left did not end.");
    }

    /// <summary>Feeds the script and the document to a shell on the server, as the connector does.</summary>
    /// <param name="document">The document.</param>
    /// <param name="shell">What runs it.</param>
    /// <param name="prelude">Shell text that runs after the script was read and before it begins.</param>
    public async Task<ScriptAnswer> Reconcile(string document, string shell = "sh", string prelude = "")
    {
        var (input, arguments) = Prepare(document, shell, prelude);
        var (output, exit) = await RunInside("env", arguments, input);
        return new ScriptAnswer(output, exit, await Log());
    }

    /// <summary>Signs the person's key for a principal; the certificate goes by that name from then on.</summary>
    public Task Sign(string principal) => OnThisMachine(
        $"cd {keys} && cp person.pub {principal}.pub && ssh-keygen -q -s ca -I jitssh-{principal}-0a1b -n {principal} -V -1m:+1h {principal}.pub");

    public Task<string> PersonKey() => File.ReadAllTextAsync(Path.Combine(keys, "person.pub"));

    /// <summary>Logs in with that certificate (or, without one, with the bare key) and runs a command.</summary>
    public async Task<(string Output, int Exit)> Ssh(string account, string principal, string command)
    {
        using var session = Open(account, principal, command);
        return (await session.Output(), session.Exit);
    }

    /// <summary>Logs in and stays.</summary>
    public SshSession Open(string account, string principal, string command, bool terminal = false)
    {
        string[] certificate = principal == "" ? [] : ["-o", $"CertificateFile={keys}/{principal}-cert.pub"];
        return new SshSession(Begin("ssh", ["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-i", $"{keys}/person", .. certificate, terminal ? "-tt" : "-T", "--", $"{account}@{Address}", command]));
    }

    /// <summary>Everything that must be as before when JitSsh has gone: accounts, sshd's configuration, the store, homes.</summary>
    public Task<string> Fingerprint() => Root(
        """
        sha256sum /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/subuid /etc/subgid
        find /etc/ssh /var/lib/jitssh /home /var/mail -xdev -printf '%p %y %m %u %g\n' 2>/dev/null | sort
        find /etc/ssh -type f -exec sha256sum {} + | sort
        """);

    /// <summary>Waits until a shell condition holds on the server; half a minute at the most (by /proc/uptime: some tests move the clock).</summary>
    public async Task Until(string condition)
    {
        await Root($"read -r now rest </proc/uptime; limit=$((${{now%.*}} + 30)); while [ \"${{now%.*}}\" -lt $limit ]; do if {condition}; then exit 0; fi; sleep 0.02; read -r now rest </proc/uptime; done");
        Assert.Equal("yes", (await Root($"if {condition}; then echo yes; else echo no; fi")).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        namespaces.Kill(entireProcessTree: true);
        await namespaces.WaitForExitAsync();
        namespaces.Dispose();
        Directory.Delete(root);
        Directory.Delete(keys, recursive: true);
    }

    public static string ScriptText() => JitSsh.Core.Servers.ServerScript.Source;

    private Task<string> Log() => Root("tail -n 30 /var/log/auth.log");

    private (string Input, string[] Arguments) Prepare(string document, string shell, string prelude)
    {
        var input = $"{JitSsh.Core.Servers.ServerScript.Quote(ScriptText())}{prelude}main <<'END-OF-DESIRED-STATE'\n{document}END-OF-DESIRED-STATE\n";
        string[] environment = ScriptEnvironment == "" ? [] : [ScriptEnvironment];
        return (input, ["-i", "PATH=/usr/bin:/bin", .. environment, .. shell.Split(' '), "-s"]);
    }

    private async Task OnThisMachine(string command)
    {
        var (output, exit) = await Run("sh", ["-c", command], "");
        Assert.True(exit == 0, output);
    }

    private async Task<(string Output, int Exit)> RunInside(string program, string[] arguments, string input)
    {
        var children = await File.ReadAllTextAsync($"/proc/{namespaces.Id}/task/{namespaces.Id}/children");
        return await Run("nsenter", ["-t", children.Trim(), "-m", "-p", "-u", "-i", "chroot", $"{root}/m", program, .. arguments], input);
    }

    private static async Task<(string Output, int Exit)> Run(string program, string[] arguments, string input)
    {
        using var process = Begin(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was killed before it had read everything.
        }

        await process.WaitForExitAsync();
        return (await output + await errors, process.ExitCode);
    }

    private static Process Begin(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    private static string FreeAddress()
    {
        while (true)
        {
            var number = Interlocked.Increment(ref lastNumber);
            var address = $"127.0.30.{(number % 250) + 2}";
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 22));
                return address;
            }
            catch (SocketException)
            {
                // Taken by another test run.
            }
        }
    }
}

/// <summary>An ssh client that is connected.</summary>
internal sealed class SshSession(Process process) : IDisposable
{
    public bool IsOpen => !process.HasExited;

    public int Exit => process.ExitCode;

    public async Task<string> Output()
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return await output + await errors;
    }

    /// <summary>Whether the connection is gone within ten seconds.</summary>
    public async Task<bool> Ends()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}

/// <summary>What the script answered.</summary>
internal sealed record ScriptAnswer(string Text, int Exit, string Log)
{
    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The receipts, each its lines.</summary>
    public IReadOnlyList<string[]> Receipts() => [.. Lines.Where(l => l.StartsWith("receipt ", StringComparison.Ordinal)).Select(l => l.Split(' ', 3))
        .GroupBy(l => l[1], l => l[2], StringComparer.Ordinal).Select(g => g.ToArray())];

    public void Says(string line) => Assert.True(Lines.Contains(line), $"expected: {line}\n{this}");

    public void SaysStartOf(string line) => Assert.True(Lines.Any(said => said.StartsWith(line, StringComparison.Ordinal)), $"expected: {line}...\n{this}");

    public void DoesNotSay(string part) => Assert.False(Text.Contains(part, StringComparison.Ordinal), $"not expected: {part}\n{this}");

    public ScriptAnswer Succeeded()
    {
        Assert.True(Exit == 0 && Lines[^1] == "done", ToString());
        return this;
    }

    public override string ToString() => $"{Text}exit {Exit}\n--- auth.log\n{Log}";
}
