using System.Net;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>An access flow is made narrower while people have access under it.</summary>
internal static class FlowChangeSteps
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    public static async Task TakeAsync(TourState tour)
    {
        var (report, web, database) = (tour.Report, tour.Web, tour.Database);
        LabFlow? flow = null;
        LabAccess? access = null;
        SshTicket? ticket = null;
        SshSession? session = null;

        report.Heading("Changing an access flow");
        await report.StepAsync($"Under one flow Alice is on {web.Name} and on {database.Name}", async cancel =>
        {
            flow = await LabFlow.AddAsync(tour, "Monthly figures", LabFlow.Of([Expect.Need(tour.Alice, "Alice")], tour.IdOf(web), tour.IdOf(database)), cancel);
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web), tour.IdOf(database)], [LabFlow.Group], TimeSpan.FromHours(1), cancel);
            await access.WaitForAsync("Active", SoonEnough, cancel);
            ticket = await access.FetchTicketAsync(cancel);
            session = await ticket.OpenAsync("alice", database, cancel);
            return "";
        });
        await report.StepAsync($"The flow without {database.Name} says who would lose what, before anybody does", async cancel =>
        {
            var forecast = (await Expect.Need(flow, "the access flow").Admin.Api.PostAsync($"access-flows/{flow!.Id}/preview", Narrower(), cancel))!;
            var ending = forecast["ending"]!.AsArray().Select(e => $"{Json.Text(e, "person")} {Json.Text(e, "server")}");
            Expect.Equal($"{tour.Alice!.Id} {tour.IdOf(database)}", string.Join(", ", ending), "what ends:");
            Expect.Equal(0, forecast["problems"]!.AsArray().Count, "problems:");
            Expect.That(session is { IsOpen: true }, "Alice's session to be open", "it ended");
            return Json.Text(forecast, "sentence");
        });
        await report.StepAsync($"Saved, it ends what it no longer allows: her session on {database.Name} dies, {web.Name} goes on", async cancel =>
        {
            Expect.Need(session, "the open session");
            await SaveAsync(flow!, cancel);
            await session!.ExpectEndAsync(SoonEnough, cancel);
            JsonNode? ended = null;
            var over = await Servers.Condition.WaitAsync(
                async () => Json.Text(ended = Json.OnServer(await access!.ReadAsync(cancel), tour.IdOf(database)), "status") == "Revoked", SoonEnough, cancel);
            Expect.That(over && Json.Text(ended, "endReason") == "FlowChanged", "Revoked, with the reason FlowChanged", ended);
            await ticket!.ExpectRefusedAsync("alice", database, cancel);
            (await ticket.RunAsync("alice", web, "id", cancel)).EnsureSuccess();
            return Json.Text(ended, "endReason");
        });
        await report.StepAsync("The flow's versions say what was changed; a save over a version that is gone is refused", async cancel =>
        {
            var saved = Expect.Need(flow, "the access flow");
            var again = await saved.Admin.Api.SendAsync(HttpMethod.Put, $"access-flows/{saved.Id}", Narrower(version: 1), cancel);
            Expect.That(again.Status == HttpStatusCode.Conflict, "409", again);
            var differences = Json.Rows(await saved.Admin.Api.GetAsync($"access-flows/{saved.Id}/versions", cancel))[0]["differences"]!.AsArray();
            Expect.Equal(1, differences.Count, "differences from the version before:");
            await saved.RemoveAsync(cancel);
            await access!.WaitForAsync("Revoked", SoonEnough, cancel);
            return differences[0]!.GetValue<string>();
        });
        session?.Dispose();

        Task SaveAsync(LabFlow saved, CancellationToken cancel) => saved.Admin.Api.PutAsync($"access-flows/{saved.Id}", Narrower(version: 1), cancel);

        JsonObject Narrower(int? version = null)
        {
            var rule = flow!.Rule.DeepClone();
            rule["targets"] = LabFlow.Targets(tour.IdOf(web));
            var body = new JsonObject { ["name"] = flow.Name, ["rule"] = rule };
            if (version is not null)
            {
                body["version"] = version;
            }

            return body;
        }
    }
}
