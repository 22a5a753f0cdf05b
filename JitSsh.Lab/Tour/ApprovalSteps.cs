using System.Net;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>Two people have to approve, one after the other; one person approves a part.</summary>
internal static class ApprovalSteps
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    public static async Task TakeAsync(TourState tour)
    {
        tour.Report.Heading("Approval in steps, and of a part");
        await InTwoStepsAsync(tour);
        await OfAPartAsync(tour);
    }

    private static async Task InTwoStepsAsync(TourState tour)
    {
        var (report, server) = (tour.Report, tour.Database);
        LabFlow? flow = null;
        LabAccess? access = null;
        await report.StepAsync($"To be {LabFlow.Group} on {server.Name} takes Carol and then Dave: Alice asks, and only Carol is asked", async cancel =>
        {
            var (alice, carol, dave) = (Expect.Need(tour.Alice, "Alice"), Expect.Need(tour.Carol, "Carol"), Expect.Need(tour.Dave, "Dave"));
            var rule = LabFlow.Of([alice], tour.IdOf(server));
            rule["approval"] = LabFlow.Steps(carol, dave);
            flow = await LabFlow.AddAsync(tour, "Work on databases", rule, cancel);
            var question = LabAccess.Question([tour.IdOf(server)], [LabFlow.Group], TimeSpan.FromHours(1));
            var preview = (await alice.Api.PostAsync("requests/preview", question.DeepClone(), cancel))!;
            var steps = string.Join(", then ", preview["steps"]!.AsArray().Select(s => string.Join(" or ", Json.Rows(s!).Select(p => Json.Text(p, "name")))));
            Expect.Equal("Carol, then Dave", steps, "the steps of the preview:");
            access = await LabAccess.AskAsync(alice, question, cancel);
            Expect.Equal((true, false), (await access.IsAmongAsync("tasks", carol, cancel), await access.IsAmongAsync("tasks", dave, cancel)), "among Carol's and Dave's tasks:");
            Expect.That(await access.NoticeAsync(dave, "RequestSubmitted", cancel) is null, "no notice to Dave", "one");
            return Json.Text(await access.NoticeAsync(carol, "RequestSubmitted", cancel), "title");
        });
        await report.StepAsync("Dave cannot decide before Carol has", async cancel =>
        {
            var answer = await tour.Dave!.Api.SendAsync(HttpMethod.Post, $"requests/{Expect.Need(access, "the request").Id}/decision", new JsonObject { ["approve"] = true }, cancel);
            Expect.That(answer.Status == HttpStatusCode.Conflict, "409", answer);
            return Json.Text(answer.Body, "detail");
        });
        await report.StepAsync("Carol approves: now Dave is asked and told, and nothing is granted yet", async cancel =>
        {
            await Expect.Need(access, "the request").DecideAsync(tour.Carol!, true, cancel);
            var seen = await access!.ReadAsync(cancel);
            Expect.Equal("PendingApproval", Json.Text(seen, "status"), "the request's status");
            Expect.That(Json.OnServer(seen, tour.IdOf(server))["grantId"] is null, "no grant", seen);
            Expect.Equal((false, true), (await access.IsAmongAsync("tasks", tour.Carol!, cancel), await access.IsAmongAsync("tasks", tour.Dave!, cancel)), "among Carol's and Dave's tasks:");
            return Json.Text(Expect.Need(await access.NoticeAsync(tour.Dave!, "RequestSubmitted", cancel), "a notice to Dave"), "title");
        });
        await report.StepAsync($"Dave approves, too, and ssh alice@{server.Name} works", async cancel =>
        {
            await Expect.Need(access, "the request").DecideAsync(tour.Dave!, true, cancel);
            var decisions = (await access!.WaitForAsync("Active", SoonEnough, cancel))["decisions"]!.AsArray();
            Expect.Equal("Carol in step 0, Dave in step 1", string.Join(", ", decisions.Select(d => $"{Json.Text(d!["approver"], "name")} in step {d["step"]}")), "the decisions:");
            var id = (await (await access.FetchTicketAsync(cancel)).RunAsync("alice", server, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal($"alice {LabFlow.Group}", AccessSteps.Groups(id), "groups:");
            await access.EndAsync(cancel);
            await access.WaitForAsync("Revoked", SoonEnough, cancel);
            await flow!.RemoveAsync(cancel);
            return id.Trim();
        });
    }

    private static async Task OfAPartAsync(TourState tour)
    {
        var (report, web, database) = (tour.Report, tour.Web, tour.Database);
        LabAccess? access = null;
        await report.StepAsync($"Alice asks for {web.Name} and {database.Name}; Carol approves the first and leaves the second out", async cancel =>
        {
            access = await LabAccess.AskAsync(Expect.Need(tour.Alice, "Alice"), [tour.IdOf(web), tour.IdOf(database)], ["docker"], TimeSpan.FromHours(1), cancel);
            await access.ApproveOnlyAsync(Expect.Need(tour.Carol, "Carol"), tour.IdOf(web), cancel);
            var seen = await access.WaitForAsync("Active", SoonEnough, cancel);
            var (kept, leftOut) = (Json.OnServer(seen, tour.IdOf(web)), Json.OnServer(seen, tour.IdOf(database)));
            Expect.Equal("Active and Rejected", $"{Json.Text(kept, "status")} and {Json.Text(leftOut, "status")}", "the two servers:");
            return Json.Text(seen["decisions"]![0], "reason");
        });
        await report.StepAsync($"ssh alice@{web.Name} works; with the same certificate {database.Name} refuses her", async cancel =>
        {
            var ticket = await Expect.Need(access, "the request").FetchTicketAsync(cancel);
            var id = (await ticket.RunAsync("alice", web, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal("alice docker", AccessSteps.Groups(id), "groups:");
            await (ticket with { KnownHosts = tour.Site.Servers.KnownHostsPath }).ExpectRefusedAsync("alice", database, cancel);
            await access!.EndAsync(cancel);
            await access.WaitForAsync("Revoked", SoonEnough, cancel);
            await ticket.ExpectRefusedAsync("alice", web, cancel);
            return id.Trim();
        });
    }
}
