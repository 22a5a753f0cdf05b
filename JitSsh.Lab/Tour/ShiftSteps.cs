using System.Globalization;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>Access that people on call have without asking, handed over with the shift.</summary>
internal static class ShiftSteps
{
    private const string Shift = "Night watch";
    private const string Flow = "On call for staging";
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    public static async Task TakeAsync(TourState tour)
    {
        var (report, server) = (tour.Report, tour.Staging);
        LabFlow? flow = null;
        string? shift = null;
        LabAccess? his = null;
        LabAccess? hers = null;
        SshTicket? hisTicket = null;
        SshSession? session = null;

        report.Heading("On call");
        await report.StepAsync($"Bob is on call in the {Shift}, and whoever is has {server.Name}: he never asked, and ssh works", async cancel =>
        {
            var (bob, alice) = (Expect.Need(tour.Bob, "Bob"), Expect.Need(tour.Alice, "Alice"));
            shift = await tour.Admin!.Api.MakeAsync("shifts", Rotation(bob, alice), cancel);
            Expect.Equal("Bob", await OnCallAsync(cancel), "on call:");
            var rule = LabFlow.Of([], tour.IdOf(server));
            rule["kind"] = "Automatic";
            rule["grantees"]!["shifts"] = Json.List([shift]);
            flow = await LabFlow.AddAsync(tour, Flow, rule, cancel);
            his = await LabAccess.GivenAsync(bob, Flow, SoonEnough, cancel);
            var given = await his.WaitForAsync("Active", SoonEnough, cancel);
            hisTicket = await his.FetchTicketAsync(cancel);
            var id = (await hisTicket.RunAsync("bob", server, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal($"bob {LabFlow.Group}", AccessSteps.Groups(id), "groups:");
            return Json.Text(given, "justification");
        });
        await report.StepAsync("Alice, who is not on call, cannot ask for it either", async cancel =>
        {
            var answer = await tour.Alice!.Api.SendAsync(HttpMethod.Post, "requests", LabAccess.Question([tour.IdOf(server)], [LabFlow.Group], TimeSpan.FromMinutes(5)), cancel);
            Expect.Equal(422, (int)answer.Status, "the status");
            return answer.Body!["errors"]!.AsObject().First().Value![0]!.GetValue<string>();
        });
        await report.StepAsync("From now on Alice stands in for an hour: Bob's open session dies, and his certificate is worth nothing", async cancel =>
        {
            session = await Expect.Need(hisTicket, "Bob's certificate").OpenAsync("bob", server, cancel);
            var now = TimeProvider.System.GetUtcNow();
            var stand = new JsonObject { ["personId"] = tour.Alice!.Id, ["from"] = now, ["to"] = now.AddHours(1) };
            await tour.Admin!.Api.MakeAsync($"shifts/{Expect.Need(shift, "the shift")}/overrides", stand, cancel);
            Expect.Equal("Alice", await OnCallAsync(cancel), "on call:");
            var lasted = await session.ExpectEndAsync(SoonEnough, cancel);
            await his!.WaitForAsync("Revoked", SoonEnough, cancel);
            await hisTicket!.ExpectRefusedAsync("bob", server, cancel);
            return string.Create(CultureInfo.InvariantCulture, $"the session ended {lasted.TotalSeconds:0.0} s after the hand-over");
        });
        await report.StepAsync($"ssh alice@{server.Name} works, for as long as she stands in", async cancel =>
        {
            hers = await LabAccess.GivenAsync(Expect.Need(tour.Alice, "Alice"), Flow, SoonEnough, cancel);
            var given = (await hers.WaitForAsync("Active", SoonEnough, cancel))["servers"]![0];
            var id = (await (await hers.FetchTicketAsync(cancel)).RunAsync("alice", server, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal($"alice {LabFlow.Group}", AccessSteps.Groups(id), "groups:");
            return $"until {Json.Moment(given, "notAfter"):HH:mm:ss} UTC";
        });
        await report.StepAsync("The flow is removed, and with it what it gave: nothing is left but two locked accounts", async cancel =>
        {
            await Expect.Need(flow, "the access flow").RemoveAsync(cancel);
            await Expect.Need(hers, "Alice's access").WaitForAsync("Revoked", SoonEnough, cancel);
            await tour.Admin!.Api.DeleteAsync($"shifts/{shift}", cancel);
            var after = await server.SnapshotAsync(cancel);
            Expect.None(Changes.AfterAccessOf(after, after, "alice", "bob"), "both accounts locked, without trust and without processes");
            return "";
        });
        session?.Dispose();

        async Task<string> OnCallAsync(CancellationToken cancel) =>
            string.Join(", ", (await tour.Admin!.Api.GetAsync($"shifts/{shift}", cancel))["shift"]!["onCall"]!.AsArray().Select(p => Json.Text(p, "name")));
    }

    /// <summary>Each for a week, the first since yesterday.</summary>
    private static JsonObject Rotation(params IEnumerable<LabPerson> people) => new()
    {
        ["name"] = Shift,
        ["timeZone"] = "Etc/UTC",
        ["rotation"] = new JsonObject
        {
            ["people"] = Json.List(people.Select(p => p.Id!)),
            ["first"] = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["handOver"] = "00:00:00",
        },
    };
}
