using System.Globalization;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>A report as its owner is told of it.</summary>
/// <param name="Report">The report.</param>
/// <param name="Key">What this sending is, so that it happens once.</param>
/// <param name="At">When.</param>
/// <param name="Filter">The filter with the days that it is about.</param>
/// <param name="Text">A sentence of what it found.</param>
public sealed record ReportSending(SavedReport Report, string Key, DateTimeOffset At, string Filter, string Text);

/// <summary>
/// Tells owners of their reports: when they are due, which is JitSsh's own work, and when the owner asks. What is told is a count and a link, never the rows: a mailbox keeps its copies for ever, and has other
/// readers than the portal has. The link shows what its reader may see at that moment.
/// </summary>
public sealed class SendReports(IActivityStore store, TimeProvider clock)
{
    private const int Counted = 1000;
    private const int AtOnce = 50;

    /// <summary>Sends what is due and says when the next one is; null when none is.</summary>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var due = await store.DueReportsAsync(now, AtOnce, cancel);
            foreach (var report in due)
            {
                var (schedule, at) = (report.Schedule!, report.DueAt!.Value);
                var days = ReportPlan.Days(schedule, at, now);
                var sending = await SendingAsync(report, $"report:{report.Id}:{at.UtcTicks}", now, days, cancel);

                // False when somebody changed or removed it meanwhile: what is due then is read again.
                await store.SendDueAsync(sending, ReportPlan.Next(schedule, now), EventOf(Actor.System, sending), cancel);
            }

            if (due.Count < AtOnce)
            {
                return await store.NextReportAsync(cancel);
            }
        }
    }

    /// <summary>Tells the owner now. A schedule is not changed by it; NotFound for anyone but the owner.</summary>
    public async Task<Outcome<Nothing>> SendNowAsync(Actor actor, SavedReportId id, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person || (await store.ReportsOfAsync(person, cancel)).FirstOrDefault(r => r.Id == id) is not { } report)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        var sending = await SendingAsync(report, $"report:{id}:asked:{now.UtcTicks}", now, report.Schedule is { } schedule ? ReportPlan.DaysSoFar(schedule, now) : null, cancel);
        return await store.SendNowAsync(sending, EventOf(actor, sending), cancel) ? Nothing.AtAll : Refusal.NotFound;
    }

    private async Task<ReportSending> SendingAsync(SavedReport report, string key, DateTimeOffset now, (DateOnly From, DateOnly To)? days, CancellationToken cancel)
    {
        var filter = days is { } d ? ActivityAddress.Over(report.Filter, d.From, d.To) : report.Filter;
        var found = await store.CountAsync(report.OwnerId, ActivityAddress.Query(ActivityAddress.Read(filter).GetValueOrDefault), Counted + 1, cancel);
        var many = found > Counted ? $"More than {Counted.ToString("N0", CultureInfo.InvariantCulture)} requests match" : found == 1 ? "1 request matches" : found == 0 ? "No request matches" : $"{found} requests match";
        var when = days is not { } p ? "" : p.From == p.To ? $" on {Words(p.From)} (UTC)" : $" from {Words(p.From)} to {Words(p.To)} (UTC)";
        return new(report, key, now, filter, $"{many}{when}.");
    }

    private static AuditEvent EventOf(Actor by, ReportSending sending) => Audited.SavedReport(by, sending.At, sending.Report.Id, "sent", sending.Report.Name);

    private static string Words(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
