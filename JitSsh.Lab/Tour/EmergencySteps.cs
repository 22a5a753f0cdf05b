using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>The glass is broken: access at once, everybody told, and a review that somebody else signs.</summary>
internal static class EmergencySteps
{
    private const string Why = "The shop is down since 03:10, and nobody answers the phone";
    private const string Found = "It was down; a disk was full";
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    public static async Task TakeAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        LabFlow? flow = null;
        LabAccess? access = null;

        report.Heading("Breaking the glass");
        await report.StepAsync("In an emergency nobody is asked, but one word is no reason", async cancel =>
        {
            var rule = LabFlow.Of([Expect.Need(tour.Alice, "Alice"), Expect.Need(tour.Bob, "Bob")], tour.IdOf(web));
            rule["approval"] = LabFlow.Steps(Expect.Need(tour.Carol, "Carol"), Expect.Need(tour.Dave, "Dave"));
            rule["breakGlass"] = true;
            flow = await LabFlow.AddAsync(tour, "The shop", rule, cancel);
            var answer = await tour.Alice!.Api.SendAsync(HttpMethod.Post, "requests", Emergency("Down!"), cancel);
            Expect.That((int)answer.Status == 422 && answer.Body?["errors"]?["Justification"] is not null, "422 with errors.Justification", answer);
            return answer.Body!["errors"]!["Justification"]![0]!.GetValue<string>();
        });
        await report.StepAsync("With a long one Alice breaks the glass, and is in at once", async cancel =>
        {
            Expect.Need(flow, "the access flow");
            var watch = Stopwatch.StartNew();
            access = await LabAccess.AskAsync(tour.Alice!, Emergency(Why), cancel);
            await access.WaitForAsync("Active", SoonEnough, cancel);
            var id = (await (await access.FetchTicketAsync(cancel)).RunAsync("alice", web, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal($"alice {LabFlow.Group}", AccessSteps.Groups(id), "groups:");
            return string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0} s from asking to ssh");
        });
        await report.StepAsync("The admin and those who would have been asked are told, with her reason; Bob, whom it does not concern, is not", async cancel =>
        {
            var broken = Expect.Need(access, "the request");
            var title = "";
            foreach (var person in new[] { tour.Admin!, tour.Carol!, tour.Dave! })
            {
                var notice = Expect.Need(await broken.NoticeAsync(person, "GlassBroken", cancel), $"a notice to {person.Name}");
                Expect.That(Json.Text(notice, "text").Contains(Why, StringComparison.Ordinal), $"her reason in the notice to {person.Name}", notice);
                title = Json.Text(notice, "title");
            }

            Expect.That(await broken.NoticeAsync(tour.Bob!, "GlassBroken", cancel) is null, "no notice to Bob", "one");
            return title;
        });
        await report.StepAsync("A review is open; Alice cannot sign it herself, nor can Bob", async cancel =>
        {
            var broken = Expect.Need(access, "the request");
            foreach (var person in new[] { tour.Alice!, tour.Bob! })
            {
                Expect.That(!await broken.IsAmongAsync("reviews", person, cancel), $"no review for {person.Name}", "one");
                var answer = await SignAsync(person, cancel);
                Expect.That(answer.Status == HttpStatusCode.NotFound, $"404 for {person.Name}", answer);
            }

            return "404";
        });
        await report.StepAsync("It stays open when the access is over, until Dave signs it with what he found", async cancel =>
        {
            var broken = Expect.Need(access, "the request");
            await broken.EndAsync(cancel);
            await broken.WaitForAsync("Revoked", SoonEnough, cancel);
            foreach (var person in new[] { tour.Admin!, tour.Carol!, tour.Dave! })
            {
                Expect.That(await broken.IsAmongAsync("reviews", person, cancel), $"the review among {person.Name}'s", "none");
            }

            var signed = await SignAsync(tour.Dave!, cancel);
            Expect.That(signed.Status == HttpStatusCode.NoContent, "204", signed);
            var review = (await broken.ReadAsync(cancel))["review"];
            Expect.Equal($"Dave: {Found}", $"{Json.Text(review?["signedBy"], "name")}: {Json.Text(review, "note")}", "what Alice sees:");
            Expect.That(!await broken.IsAmongAsync("reviews", tour.Carol!, cancel), "no review for Carol any more", "one");
            var again = await SignAsync(tour.Carol!, cancel);
            Expect.That(again.Status == HttpStatusCode.Conflict, "409 for Carol, who comes second", again);
            await flow!.RemoveAsync(cancel);
            return $"Dave: {Found}";
        });

        JsonObject Emergency(string why)
        {
            var question = LabAccess.Question([tour.IdOf(web)], [LabFlow.Group], TimeSpan.FromHours(1));
            question["justification"] = why;
            question["breakGlass"] = true;
            return question;
        }

        Task<ApiAnswer> SignAsync(LabPerson person, CancellationToken cancel) =>
            person.Api.SendAsync(HttpMethod.Post, $"requests/{access!.Id}/review", new JsonObject { ["note"] = Found }, cancel);
    }
}
