using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>Access that is made to last longer while somebody is logged in.</summary>
internal static class ExtensionSteps
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    // Long enough to log in and ask for more on a slow machine, and as short as the tour's reader likes it.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan More = TimeSpan.FromSeconds(10);

    public static async Task TakeAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        LabFlow? flow = null;
        LabAccess? access = null;
        SshTicket? ticket = null;
        SshSession? session = null;
        var (oldEnd, newEnd) = (DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);

        report.Heading("More time");
        await report.StepAsync($"Alice is logged in for {First.TotalSeconds:0} seconds, and asks for {More.TotalSeconds:0} more: the end moves", async cancel =>
        {
            var rule = LabFlow.Of([Expect.Need(tour.Alice, "Alice")], tour.IdOf(web));
            rule["extension"] = new JsonObject { ["times"] = 1, ["bySeconds"] = (long)More.TotalSeconds };
            flow = await LabFlow.AddAsync(tour, "Short looks, once extended", rule, cancel);
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], [LabFlow.Group], First, cancel);
            oldEnd = EndOf(await access.WaitForAsync("Active", SoonEnough, cancel));
            ticket = await access.FetchTicketAsync(cancel);
            session = await ticket.OpenAsync("alice", web, cancel);
            await ExtendAsync(cancel);
            newEnd = EndOf(await access.ReadAsync(cancel));
            Expect.Equal(oldEnd + More, newEnd, "the new end:");
            return string.Create(CultureInfo.InvariantCulture, $"{oldEnd:HH:mm:ss}, now {newEnd:HH:mm:ss}");
        });
        await report.StepAsync("A second time is refused: once is what the flow allows", async cancel =>
        {
            var refused = await tour.Alice!.Api.SendAsync(HttpMethod.Post, $"requests/{Expect.Need(access, "the request").Id}/extension", Body(), cancel);
            Expect.That(refused.Status == HttpStatusCode.Conflict, "409", refused);
            return Json.Text(refused.Body, "detail");
        });
        await report.StepAsync("The old end passes: her session lives on, the old certificate is worth nothing, and a new one works", async cancel =>
        {
            Expect.Need(session, "the open session");
            var past = oldEnd + TimeSpan.FromSeconds(1.5);
            await Servers.Condition.WaitAsync(() => TimeProvider.System.GetUtcNow() > past, First + More, cancel);
            Expect.That(session!.IsOpen, "the session to be open", "it ended");
            await ticket!.ExpectRefusedAsync("alice", web, cancel);
            (await (await access!.FetchTicketAsync(cancel)).RunAsync("alice", web, "id", cancel)).EnsureSuccess();
            Expect.That(session.IsOpen, "the session to be open", "it ended");
            return string.Create(CultureInfo.InvariantCulture, $"{(TimeProvider.System.GetUtcNow() - oldEnd).TotalSeconds:0.0} s after the old end");
        });
        await report.StepAsync("At the new end the session dies, and ssh is refused", async cancel =>
        {
            await Expect.Need(session, "the open session").ExpectEndAsync(More + SoonEnough, cancel);
            var late = TimeProvider.System.GetUtcNow() - newEnd;
            Expect.That(late > TimeSpan.FromSeconds(-1) && late < TimeSpan.FromSeconds(10), "the session to end within 10 s after the new end, and not before", $"{late.TotalSeconds:0.0} s after it");
            await access!.WaitForAsync("Expired", SoonEnough, cancel);
            await ticket!.ExpectRefusedAsync("alice", web, cancel);
            await flow!.RemoveAsync(cancel);
            return string.Create(CultureInfo.InvariantCulture, $"{late.TotalSeconds:0.0} s after it");
        });
        session?.Dispose();

        Task ExtendAsync(CancellationToken cancel) => tour.Alice!.Api.PostAsync($"requests/{access!.Id}/extension", Body(), cancel);

        static JsonObject Body() => new() { ["durationSeconds"] = (long)More.TotalSeconds, ["justification"] = "The log is longer than I thought" };
    }

    private static DateTimeOffset EndOf(JsonNode request) => Json.Moment(request["servers"]![0], "notAfter")!.Value;
}
