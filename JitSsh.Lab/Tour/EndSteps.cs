using System.Globalization;

namespace JitSsh.Lab.Tour;

/// <summary>How access ends: by a person, by time, and without touching what else there is.</summary>
internal static class EndSteps
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    public static async Task TakeAsync(TourState tour)
    {
        tour.Report.Heading("Ending access");
        await OverlapAsync(tour);
        await ByHandAsync(tour);
        await ByTimeAsync(tour);
    }

    private static async Task OverlapAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        LabAccess? first = null;
        LabAccess? second = null;
        SshTicket? ticketOfFirst = null;
        SshTicket? ticketOfSecond = null;
        await report.StepAsync("Two grants of Alice on one server overlap: as docker, approved by Carol, and as developers, automatic", async cancel =>
        {
            first = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], ["docker"], TimeSpan.FromHours(1), cancel);
            await first.DecideAsync(tour.Carol!, true, cancel);
            second = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], ["developers"], TimeSpan.FromMinutes(5), cancel);
            await first.WaitForAsync("Active", SoonEnough, cancel);
            await second.WaitForAsync("Active", SoonEnough, cancel);
            ticketOfFirst = await first.FetchTicketAsync(cancel);
            ticketOfSecond = await second.FetchTicketAsync(cancel);
            var id = (await ticketOfSecond.RunAsync("alice", web, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal("alice developers docker", AccessSteps.Groups(id), "groups:");
            return id.Trim();
        });
        await report.StepAsync("The first ends; the second goes on, with its group and its open session, and without the first's", async cancel =>
        {
            using var session = await Expect.Need(ticketOfSecond, "the second certificate").OpenAsync("alice", web, cancel);
            await first!.EndAsync(cancel);
            await first.WaitForAsync("Revoked", SoonEnough, cancel);
            await ticketOfFirst!.ExpectRefusedAsync("alice", web, cancel);
            var id = (await ticketOfSecond!.RunAsync("alice", web, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal("alice developers", AccessSteps.Groups(id), "groups:");
            Expect.That(session.IsOpen, "the second's session to be open", "it ended");
            return id.Trim();
        });
        await report.StepAsync("The second ends, too, and nothing is left but the locked account", async cancel =>
        {
            await Expect.Need(second, "the second grant").EndAsync(cancel);
            await second!.WaitForAsync("Revoked", SoonEnough, cancel);
            await ticketOfSecond!.ExpectRefusedAsync("alice", web, cancel);
            Expect.None(Changes.AfterAccessOf(tour.Before(web), await web.SnapshotAsync(cancel), "alice"), "no difference");
            return "";
        });
    }

    private static async Task ByHandAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        await report.StepAsync("Alice ends her access by hand: her open session and what she left running die at once, ssh is refused", async cancel =>
        {
            var access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], [], TimeSpan.FromMinutes(5), cancel);
            await access.WaitForAsync("Active", SoonEnough, cancel);
            var ticket = await access.FetchTicketAsync(cancel);
            using var session = await ticket.OpenAsync("alice", web, cancel);
            await ticket.RunAsync("alice", web, "setsid nohup sleep 3601 >/dev/null 2>&1 </dev/null &", cancel);
            await access.EndAsync(cancel);
            var lasted = await session.ExpectEndAsync(TimeSpan.FromSeconds(5), cancel);
            await access.WaitForAsync("Revoked", SoonEnough, cancel);
            await ticket.ExpectRefusedAsync("alice", web, cancel);
            Expect.None(Changes.AfterAccessOf(tour.Before(web), await web.SnapshotAsync(cancel), "alice"), "no difference");
            return string.Create(CultureInfo.InvariantCulture, $"the session ended {lasted.TotalSeconds:0.0} s after the word");
        });
    }

    private static async Task ByTimeAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        LabAccess? access = null;
        SshTicket? ticket = null;
        await report.StepAsync("A grant of ten seconds ends by itself: not before its time, and the open session with it", async cancel =>
        {
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], ["developers"], TimeSpan.FromSeconds(10), cancel);
            var active = await access.WaitForAsync("Active", SoonEnough, cancel);
            var end = Json.Moment(active["servers"]![0], "notAfter")!.Value;
            ticket = await access.FetchTicketAsync(cancel);
            using var session = await ticket.OpenAsync("alice", web, cancel);
            await session.ExpectEndAsync(TimeSpan.FromSeconds(20), cancel);
            var late = TimeProvider.System.GetUtcNow() - end;
            Expect.That(late > TimeSpan.FromSeconds(-1) && late < TimeSpan.FromSeconds(10), "the session to end within 10 s after the grant's end, and not before", $"{late.TotalSeconds:0.0} s after it");
            return string.Create(CultureInfo.InvariantCulture, $"{late.TotalSeconds:0.0} s after its end");
        });
        await report.StepAsync("ssh is refused, and accounts, groups and /etc/ssh are as before, but for the locked account", async cancel =>
        {
            await Expect.Need(ticket, "the certificate").ExpectRefusedAsync("alice", web, cancel);
            await access!.WaitForAsync("Expired", SoonEnough, cancel);
            await ticket!.ExpectRefusedAsync("alice", web, cancel);
            Expect.None(Changes.AfterAccessOf(tour.Before(web), await web.SnapshotAsync(cancel), "alice"), "no difference");
            var shadow = (await web.RunAsync("getent shadow alice", cancellationToken: cancel)).Output.Trim();
            return shadow;
        });
        await report.StepAsync("The other servers are as they were", async cancel =>
        {
            foreach (var server in tour.Site.Servers.Servers.Where(s => s != web))
            {
                Expect.None(Changes.AfterAccessOf(tour.Before(server), await server.SnapshotAsync(cancel)), $"no difference on {server.Name}");
            }

            return "";
        });
    }
}
