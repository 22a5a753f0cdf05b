using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Servers.KillMatrix;

/// <summary>A server, an account on it, and the ssh clients that are connected to it.</summary>
internal sealed class Stage(ServerLab lab, LabServer server, string account, Keys keys) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly List<SshClient> clients = [];
    private readonly long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public LabServer Server => server;

    public string ControlPath => Path.Combine(keys.Directory, "control");

    /// <summary>An account of a person who was there before, with a key of his own.</summary>
    public async Task MakeAccountAsync() =>
        (await server.RunAsync(
            $"useradd -m -p '*' -s /bin/bash {account}; install -d -o {account} -m 0700 /home/{account}/.ssh; cat >/home/{account}/.ssh/authorized_keys; chown {account} /home/{account}/.ssh/authorized_keys",
            await File.ReadAllTextAsync(keys.Person + ".pub"))).EnsureSuccess();

    /// <summary>Sends the script and a document, as the connector does: over SSH, through sudo, on standard input.</summary>
    public Task<CommandResult> ReconcileAsync(bool granted)
    {
        var records = granted
            ? $"account {account} use\ngrant {account} G-{account} {Keys.Principal} {now + 3600} pty+port-forwarding {keys.Authority}\n"
            : $"ending {account} G-{account} {Keys.Principal} revoked-by-admin\n";
        var document = string.Create(
            CultureInfo.InvariantCulture,
            $"jitssh 1\nmode reconcile\nnow {now}\ngeneration 1\nself jitadmin\nkeep 2592000 archive\nprepared keep\n{records}end\n");
        var input = $"{ServerScript.Quote(ServerScript.Source)}main <<'END-OF-DESIRED-STATE'\n{document}END-OF-DESIRED-STATE\n";
        return HostCommand.RunAsync(
            "ssh", [.. Arguments(ServerLab.AdminUser, lab.AdminPrivateKeyPath!), "sudo -n /bin/sh -s"], input, TestContext.Current.CancellationToken);
    }

    public Task<CommandResult> RunAsync(bool certificate, string command) =>
        HostCommand.RunAsync("ssh", [.. Login(certificate, []), command], null, TestContext.Current.CancellationToken);

    /// <summary>Logs in and stays.</summary>
    public SshClient Open(bool certificate, string command, params string[] options)
    {
        string[] run = command == "" ? [] : [command];
        var client = new SshClient([.. Login(certificate, options), .. run]);
        clients.Add(client);
        return client;
    }

    public async Task UntilAsync(string condition)
    {
        var became = await Condition.WaitAsync(
            async () => (await server.RunAsync(condition)).ExitCode == 0, Limit, TestContext.Current.CancellationToken);
        Assert.True(became, $"Not within {Limit}: {condition}\n{string.Concat(clients.Select(c => c.Error))}\n{(await server.RunAsync("ps -ef")).Output}");
    }

    /// <summary>Which processes of that mark there still are when the limit is over, and what the kernel says about them.</summary>
    public async Task<string> SurvivorsAsync(string mark, TimeSpan limit)
    {
        await Condition.WaitAsync(
            async () => (await server.RunAsync($"pgrep -xf '(/usr/bin/)?sleep {mark}'")).ExitCode != 0, limit, TestContext.Current.CancellationToken);
        return (await server.RunAsync(
            $$"""
            for pid in $(pgrep -xf '(/usr/bin/)?sleep {{mark}}'); do
                echo "$(ps -o pid=,ppid=,user=,args= -p $pid) loginuid=$(cat /proc/$pid/loginuid) sessionid=$(cat /proc/$pid/sessionid) cgroup=$(grep -E 'name=systemd|^0:' /proc/$pid/cgroup | xargs)"
            done
            """)).Output;
    }

    public void Dispose() => clients.ForEach(client => client.Dispose());

    private string[] Login(bool certificate, string[] options) =>
    [
        .. options,
        .. certificate ? (string[])["-o", $"CertificateFile={keys.Certificate}"] : [],
        .. Arguments(account, certificate ? keys.Granted : keys.Person),
    ];

    private string[] Arguments(string user, string key) =>
    [
        "-F", "none", "-i", key, "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "StrictHostKeyChecking=yes",
        "-o", $"UserKnownHostsFile={lab.KnownHostsPath}", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", $"{user}@{server.Address}",
    ];
}

/// <summary>A port of this machine, which the servers of the lab share.</summary>
internal static class Port
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether an sshd says its name there.</summary>
    public static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient { ReceiveTimeout = 2000 };
            client.Connect(IPAddress.Loopback, port);
            var said = new byte[4];
            return client.GetStream().Read(said) == 4;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
