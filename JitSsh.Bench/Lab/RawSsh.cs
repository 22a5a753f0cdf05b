using System.Diagnostics;
using System.Globalization;
using System.Text;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Core.Servers.OpenSsh;
using JitSsh.Lab.Servers;
using Microsoft.Extensions.Options;

namespace JitSsh.Bench.Lab;

/// <summary>
/// What somebody would do by hand: plain <c>ssh</c> with a key in an agent, the very same script and the same kind of document
/// on its standard input. The options that cost or save time are those of the product.
/// </summary>
internal sealed class RawSsh : IAsyncDisposable
{
    private readonly Site site;
    private readonly Process agent;
    private readonly string socket;
    private readonly string authorityKey;
    private readonly string keyExchange;

    private RawSsh(Site site, Process agent, string socket, string authorityKey, string keyExchange) =>
        (this.site, this.agent, this.socket, this.authorityKey, this.keyExchange) = (site, agent, socket, authorityKey, keyExchange);

    public static async Task<RawSsh> StartAsync(Site site)
    {
        var socket = Path.Combine(site.Scratch, "agent");
        var agent = Command.Start("ssh-agent", ["-D", "-a", socket]);
        await Until.TrueAsync(() => Task.FromResult(File.Exists(socket)), TimeSpan.FromSeconds(10), "ssh-agent did not start.");
        (await Command.RunAsync("ssh-add", ["-q", site.Lab.AdminPrivateKeyPath!], environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["SSH_AUTH_SOCK"] = socket })).EnsureSuccess();
        return new(site, agent, socket, await site.Get<Authority>().PublicKeyLineAsync(CancellationToken.None), site.Get<IOptions<OpenSshOptions>>().Value.KeyExchange);
    }

    public string ControlPath(LabServer server) => Path.Combine(site.Scratch, $"raw-{server.Address}");

    /// <summary>The input that gives a new account access, or, without an account, takes back what the last one gave.</summary>
    public async Task<byte[]> InputAsync(ServerId server, string? account)
    {
        var now = TimeProvider.System.GetUtcNow();

        // The generation the server has seen last: an equal one is taken, and the product's next is still higher.
        return Encoding.ASCII.GetBytes(ServerScript.Reconcile(new()
        {
            Generation = (await site.ServerAsync(server)).Generation,
            LoginUser = ServerLab.AdminUser,
            Keep = TimeSpan.Zero,
            RemoveHomes = true,
            StaysPrepared = true,
            UseExistingAccounts = false,
            Accounts = account is null ? [] : [new(account, [new(new(Guid.NewGuid()), new(Guid.NewGuid()), now + TimeSpan.FromHours(1), [], authorityKey)])],
        }, now));
    }

    /// <summary>One <c>ssh</c> that runs the script.</summary>
    public async Task<TimeSpan> RunAsync(LabServer server, byte[] input, bool multiplexed)
    {
        var began = Stopwatch.GetTimestamp();
        var said = await Command.RunAsync("ssh", Arguments(server, multiplexed ? ControlPath(server) : "none"), input);
        var took = Stopwatch.GetElapsedTime(began);
        Check(said);
        return took;
    }

    /// <summary>Takes back what was given; until the server says that nothing of it is left to do.</summary>
    public async Task ClearAsync(ServerId id, LabServer server, string account) => await Until.TrueAsync(
        async () =>
        {
            Check(await Command.RunAsync("ssh", Arguments(server, "none"), await InputAsync(id, null)));
            return (await server.RunAsync($"getent passwd {account}")).ExitCode != 0;
        },
        TimeSpan.FromMinutes(1),
        $"The account {account} does not go away on {server.Name}.");

    public async Task OpenMasterAsync(LabServer server) =>
        (await Command.RunAsync("ssh", ["-o", "ControlMaster=yes", "-o", "ControlPersist=600", "-f", "-N", .. Arguments(server, ControlPath(server))[..^4]])).EnsureSuccess();

    /// <summary>Options, host and the constant command, for <c>xargs</c> and for runs from here.</summary>
    public string[] Arguments(LabServer server, string controlPath)
    {
        string[] settings =
        [
            "BatchMode=yes", "StrictHostKeyChecking=yes", $"UserKnownHostsFile={site.Lab.KnownHostsPath}", "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no",
            "PreferredAuthentications=publickey", "IdentityFile=none", $"IdentityAgent={socket}", "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes",
            "RequestTTY=no", "LogLevel=ERROR", $"KexAlgorithms={keyExchange}", "ConnectTimeout=8", $"ControlPath={controlPath}",
        ];
        return
        [
            "-F", "none", "-T", "-l", ServerLab.AdminUser, "-p", server.Port.ToString(CultureInfo.InvariantCulture), .. settings.SelectMany(s => new[] { "-o", s }),
            "--", server.Address, "sudo", "-n", "/bin/sh", "-s",
        ];
    }

    /// <summary>Options and command without the host, for a shell line that brings the host itself.</summary>
    public string ShellLine(LabServer like) => string.Join(' ', Arguments(like, "none")[..^6].Select(a => $"'{a}'"));

    public async ValueTask DisposeAsync()
    {
        foreach (var control in Directory.EnumerateFiles(site.Scratch, "raw-*").ToList())
        {
            await Command.RunAsync("ssh", ["-F", "none", "-o", $"ControlPath={control}", "-O", "exit", "--", "none"]);
        }

        agent.Kill();
        await agent.WaitForExitAsync();
        agent.Dispose();
    }

    private static void Check(Said said)
    {
        var answer = ServerAnswer.Read(said.EnsureSuccess().Output);
        if (!answer.IsWhole || answer.Errors.Count > 0)
        {
            throw new InvalidOperationException($"The script did not do its work: {string.Join(" | ", answer.Errors.Select(e => e.Text))}");
        }
    }
}
