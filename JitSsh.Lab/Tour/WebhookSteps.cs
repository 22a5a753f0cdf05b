using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>A webhook that is told of requests: signed, and kept for it while it is down.</summary>
internal sealed class WebhookSteps(TourState tour) : IAsyncDisposable
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    private readonly WebhookSink sink = new();
    private string? id;
    private string? secret;
    private LabAccess? access;

    /// <summary>Webhooks do not lead to the portal's own machine, unless whoever runs the portal says so.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["JitSsh__Notifications__Webhooks__Allow__0"] = "127.0.0.1" };

    public async Task TakeAsync()
    {
        var (report, web) = (tour.Report, tour.Web);
        report.Heading("Telling a webhook");
        await report.StepAsync("A webhook is added and tried: the call arrives, signed with the secret that was shown once", async cancel =>
        {
            await sink.StartAsync(cancel);
            var api = Expect.Need(tour.Admin, "the admin").Api;
            var made = (await api.PostAsync("webhooks", new JsonObject { ["name"] = "The team's channel", ["url"] = sink.Url, ["kinds"] = Json.List(["RequestSubmitted", "RequestDecided"]) }, cancel))!;
            (id, secret) = (Json.Text(made, "id"), Json.Text(made, "secret"));
            var tried = (await api.PostAsync($"webhooks/{id}/test", null, cancel))!;
            Expect.That(tried["isTaken"]!.GetValue<bool>() && sink.Calls.Count == 1, "one call, and it is taken", tried);
            var call = sink.Calls[0];
            Expect.That(call.IsSignedWith(secret) && !call.IsSignedWith(secret + "x"), "a signature with this secret and no other", call);
            Expect.That(!(await api.GetTextAsync("webhooks", cancel)).Contains(secret, StringComparison.Ordinal), "the secret not to be shown again", "it is");
            return Json.Text(call.Json, "title");
        });
        await report.StepAsync("Alice asks, and the channel reads it in the same moment", async cancel =>
        {
            Expect.Need(secret, "the webhook");
            access = await LabAccess.AskAsync(Expect.Need(tour.Alice, "Alice"), [tour.IdOf(web)], ["docker"], TimeSpan.FromHours(1), cancel);
            var call = await ArrivesAsync("RequestSubmitted", cancel);
            Expect.That(call.IsSignedWith(secret!), "its signature", call);
            return Json.Text(call.Json, "text").Replace('\n', ' ');
        });
        await report.StepAsync("The channel is down when Carol rejects: what it has not taken waits, and says why", async cancel =>
        {
            await sink.StopAsync();
            await Expect.Need(access, "the request").DecideAsync(Expect.Need(tour.Carol, "Carol"), false, cancel);
            JsonNode? waiting = null;
            var failed = await Condition.WaitAsync(async () =>
            {
                waiting = (await DeliveriesAsync(cancel)).FirstOrDefault(d => Json.Text(d, "kind") == "RequestDecided");
                return waiting?["attempts"]?.GetValue<int>() > 0 && Json.Text(waiting, "answer").Length > 0;
            }, SoonEnough, cancel);
            Expect.That(failed && Json.Text(waiting, "state") == "Waiting", "a delivery that waits", waiting);
            await sink.StartAsync(cancel);
            return $"{Json.Text(waiting, "answer")} Next attempt {Json.Moment(waiting, "nextAt"):HH:mm:ss}";
        });
    }

    /// <summary>The end of what <see cref="TakeAsync"/> began: by the time that other steps took, or some seconds more.</summary>
    public Task ArriveAsync() => tour.Report.StepAsync("What the webhook missed while it was down has arrived, once, and signed anew", async cancel =>
    {
        Expect.Need(access, "the request");
        var call = await ArrivesAsync("RequestDecided", cancel);
        Expect.That(call.IsSignedWith(secret!), "its signature", call);
        Expect.Equal("rejected by Carol", $"{Json.Text(call.Json, "outcome")} by {Json.Text(call.Json, "by")}", "what it tells:");
        JsonNode? sent = null;
        var noted = await Condition.WaitAsync(
            async () => Json.Text(sent = (await DeliveriesAsync(cancel)).First(d => Json.Text(d, "id") == call.Delivery), "state") == "Sent", SoonEnough, cancel);
        Expect.That(noted && sent!["attempts"]!.GetValue<int>() > 1, "its delivery to be Sent, after more than one attempt", sent);
        Expect.Equal(1, sink.Calls.Count(c => c.Delivery == call.Delivery), "how often it came:");
        return $"{Json.Text(call.Json, "title")}, at attempt {sent!["attempts"]}";
    });

    public ValueTask DisposeAsync() => sink.DisposeAsync();

    private async Task<WebhookCall> ArrivesAsync(string kind, CancellationToken cancel)
    {
        WebhookCall? call = null;
        var came = await Condition.WaitAsync(
            () => (call = sink.Calls.FirstOrDefault(c => Json.Text(c.Json, "kind") == kind && Json.Text(c.Json, "request") == access!.Id)) is not null, TimeSpan.FromSeconds(60), cancel);
        Expect.That(came, $"a call that tells of {kind}", string.Join("; ", sink.Calls.Select(c => c.Body)));
        return call!;
    }

    private async Task<IReadOnlyList<JsonNode>> DeliveriesAsync(CancellationToken cancel) => Json.Rows(await tour.Admin!.Api.GetAsync($"webhooks/{id}/deliveries", cancel));
}
