using System.Diagnostics;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Bench.Figures;

/// <summary>Every list, as its screen reads it, and the evaluation of one request, in a company of 100,000 requests over the same in one of a hundredth of its size.</summary>
internal static class Lists
{
    private static readonly CompanySize Large = new(100_000, 10_000, 5_000, 500);
    private static readonly CompanySize Small = new(1_000, 100, 50, 5);

    // Where the small company has less than a page, as many rows are read of the large one: what is compared is the way to the rows.
    private static readonly (string Name, Func<BigCompany, Task<int>> Read)[] Measured =
    [
        ("activity", ActivityAsync(new())),
        ("activity, open", ActivityAsync(new() { IsOpen = true })),
        ("activity, closed", ActivityAsync(new() { IsOpen = false })),
        .. Enum.GetValues<AccessStatus>().Select(s => ($"activity, {s}", ActivityAsync(new() { Status = s }))),
        ("activity of a person", ActivityAsync(new() { Requester = "Person 0007" })),
        ("activity of a server", ActivityAsync(new() { Server = "vm-00042" })),
        ("activity of a flow", ActivityAsync(new() { Flow = "Flow 003" })),
        ("activity of a member", async c => (await c.Get<ShowActivity>().ListAsync(c.Member, new(), Page.First)).Items.Count),
        ("time line of a request", async c => Site.Done(await c.Get<ShowTimeline>().RunAsync(c.Member, c.Request)).Count),
        ("audit log", async c => Site.Done(await c.Get<ReadAuditLog>().RunAsync(c.Admin, null, Page.First)).Items.Count),
        ("my requests, open", async c => (await c.Get<ShowRequests>().ListAsync(c.Member, new(IsOpen: true), Page.First)).Total + 1),
        ("my requests, closed", async c => (await c.Get<ShowRequests>().ListAsync(c.Member, new(IsOpen: false), Page.First)).Total),
        ("my tasks", async c => (await c.Get<ListTasks>().RunAsync(c.Member)).Count + 1),
        ("my notices", async c => Site.Done(await c.Get<MyNotices>().ListAsync(c.Member, false, Page.First)).Items.Count),
        ("servers to ask for", async c => (await c.Get<FindRequestable>().RunAsync(c.Member, null, Page.First)).Items.Count),
        ("who is on a server", async c => Site.Done(await c.Get<ShowRequests>().OnServerAsync(c.Admin, c.Server)).Count + 1),
        ("who has access now", async c => Site.Done(await c.Get<ShowAccessNow>().ListAsync(c.Admin, null, new(0, 8))).Items.Count),
        ("servers", async c => Site.Done(await c.Get<ListServers>().RunAsync(c.Admin, new(), Page.First)).Items.Count),
        ("integrations", async c => Site.Done(await c.Get<ListIntegrations>().RunAsync(c.Admin)).Count),
        ("open items", async c => Site.Done(await c.Get<ShowResidue>().OpenAsync(c.Admin, Page.First)).Residue.Items.Count + 1),
        ("people", async c => Site.Done(await c.Get<ListPeople>().RunAsync(c.Admin, null, Page.First)).Items.Count),
        ("groups", async c => Site.Done(await c.Get<ListPeople>().GroupsAsync(c.Admin, null, new(0, 5))).Items.Count),
        ("access flows", async c => Site.Done(await c.Get<ListAccessFlows>().RunAsync(c.Admin, new(), new(0, 24))).Items.Count + Site.Done(await c.Get<ListAccessFlows>().FiltersAsync(c.Admin)).Labels.Count),
        ("evaluation of one request", async c => Site.Done(await c.Get<AnalyseRequest>().RunAsync(c.Member, new() { Servers = [c.Server], LinuxGroups = ["docker"], Duration = TimeSpan.FromHours(1) })).Servers.Count),
    ];

    /// <summary>A search reads what it searches, and the figures of a period its requests: no index changes that. They are measured so that a change shows.</summary>
    private static readonly (string Name, Func<BigCompany, Task<int>> Read)[] ForInformation =
    [
        ("activity, text that is rare", ActivityAsync(new() { Text = "Ticket 77:" })),
        ("audit log, text that is rare", async c => Site.Done(await c.Get<ReadAuditLog>().RunAsync(c.Admin, "asks for vm-00077", Page.First)).Items.Count),
        ("overview of 30 days", async c => Site.Done(await c.Get<ShowOverview>().RunAsync(c.Admin, 30)).Days.Count),
    ];

    public static async Task RunAsync(Report report, Settings settings)
    {
        await using var small = await BigCompany.StartAsync(Small);
        await using var large = await BigCompany.StartAsync(Large);
        foreach (var (name, read) in Measured)
        {
            await MeasureAsync(report, settings, name, read, small, large, atMost: 3.0);
        }

        foreach (var (name, read) in ForInformation)
        {
            await MeasureAsync(report, settings, name, read, small, large, atMost: null);
        }
    }

    private static async Task MeasureAsync(Report report, Settings settings, string name, Func<BigCompany, Task<int>> read, BigCompany small, BigCompany large, double? atMost)
    {
        Series few = new("ms"), many = new("ms");
        var rows = (Few: 0, Many: 0);
        for (var i = 0; i < settings.Pairs + 3; i++)
        {
            var (less, more) = (await TimeAsync(read, small), await TimeAsync(read, large));
            rows = (less.Rows, more.Rows);

            // The first ones warm up.
            if (i >= 3)
            {
                few.Add(less.Took);
                many.Add(more.Took);
            }
        }

        report.Ratio($"lists: {name} ({rows.Few} and {rows.Many} rows)", many, $"1/{Large.Requests / Small.Requests} of it", few, atMost);
    }

    private static async Task<(TimeSpan Took, int Rows)> TimeAsync(Func<BigCompany, Task<int>> read, BigCompany company)
    {
        var began = Stopwatch.GetTimestamp();
        var rows = await read(company);
        return (Stopwatch.GetElapsedTime(began), rows);
    }

    /// <summary>As many rows as the small company has, which is asked first, and at most a page.</summary>
    private static Func<BigCompany, Task<int>> ActivityAsync(ActivityQuery query)
    {
        var most = Page.First.Take;
        return async c =>
        {
            var rows = (await c.Get<ShowActivity>().ListAsync(c.Admin, query, new(0, most))).Items.Count;
            most = Math.Clamp(rows, 1, most);
            return rows;
        };
    }
}
