using System.Diagnostics;
using System.Globalization;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.Data.Sqlite;

namespace JitSsh.Bench.Figures;

/// <summary>Grants on all servers that end in the same second, each with a person's session open: how long until the last process is dead.</summary>
internal static class Expiry
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(90);

    public static async Task RunAsync(Report report, Settings settings, Site site, bool portalUp)
    {
        var account = portalUp ? "expup" : "expdown";
        var name = $"expiry-{settings.FleetSize}: from the end to the last process dead, portal {(portalUp ? "up" : "down")}";
        var person = await site.PersonAsync(account);
        var (request, took) = await site.GrantAsync(person, site.Servers, TimeSpan.FromHours(2), TimeSpan.FromMinutes(10));
        var key = await KeyAsync(site, person, request, account);
        var sessions = await SessionsAsync(site, key, account);
        try
        {
            var end = await MoveEndAsync(site, request, account, took + TimeSpan.FromSeconds(30));
            var processes = await ProcessesAsync(site, account);
            if (!portalUp)
            {
                await site.StopPortalAsync();
            }

            if (TimeProvider.System.GetUtcNow() > end - TimeSpan.FromSeconds(3))
            {
                throw new InvalidOperationException("Getting ready took so long that the end has come.");
            }

            var deaths = await DeathWatch.RunAsync(processes, end, GiveUp);
            var worst = new Series("s");
            foreach (var server in processes.Select(p => p.Server).Distinct(StringComparer.Ordinal))
            {
                worst.Add(processes.Where(p => p.Server == server).Max(p => deaths.GetValueOrDefault(p, double.PositiveInfinity)));
            }

            Report.Note($"{processes.Count} processes on {worst.Count} servers; {processes.Count - deaths.Count} lived {GiveUp.TotalSeconds:0} s after the end");
            if (worst.Min < 0)
            {
                report.NotMeasured(name, $"a session ended {-worst.Min:0.0} s before its time.");
                return;
            }

            report.Value(name, worst, worst.Max, atMost: 2);
        }
        finally
        {
            foreach (var session in sessions)
            {
                session.Kill();
                session.Dispose();
            }

            if (!portalUp)
            {
                await site.StopPortalAsync();
                await site.StartPortalAsync();
            }
        }

        await Until.TrueAsync(async () => (await site.ShowAsync(request)).Status == AccessStatus.Expired, TimeSpan.FromMinutes(10), "The product does not say that the access is over.");
        await site.QuietAsync(site.Servers);
    }

    private static async Task<string> KeyAsync(Site site, Actor person, RequestId request, string account)
    {
        var key = Path.Combine(site.Scratch, $"key-{account}");
        (await Command.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key])).EnsureSuccess();
        var handed = Site.Done(await site.Get<ConnectToServers>().RunAsync(person, request, await File.ReadAllTextAsync(key + ".pub")));
        await File.WriteAllTextAsync(key + "-cert.pub", handed.Certificate + "\n");
        return key;
    }

    /// <summary>A session on each server: sshd's process, a shell, and a child of it.</summary>
    private static async Task<List<Process>> SessionsAsync(Site site, string key, string account)
    {
        var sessions = new List<Process>();
        await Parallel.ForEachAsync(site.Lab.Servers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (server, cancel) =>
        {
            var session = Command.Start("ssh",
            [
                "-F", "none", "-T", "-i", key, "-o", $"CertificateFile={key}-cert.pub", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
                "-o", $"UserKnownHostsFile={site.Lab.KnownHostsPath}", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR",
                "-l", account, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "--", server.Address, "echo in; sleep 100000; :",
            ]);
            lock (sessions)
            {
                sessions.Add(session);
            }

            if (await session.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), cancel) != "in")
            {
                throw new InvalidOperationException($"{account} cannot log in on {server.Name}: {await session.StandardError.ReadToEndAsync(cancel)}");
            }
        });
        return sessions;
    }

    /// <summary>
    /// A grant's clock starts when its server is first told, so a hundred grants of one request end one after the other. Here
    /// their ends are moved to one second in the database, and every server is told again.
    /// </summary>
    private static async Task<DateTimeOffset> MoveEndAsync(Site site, RequestId request, string account, TimeSpan ahead)
    {
        var now = TimeProvider.System.GetUtcNow();
        var end = DateTimeOffset.FromUnixTimeSeconds((now + ahead).ToUnixTimeSeconds());
        await using (var connection = new SqliteConnection($"Data Source={site.Database}"))
        {
            await connection.OpenAsync();
            var command = connection.CreateCommand();
            command.CommandText = "UPDATE Grants SET NotAfter = $end WHERE State = 'Active' AND lower(RequestId) = $request; UPDATE Servers SET NextReconcileAt = $now;";
            command.Parameters.AddWithValue("$end", end.UtcDateTime);
            command.Parameters.AddWithValue("$request", request.ToString());
            command.Parameters.AddWithValue("$now", now.UtcDateTime);
            await command.ExecuteNonQueryAsync();
        }

        site.Get<ChangeFeed>().Publish(ChangeOf.Work);
        // A trust line names the last second in which it holds.
        var told = end.AddSeconds(-1).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        await Parallel.ForEachAsync(site.Servers.Zip(site.Lab.Servers), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (pair, cancel) =>
        {
            await Until.TrueAsync(
                async () => await site.ServerAsync(pair.First) is { LeaseHolder: null, LastContactAt: { } at } && at > now, ahead, $"{pair.Second.Name} was not told of the new end in time.");
            if (!(await pair.Second.ReadFileAsync($"/etc/ssh/jitssh/{account}", cancel)).Contains(told, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The new end does not stand on {pair.Second.Name}.");
            }
        });
        return end;
    }

    private static async Task<IReadOnlyList<PersonProcesses.Watched>> ProcessesAsync(Site site, string account)
    {
        var uids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var server in site.Lab.Servers)
        {
            uids[PersonProcesses.NamespaceOf(server.Info.Pid!.Value)!] = int.Parse((await server.RunAsync($"id -u {account}")).EnsureSuccess().Output, CultureInfo.InvariantCulture);
        }

        var found = PersonProcesses.Find(uids);
        var fewest = uids.Keys.Min(server => found.Count(p => p.Server == server));
        return fewest >= 2 ? found : throw new InvalidOperationException("A server has no session to end.");
    }
}
