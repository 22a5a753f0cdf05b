using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Shifts;

namespace JitSsh.Core.Activity;

/// <summary>Keeps the reports of the actor: nobody sees another person's.</summary>
public sealed class SavedReports(IActivityStore store, TimeProvider clock)
{
    private static readonly Refusal NameTaken = Refusal.Invalid("Name", "You have a report of this name. Give another, or remove that one first.");

    /// <summary>The actor's own reports, by name.</summary>
    public async Task<IReadOnlyList<SavedReport>> ListAsync(Actor actor, CancellationToken cancel = default) =>
        actor.Id is { } person ? await store.ReportsOfAsync(person, cancel) : [];

    /// <summary>One of the actor's own; NotFound for any other.</summary>
    public async Task<Outcome<SavedReport>> FindAsync(Actor actor, SavedReportId id, CancellationToken cancel = default) =>
        (await ListAsync(actor, cancel)).FirstOrDefault(r => r.Id == id) is { } report ? report : Refusal.NotFound;

    /// <summary>Keeps a filter under a name, or says why not.</summary>
    public async Task<Outcome<SavedReportId>> AddAsync(Actor actor, ReportInput input, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. Problems(input)];
        if ((await store.ReportsOfAsync(person, cancel)).Count >= SavedReport.Most)
        {
            problems.Add(new("Name", $"You have {SavedReport.Most} reports. Remove one first."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        SavedReport report = new() { Id = TypedId.New<SavedReportId>(clock), OwnerId = person, Name = "", Filter = "", SavedAt = now };
        Take(report, input, now);
        return await store.AddReportAsync(report, Audited.SavedReport(actor, now, report.Id, "saved", report.Name, AuditChange.Between(AuditFields.Of(new { }), FieldsOf(report))), cancel) ? report.Id : NameTaken;
    }

    /// <summary>Changes a report of the actor's own, or says why not.</summary>
    public async Task<Outcome<Nothing>> ChangeAsync(Actor actor, SavedReportId id, ReportInput input, CancellationToken cancel = default)
    {
        var found = await FindAsync(actor, id, cancel);
        if (!found.IsDone)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. Problems(input)];
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var (report, before, now) = (found.Value, FieldsOf(found.Value), clock.GetUtcNow());
        Take(report, input, now);
        return await store.ChangeReportAsync(report, Audited.SavedReport(actor, now, id, "changed", report.Name, AuditChange.Between(before, FieldsOf(report))), cancel) ? Nothing.AtAll : NameTaken;
    }

    /// <summary>Removes a report of the actor's own.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, SavedReportId id, CancellationToken cancel = default)
    {
        var found = await FindAsync(actor, id, cancel);
        return found.IsDone && await store.RemoveReportAsync(actor.Id!.Value, id, Audited.SavedReport(actor, clock.GetUtcNow(), id, "removed", found.Value.Name), cancel) ? Nothing.AtAll : Refusal.NotFound;
    }

    private static void Take(SavedReport report, ReportInput input, DateTimeOffset now)
    {
        // A schedule that stays as it is keeps what is due: a sending that is late is not forgotten by a change of the name.
        var isSame = report.Schedule == input.Schedule;
        (report.Name, report.Filter, report.Schedule) = (input.Name.Trim(), ActivityAddress.Write(ActivityAddress.Read(input.Filter)), input.Schedule);
        report.DueAt = isSame ? report.DueAt : input.Schedule is { } schedule ? ReportPlan.Next(schedule, now) : null;
    }

    private static IEnumerable<Problem> Problems(ReportInput input)
    {
        if (PlainText.ProblemWithName(input.Name) is { } name)
        {
            yield return new("Name", name);
        }

        if (ActivityAddress.Problem(input.Filter) is { } filter)
        {
            yield return new("Filter", filter);
        }

        if (input.Schedule is { } schedule)
        {
            if (LocalClock.Find(schedule.TimeZone) is null)
            {
                yield return new("TimeZone", $"There is no time zone {SafeText.Quote(schedule.TimeZone)}. Use a name such as Europe/Berlin.");
            }

            if (!Enum.IsDefined(schedule.Every) || !Enum.IsDefined(schedule.On))
            {
                yield return new("Schedule", "A report is sent every day, every week on a day of it, or on the first of every month.");
            }
        }
    }

    private static IReadOnlyDictionary<string, string> FieldsOf(SavedReport r) => AuditFields.Of(new { r.Name, r.Filter, Schedule = r.Schedule?.Words });
}
