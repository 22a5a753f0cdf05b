using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>Keeps the reports of the actor: nobody sees another person's.</summary>
public sealed class SavedReports(IActivityStore store, TimeProvider clock)
{
    /// <summary>The actor's own reports, by name.</summary>
    public async Task<IReadOnlyList<SavedReport>> ListAsync(Actor actor, CancellationToken cancel = default) =>
        actor.Id is { } person ? await store.ReportsOfAsync(person, cancel) : [];

    /// <summary>Keeps a filter under a name, or says why not.</summary>
    public async Task<Outcome<SavedReportId>> SaveAsync(Actor actor, string name, string filter, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        if (PlainText.ProblemWithName(name) is { } problem)
        {
            return Refusal.Invalid("Name", problem);
        }

        if (filter.Length > SavedReport.LongestFilter || filter.Any(char.IsControl))
        {
            return Refusal.Invalid("Filter", $"A filter is one line of at most {SavedReport.LongestFilter} characters. Search for less.");
        }

        if ((await store.ReportsOfAsync(person, cancel)).Count >= SavedReport.Most)
        {
            return Refusal.Invalid("Name", $"You have {SavedReport.Most} reports. Remove one first.");
        }

        var report = new SavedReport { Id = TypedId.New<SavedReportId>(clock), OwnerId = person, Name = name.Trim(), Filter = filter.TrimStart('?'), SavedAt = clock.GetUtcNow() };
        return await store.AddReportAsync(report, Audited.SavedReport(actor, report.SavedAt, report.Id, "saved", report.Name), cancel)
            ? report.Id
            : Refusal.Invalid("Name", "You have a report of this name. Give another, or remove that one first.");
    }

    /// <summary>Removes a report of the actor's own.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, SavedReportId id, CancellationToken cancel = default) =>
        actor.Id is { } person && (await store.ReportsOfAsync(person, cancel)).FirstOrDefault(r => r.Id == id) is { } report
            && await store.RemoveReportAsync(person, id, Audited.SavedReport(actor, clock.GetUtcNow(), id, "removed", report.Name), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
}
