using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;

namespace JitSsh.Bench.Figures;

/// <summary>One grant on one server, against one <c>ssh</c> that runs the same script with the same kind of document. Each gives a new account access.</summary>
internal static class OneGrant
{
    public static async Task ColdAsync(Report report, Settings settings, Site site, RawSsh raw)
    {
        var (product, baseline) = await MeasureAsync(settings, site, raw, "cold", warm: false);
        report.Ratio("grant-cold: approval committed to grant active, fresh connection", product, "raw ssh, fresh connection", baseline, atMost: 1.25);
    }

    public static async Task WarmAsync(Report report, Settings settings, Site site, RawSsh raw)
    {
        await raw.OpenMasterAsync(site.Lab.Servers[0]);
        var (product, baseline) = await MeasureAsync(settings, site, raw, "warm", warm: true);
        report.Ratio("grant-warm: approval committed to grant active, kept connection", product, "raw ssh, multiplexed", baseline, atMost: 2.0);
    }

    private static async Task<(Series Product, Series Baseline)> MeasureAsync(Settings settings, Site site, RawSsh raw, string name, bool warm)
    {
        Series product = new("ms"), baseline = new("ms");
        var (id, server) = (site.Servers[0], site.Lab.Servers[0]);
        for (var i = 0; i < settings.Pairs + 1; i++)
        {
            var person = await site.PersonAsync($"{name}{i}");
            if (!warm)
            {
                await site.ForgetConnectionsAsync();
            }

            var (request, took) = await site.GrantAsync(person, [id], TimeSpan.FromHours(1));
            await site.EndAsync(request);
            await site.QuietAsync([id]);

            var input = await raw.InputAsync(id, $"raw{name}{i}");
            var rawTook = await raw.RunAsync(id, server, input, multiplexed: warm);
            await raw.ClearAsync([(id, server)], $"raw{name}{i}");

            // The first pair warms up: the agent starts, the compiler compiles.
            if (i > 0)
            {
                product.Add(took);
                baseline.Add(rawTook);
            }
        }

        return (product, baseline);
    }
}
