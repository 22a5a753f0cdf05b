using System.Collections.Concurrent;
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

    /// <summary>The newest receipt that was sent here: servers keep sending those that nobody says to have, to the product, too.</summary>
    private readonly ConcurrentDictionary<ServerId, long> seen = new();

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
    public async Task<byte[]> InputAsync(ServerId server, string? account, int keepDays = Site.KeepDays)
    {
        var now = TimeProvider.System.GetUtcNow();
        var known = await site.ServerAsync(server);

        // The generation the server has seen last: an equal one is taken, and the product's next is still higher.
        return Encoding.ASCII.GetBytes(ServerScript.Reconcile(new()
        {
            Generation = known.Generation,
            LoginUser = ServerLab.AdminUser,
            Keep = TimeSpan.FromDays(keepDays),
            RemoveHomes = true,
            StaysPrepared = true,
            ReceiptsSeen = Math.Max(known.ReceiptsSeen, seen.GetValueOrDefault(server)),
            UseExistingAccounts = false,
            Accounts = account is null ? [] : [new(account, [new(new(Guid.NewGuid()), new(Guid.NewGuid()), now + TimeSpan.FromHours(1), [], authorityKey)])],
        }, now));
    }

    /// <summary>One <c>ssh</c> that runs the script.</summary>
    public async Task<TimeSpan> RunAsync(ServerId id, LabServer server, byte[] input, bool multiplexed)
    {
        var began = Stopwatch.GetTimestamp();
        var said = await Command.RunAsync("ssh", Arguments(server, multiplexed ? ControlPath(server) : "none"), input);
        var took = Stopwatch.GetElapsedTime(began);
        Check(id, server, said.EnsureSuccess().Output);
        return took;
    }

    /// <summary>Takes back what was given, until the account is gone, and lets the server forget its receipts.</summary>
    public async Task ClearAsync(IReadOnlyList<(ServerId Id, LabServer Server)> servers, string account)
    {
        // An account is deleted when its files have been searched for.
        await EachAsync(servers, ClearOnceAsync);
        await Searches.EndAsync();
        await EachAsync(servers, ClearOnceAsync);
        await EachAsync(servers, async (id, server) =>
        {
            if ((await server.RunAsync($"getent passwd {account}")).ExitCode == 0)
            {
                throw new InvalidOperationException($"The account {account} does not go away on {server.Name}.");
            }

            await ClearOnceAsync(id, server);
        });
    }

    private static Task EachAsync(IReadOnlyList<(ServerId Id, LabServer Server)> servers, Func<ServerId, LabServer, Task> work) =>
        Parallel.ForEachAsync(servers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (pair, _) => await work(pair.Id, pair.Server));

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

    /// <summary>Reads what the script said; throws unless it did all its work.</summary>
    public void Check(ServerId id, LabServer server, string output)
    {
        var answer = ServerAnswer.Read(output);
        if (!answer.IsWhole || answer.Errors.Count > 0)
        {
            throw new InvalidOperationException($"The script did not do its work on {server.Name}: {string.Join(" | ", answer.Errors.Select(e => e.Text))}");
        }

        var newest = output.Split('\n').Where(l => l.StartsWith("receipt ", StringComparison.Ordinal)).Select(l => long.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        seen.AddOrUpdate(id, newest, (_, before) => Math.Max(before, newest));
    }

    private async Task ClearOnceAsync(ServerId id, LabServer server) =>
        Check(id, server, (await Command.RunAsync("ssh", Arguments(server, "none"), await InputAsync(id, null, keepDays: 0))).EnsureSuccess().Output);
}
