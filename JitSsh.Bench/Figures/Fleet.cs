using System.Diagnostics;
using System.Globalization;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;

namespace JitSsh.Bench.Figures;

/// <summary>One request for all servers at once, and its end, against <c>xargs -P</c> with raw <c>ssh</c> at its best parallelism, and against Ansible.</summary>
internal static class Fleet
{
    public static async Task RunAsync(Report report, Settings settings, Site site, RawSsh raw)
    {
        var forks = await BestParallelismAsync(settings, site, raw);
        Series grant = new("ms"), end = new("ms"), rawGrant = new("ms"), rawEnd = new("ms"), playGrant = new("ms"), playEnd = new("ms"), grantSpent = new("ms"), endSpent = new("ms");
        var ansible = Ansible.Find(site);
        for (var i = 0; i < settings.Long; i++)
        {
            var person = await site.PersonAsync($"fleet{i}");
            await site.ForgetConnectionsAsync();
            var spent = Spent();
            var (request, took) = await site.GrantAsync(person, site.Servers, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
            grant.Add(took);
            grantSpent.Add(Spent() - spent);
            await site.QuietAsync(site.Servers);
            await site.ForgetConnectionsAsync();
            spent = Spent();
            end.Add(await site.EndAsync(request, TimeSpan.FromMinutes(10)));
            endSpent.Add(Spent() - spent);
            await site.QuietAsync(site.Servers);

            var (granted, ended) = await RawAsync(site, raw, $"rawfleet{i}", forks);
            rawGrant.Add(granted);
            rawEnd.Add(ended);

            if (ansible is not null)
            {
                playGrant.Add(await ansible.GiveAsync($"play{i}", forks));
                playEnd.Add(await ansible.TakeAsync($"play{i}", forks));
            }
        }

        var name = $"fleet-{settings.FleetSize}";
        report.Ratio($"{name}: {settings.FleetSize} servers granted in one request, fresh connections", grant, $"xargs -P {forks} raw ssh", rawGrant, atMost: 1.2);
        report.Ratio($"{name}: {settings.FleetSize} servers ended at once, fresh connections", end, $"xargs -P {forks} raw ssh", rawEnd, atMost: 1.2);
        Report.Note($"JitSsh's own process took of the processors: {grantSpent} to grant, {endSpent} to end");
        if (ansible is null)
        {
            report.NotMeasured($"{name}: against Ansible, granted", "there is no /usr/bin/ansible-playbook (Debian's package ansible).");
            report.NotMeasured($"{name}: against Ansible, ended", "there is no /usr/bin/ansible-playbook (Debian's package ansible).");
            return;
        }

        report.TimesFaster($"{name}: against an Ansible playbook (user, authorized_key; pipelining, {forks} forks), granted", grant, "ansible", playGrant, atLeast: 4);
        report.TimesFaster($"{name}: against an Ansible playbook (authorized_key, user absent; pipelining, {forks} forks), ended", end, "ansible", playEnd, atLeast: 4);
    }

    private static TimeSpan Spent() => Environment.CpuUsage.TotalTime;

    private static async Task<int> BestParallelismAsync(Settings settings, Site site, RawSsh raw)
    {
        var best = (Forks: 0, Took: TimeSpan.MaxValue);
        int[] tried = settings.Quick ? [4, 16] : [2, 4, 8, 16, 32];
        foreach (var forks in tried)
        {
            var (granted, ended) = await RawAsync(site, raw, $"try{forks}", forks);
            Report.Note(string.Create(CultureInfo.InvariantCulture, $"xargs -P {forks}: granted in {granted.TotalMilliseconds:0} ms, ended in {ended.TotalMilliseconds:0} ms"));
            best = granted + ended < best.Took ? (forks, granted + ended) : best;
        }

        return best.Forks;
    }

    private static async Task<(TimeSpan Granted, TimeSpan Ended)> RawAsync(Site site, RawSsh raw, string account, int forks)
    {
        var granted = await XargsAsync(site, raw, account, forks);
        var ended = await XargsAsync(site, raw, null, forks);
        await raw.ClearAsync([.. site.Servers.Zip(site.Lab.Servers)], account);
        return (granted, ended);
    }

    private static async Task<TimeSpan> XargsAsync(Site site, RawSsh raw, string? account, int forks)
    {
        var directory = Directory.CreateDirectory(Path.Combine(site.Scratch, "xargs")).FullName;
        foreach (var (id, server) in site.Servers.Zip(site.Lab.Servers))
        {
            await File.WriteAllBytesAsync(Path.Combine(directory, $"in-{server.Address}"), await raw.InputAsync(id, account));
        }

        var list = Path.Combine(directory, "list");
        await File.WriteAllLinesAsync(list, site.Lab.Servers.Select(s => s.Address));
        var line = $"exec ssh {raw.ShellLine(site.Lab.Servers[0])} -- \"$1\" sudo -n /bin/sh -s <'{directory}/in-'\"$1\" >'{directory}/out-'\"$1\"";
        var began = Stopwatch.GetTimestamp();
        var said = await Command.RunAsync("xargs", ["-a", list, "-P", forks.ToString(CultureInfo.InvariantCulture), "-n", "1", "sh", "-c", line, "sh"], limit: TimeSpan.FromMinutes(10));
        var took = Stopwatch.GetElapsedTime(began);
        foreach (var (id, server) in site.Servers.Zip(site.Lab.Servers))
        {
            raw.Check(id, server, await File.ReadAllTextAsync(Path.Combine(directory, $"out-{server.Address}")));
        }

        said.EnsureSuccess();
        return took;
    }
}
