using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;

namespace JitSsh.Bench.Figures;

/// <summary>Counts in the server's own log how many commands sshd was asked to run for each grant.</summary>
internal static class OneExec
{
    private const string Began = "Starting session: command for jitadmin ";
    private const string LoggedIn = "Accepted publickey for jitadmin ";

    public static async Task RunAsync(Report report, Settings settings, Site site)
    {
        var server = site.Lab.Servers[0];

        // sshd names each session only from VERBOSE on.
        (await server.RunAsync("echo 'LogLevel VERBOSE' >/etc/ssh/sshd_config.d/00-bench-log.conf && kill -HUP \"$(cat /run/sshd.pid)\"")).EnsureSuccess();
        try
        {
            await CountAsync(report, settings, site);
        }
        finally
        {
            (await server.RunAsync("rm /etc/ssh/sshd_config.d/00-bench-log.conf && kill -HUP \"$(cat /run/sshd.pid)\"")).EnsureSuccess();
        }
    }

    private static async Task CountAsync(Report report, Settings settings, Site site)
    {
        foreach (var warm in new[] { false, true })
        {
            var (execs, logins) = (new Series("execs a grant"), new Series("log-ins a grant"));
            for (var i = 0; i < settings.Pairs + (warm ? 1 : 0); i++)
            {
                if (!warm)
                {
                    await site.ForgetConnectionsAsync();
                }

                var person = await site.PersonAsync($"exec{(warm ? "w" : "c")}{i}");
                var before = await CountAsync(site, Began);
                var loginsBefore = await CountAsync(site, LoggedIn);
                var (request, _) = await site.GrantAsync(person, [site.Servers[0]], TimeSpan.FromHours(1));
                await site.QuietAsync([site.Servers[0]]);

                // The first over a kept connection may have to make it.
                if (!warm || i > 0)
                {
                    execs.Add(await CountAsync(site, Began) - before);
                    logins.Add(await CountAsync(site, LoggedIn) - loginsBefore);
                }

                await site.EndAsync(request);
                await site.QuietAsync([site.Servers[0]]);
            }

            // The mean, and not the median: a single grant with two would be seen.
            report.Value($"one-exec: commands that sshd began, per grant, {(warm ? "kept connection" : "fresh connection")}", execs, execs.Mean, atMost: 1, atLeast: 1);
            Report.Note($"log-ins: {logins}");
        }
    }

    private static async Task<int> CountAsync(Site site, string text)
    {
        // The log is written by another process than sshd: a line of our own behind the others says that they are all there.
        var mark = Guid.NewGuid().ToString("N");
        var server = site.Lab.Servers[0];
        (await server.RunAsync($"logger -p auth.info -t bench {mark}")).EnsureSuccess();
        await Until.TrueAsync(async () => (await server.RunAsync($"grep -q {mark} /var/log/auth.log")).ExitCode == 0, TimeSpan.FromSeconds(10), "The server's log is not written.");
        return (await server.ReadFileAsync("/var/log/auth.log")).Split('\n').Count(l => l.Contains(text, StringComparison.Ordinal));
    }
}
