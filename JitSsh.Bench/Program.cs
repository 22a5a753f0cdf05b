using System.Globalization;
using JitSsh.Bench.Figures;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;

if (args is [DeathWatch.Argument])
{
    return DeathWatch.Run();
}

string[] sections = ["sign", "discovery", "servers-screen", "lists", "one-exec", "grant-cold", "grant-warm", "fleet-100", "expiry-100"];
var quick = args.Contains("--quick");
var size = args.FirstOrDefault(a => a.StartsWith("--servers=", StringComparison.Ordinal)) is { } given ? int.Parse(given["--servers=".Length..], CultureInfo.InvariantCulture) : 100;
var wanted = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
if (wanted.Except(sections, StringComparer.Ordinal).FirstOrDefault() is { } unknown || size is < 2 or > 250)
{
    Console.Error.WriteLine($"bench.sh [--quick] [--servers=2…250] [{string.Join("] [", sections)}]");
    return 2;
}

var settings = new Settings(quick, size);
var report = new Report();
bool Wants(string section) => wanted.Count == 0 || wanted.Contains(section);
Machine.Print();

if (Wants("sign"))
{
    await GuardAsync("sign", () => Sign.RunAsync(report, settings));
}

if (Wants("discovery"))
{
    await GuardAsync("discovery", () => Discovery.RunAsync(report, settings));
}

if (Wants("one-exec") || Wants("grant-cold") || Wants("grant-warm"))
{
    await GuardAsync("one server", async () =>
    {
        await using var site = await Site.StartAsync(1, "127.77.60.0");
        await using var raw = await RawSsh.StartAsync(site);
        foreach (var (name, run) in new (string, Func<Task>)[]
        {
            ("one-exec", () => OneExec.RunAsync(report, settings, site)),
            ("grant-cold", () => OneGrant.ColdAsync(report, settings, site, raw)),
            ("grant-warm", () => OneGrant.WarmAsync(report, settings, site, raw)),
        })
        {
            if (Wants(name))
            {
                await GuardAsync(name, run);
            }
        }
    });
}

if (Wants("fleet-100") || Wants("expiry-100"))
{
    await GuardAsync("the fleet", async () =>
    {
        await using var site = await Site.StartAsync(settings.FleetSize, "127.77.61.0");
        await using var raw = await RawSsh.StartAsync(site);
        if (Wants("fleet-100"))
        {
            await GuardAsync("fleet-100", () => Fleet.RunAsync(report, settings, site, raw));
        }

        if (Wants("expiry-100"))
        {
            await GuardAsync("expiry-100, portal up", () => Expiry.RunAsync(report, settings, site, portalUp: true));
            await GuardAsync("expiry-100, portal down", () => Expiry.RunAsync(report, settings, site, portalUp: false));
        }
    });
}

if (Wants("servers-screen"))
{
    await GuardAsync("servers-screen", () => ServersScreen.RunAsync(report, settings));
}

if (Wants("lists"))
{
    await GuardAsync("lists", () => Lists.RunAsync(report, settings));
}

return report.End();

// One section that breaks does not hide the others, and it counts.
async Task GuardAsync(string name, Func<Task> run)
{
    try
    {
        await run();
    }
    catch (Exception e)
    {
        report.NotMeasured(name, e.Message);
        await Console.Error.WriteLineAsync(e.ToString());
    }
}
