using System.Globalization;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>Servers that are down, and a portal that is killed in the middle of its work.</summary>
internal static class OutageSteps
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(15);

    public static async Task TakeAsync(TourState tour)
    {
        tour.Report.Heading("Outages");
        await ServerDownAsync(tour);
        await PortalKilledAsync(tour);
    }

    /// <summary>The last of all.</summary>
    public static async Task StopAsync(TourState tour)
    {
        tour.Report.Heading("The end");
        await tour.Report.StepAsync("Stopped in order, the portal leaves no process behind", async cancel =>
        {
            await tour.Site.Portal.StopAsync();
            var gone = await Condition.WaitAsync(() => tour.Site.Portal.LeftBehind().Count == 0, TimeSpan.FromSeconds(5), cancel);
            Expect.That(gone, "none", string.Join(", ", tour.Site.Portal.LeftBehind()));
            return "";
        });
    }

    private static async Task ServerDownAsync(TourState tour)
    {
        var (report, server) = (tour.Report, tour.Database);
        LabAccess? access = null;
        SshTicket? ticket = null;
        await report.StepAsync($"{server.Name} is switched off: a new grant says that it fails, why, and when it is tried again", async cancel =>
        {
            await server.PowerOffAsync(cancel);
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(server)], [], TimeSpan.FromMinutes(5), cancel);
            var failing = (await access.WaitForAsync("Failing", TimeSpan.FromSeconds(30), cancel))["servers"]![0];
            Expect.That(Json.Moment(failing, "nextAttemptAt") is not null && Json.Text(failing, "lastError").Length > 0, "lastError and nextAttemptAt", failing);
            return $"{Json.Text(failing, "lastError")} Next attempt {Json.Moment(failing, "nextAttemptAt"):HH:mm:ss}";
        });
        await report.StepAsync("It is switched on, and within seconds the grant works, with its whole time from now", async cancel =>
        {
            Expect.Need(access, "the request");
            await server.PowerOnAsync(cancel);
            var back = TimeProvider.System.GetUtcNow();
            var active = (await access!.WaitForAsync("Active", SoonEnough, cancel))["servers"]![0];
            var took = TimeProvider.System.GetUtcNow() - back;
            var left = Json.Moment(active, "notAfter")!.Value - back;
            Expect.That(left > TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(2), "five minutes from its return", left);
            ticket = await access.FetchTicketAsync(cancel);
            (await ticket.RunAsync("alice", server, "id", cancel)).EnsureSuccess();
            return string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s after its return");
        });
        await report.StepAsync("Switched off again, an end does not look finished: it says that it fails", async cancel =>
        {
            await server.PowerOffAsync(cancel);
            await Expect.Need(access, "the request").EndAsync(cancel);
            var failing = (await access!.WaitForAsync("Failing", TimeSpan.FromSeconds(30), cancel))["servers"]![0];
            Expect.That(failing!["endedAt"] is null, "no endedAt", failing);
            return Json.Text(failing, "lastError");
        });
        await report.StepAsync("It is switched on, and within seconds the access is gone", async cancel =>
        {
            await server.PowerOnAsync(cancel);
            await Expect.Need(access, "the request").WaitForAsync("Revoked", SoonEnough, cancel);
            await ticket!.ExpectRefusedAsync("alice", server, cancel);
            Expect.None(Changes.AfterAccessOf(tour.Before(server), await server.SnapshotAsync(cancel), "alice"), "no difference");
            return "";
        });
    }

    private static async Task PortalKilledAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        LabAccess? access = null;
        SshTicket? ticket = null;
        await report.StepAsync("The portal is killed (kill -9) in the middle of a grant; started again, the grant works", async cancel =>
        {
            await using (await HeldAsync(web, cancel))
            {
                access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], ["developers"], TimeSpan.FromMinutes(5), cancel);
                await AtWorkAsync(web, cancel);
                await tour.Site.Portal.KillAsync();
            }

            await tour.Site.Portal.StartAsync(cancel);
            await access.WaitForAsync("Active", SoonEnough, cancel);
            ticket = await access.FetchTicketAsync(cancel);
            var id = (await ticket.RunAsync("alice", web, "id", cancel)).EnsureSuccess().Output;
            Expect.Equal("alice developers", AccessSteps.Groups(id), "groups:");
            return "";
        });
        await report.StepAsync("It is killed in the middle of an end; started again, the access is gone", async cancel =>
        {
            await using (await HeldAsync(web, cancel))
            {
                await Expect.Need(access, "the request").EndAsync(cancel);
                await AtWorkAsync(web, cancel);
                await tour.Site.Portal.KillAsync();
            }

            await tour.Site.Portal.StartAsync(cancel);
            await access!.WaitForAsync("Revoked", SoonEnough, cancel);
            await Expect.Need(ticket, "the certificate").ExpectRefusedAsync("alice", web, cancel);
            Expect.None(Changes.AfterAccessOf(tour.Before(web), await web.SnapshotAsync(cancel), "alice"), "no difference");
            return "";
        });
        await report.StepAsync("It is killed at once after an approval was answered; started again, nothing is forgotten", async cancel =>
        {
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web), tour.IdOf(tour.Database)], ["docker"], TimeSpan.FromHours(1), cancel);
            await access.DecideAsync(tour.Carol!, true, cancel);
            await tour.Site.Portal.KillAsync();
            await tour.Site.Portal.StartAsync(cancel);
            await access.WaitForAsync("Active", SoonEnough, cancel);
            await access.EndAsync(cancel);
            await access.WaitForAsync("Revoked", SoonEnough, cancel);
            return "both servers, granted and ended";
        });
        await report.StepAsync("The portal is stopped over the end of a grant: the server ends it by itself, on the second, and tells of it later", async cancel =>
        {
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], [], TimeSpan.FromSeconds(12), cancel);
            var active = await access.WaitForAsync("Active", SoonEnough, cancel);
            var end = Json.Moment(active["servers"]![0], "notAfter")!.Value;
            ticket = await access.FetchTicketAsync(cancel);
            using var session = await ticket.OpenAsync("alice", web, cancel);
            await tour.Site.Portal.KillAsync();
            await session.ExpectEndAsync(TimeSpan.FromSeconds(20), cancel);
            var late = TimeProvider.System.GetUtcNow() - end;
            Expect.That(late > TimeSpan.FromSeconds(-1) && late < TimeSpan.FromSeconds(2), "the session to end within 2 s after the grant's end, and not before", $"{late.TotalSeconds:0.0} s after it");
            var quiet = await Condition.WaitAsync(
                async () => Changes.AfterAccessOf(tour.Before(web), await web.SnapshotAsync(cancel), "alice").Count == 0, TimeSpan.FromSeconds(5), cancel);
            Expect.That(quiet, "nothing of the access to be left", string.Join("; ", Changes.AfterAccessOf(tour.Before(web), await web.SnapshotAsync(cancel), "alice")));
            await tour.Site.Portal.StartAsync(cancel);
            await access.WaitForAsync("Expired", SoonEnough, cancel);
            return string.Create(CultureInfo.InvariantCulture, $"{late.TotalSeconds:0.0} s after its end, with nobody there");
        });
    }

    /// <summary>Holds the lock under which JitSsh works on a server, so that its next run there stands still in the middle.</summary>
    private static async Task<Held> HeldAsync(LabServer server, CancellationToken cancel)
    {
        await server.RunAsync("setsid flock /var/lib/jitssh/lock sleep 9 >/dev/null 2>&1 </dev/null & until ! flock -n /var/lib/jitssh/lock true; do sleep 0.02; done", cancellationToken: cancel);
        return new(server);
    }

    private static async Task AtWorkAsync(LabServer server, CancellationToken cancel)
    {
        var there = await Condition.WaitAsync(
            async () => (await server.RunAsync("pgrep -f '^/bin/sh -s' >/dev/null && echo yes || true", cancellationToken: cancel)).Output.Trim() == "yes", TimeSpan.FromSeconds(8), cancel);
        Expect.That(there, "JitSsh's run on the server to be under way", "none within 8 s");
    }

    private sealed class Held(LabServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.RunAsync("pkill -f '^flock /var/lib/jitssh/lock' ; pkill -f '^sleep 9$' ; true");
    }
}
