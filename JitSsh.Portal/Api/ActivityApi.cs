using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Api;

/// <summary>What happened, who has access now, and the figures.</summary>
internal static class ActivityApi
{
    public static void MapActivity(this RouteGroupBuilder api)
    {
        var activity = api.MapGroup("/activity").WithTags("Activity");
        activity.MapGet("/", ListAsync).WithSummary("Lists requests with what became of them, newest first: yours; as an admin, everybody's. At most 1,050 are counted beyond those left out.");
        activity.MapGet("/export", Export).WithSummary("Gives all requests that match, a line for each server, as CSV or JSON.").Produces<string>(contentType: "text/csv");
        activity.MapGet("/{id:guid}", TimelineAsync).WithSummary("Shows what happened to a request, oldest first.").Refuses(404);
        api.MapGet("/access-now", AccessNowAsync).WithTags("Activity").WithSummary("Lists who has access to what right now; admins only.").Refuses(404);
        api.MapGet("/access-now/export", AccessNowExportAsync).WithTags("Activity").WithSummary("Gives who has access to what right now as CSV; admins only.").Produces<string>(contentType: "text/csv").Refuses(404);
        api.MapGet("/overview", OverviewAsync).WithTags("Activity").WithSummary("Gives what is active, waits and fails, and the figures of the last days (30, at most 90); admins only.").Refuses(404);
        var reports = api.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("/", ReportsAsync).WithSummary("Lists your saved reports.");
        reports.MapPost("/", SaveAsync).WithSummary("Saves a filter of the activity under a name, with a schedule or without.").Refuses(422);
        reports.MapGet("/{id:guid}", ReportAsync).WithSummary("Shows a saved report of yours.").Refuses(404);
        reports.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a saved report of yours: its name, its filter, and when you are sent it.").Refuses(404, 422);
        reports.MapPost("/{id:guid}/send", SendAsync).WithSummary("Sends you a saved report of yours now, as its schedule would: how many requests match, and a link to them.").Refuses(404);
        reports.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a saved report of yours.").Refuses(404);
    }

    private static async Task<Answer<ListView<RequestView>>> ListAsync(Caller caller, [AsParameters] ActivityParameters query, [AsParameters] PageQuery page, ShowActivity activity, CancellationToken cancel) =>
        ListView<RequestView>.Of(await activity.ListAsync(caller.Actor, query.Query, page.Page, cancel), RequestView.Of);

    private static IResult Export(Caller caller, [AsParameters] ActivityParameters query, bool? json, ShowActivity activity, CancellationToken cancel)
    {
        var rows = activity.ExportAsync(caller.Actor, query.Query, cancel);
        return json == true
            ? TypedResults.Stream(to => ActivityExport.WriteJsonAsync(to, rows, cancel), "application/json", "activity.json")
            : TypedResults.Stream(to => ActivityExport.WriteCsvAsync(to, rows, cancel), "text/csv", "activity.csv");
    }

    private static async Task<Answer<IReadOnlyList<TimelineView>>> TimelineAsync(Caller caller, RequestId id, ShowTimeline timeline, CancellationToken cancel) =>
        (await timeline.RunAsync(caller.Actor, id, cancel)).ShowAll(e => new TimelineView(e.At, e.Source, e.By, e.Server, e.What, e.Details, e.NeedsAttention));

    private static async Task<Answer<ListView<AccessNowView>>> AccessNowAsync(Caller caller, string? search, [AsParameters] PageQuery page, ShowAccessNow now, CancellationToken cancel) =>
        (await now.ListAsync(caller.Actor, search, page.Page, cancel)).ShowPage(AccessNowView.Of);

    private static async Task<IResult> AccessNowExportAsync(Caller caller, string? search, ShowAccessNow now, CancellationToken cancel)
    {
        var outcome = await now.ExportAsync(caller.Actor, search, cancel);
        return outcome.IsDone ? TypedResults.Stream(to => AccessNowExport.WriteCsvAsync(to, outcome.Value, cancel), "text/csv", AccessNowExport.FileName) : ProblemAnswer.Of(outcome);
    }

    private static async Task<Answer<OverviewFigures>> OverviewAsync(Caller caller, int? days, ShowOverview overview, CancellationToken cancel) =>
        (await overview.RunAsync(caller.Actor, days ?? 30, cancel)).Show(f => f);

    private static async Task<Answer<IReadOnlyList<ReportView>>> ReportsAsync(Caller caller, SavedReports reports, CancellationToken cancel) =>
        new(TypedResults.Ok((await reports.ListAsync(caller.Actor, cancel)).Select(r => ReportView.Of(r))));

    private static async Task<Answer<ReportView>> ReportAsync(Caller caller, SavedReportId id, SavedReports reports, CancellationToken cancel) =>
        (await reports.FindAsync(caller.Actor, id, cancel)).Show(ReportView.Of);

    private static async Task<Made<SavedReportId>> SaveAsync(Caller caller, ReportBody body, SavedReports reports, CancellationToken cancel) =>
        (await reports.AddAsync(caller.Actor, body.Input, cancel)).Made("/api/v1/reports");

    private static async Task<Done> ChangeAsync(Caller caller, SavedReportId id, ReportBody body, SavedReports reports, CancellationToken cancel) =>
        (await reports.ChangeAsync(caller.Actor, id, body.Input, cancel)).Done();

    private static async Task<Done> SendAsync(Caller caller, SavedReportId id, SendReports send, CancellationToken cancel) => (await send.SendNowAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, SavedReportId id, SavedReports reports, CancellationToken cancel) =>
        (await reports.RemoveAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>Which requests.</summary>
/// <param name="Status">In this state, as a person sees it.</param>
/// <param name="Open">True: those that are not over; false: those that are.</param>
/// <param name="Requester">Text in the requester's name.</param>
/// <param name="Server">Text in a server's name.</param>
/// <param name="Flow">Text in the access flow's name.</param>
/// <param name="From">Asked on this day (UTC) or later.</param>
/// <param name="To">Asked on this day (UTC) or earlier.</param>
/// <param name="Search">Text in the justification, or in any of the names.</param>
internal sealed record ActivityParameters(AccessStatus? Status, bool? Open, string? Requester, string? Server, string? Flow, DateOnly? From, DateOnly? To, string? Search)
{
    internal ActivityQuery Query => new() { Status = Status, IsOpen = Open, Requester = Requester, Server = Server, Flow = Flow, From = From, To = To, Text = Search };
}

/// <summary>Something that happened to a request.</summary>
/// <param name="At">When.</param>
/// <param name="Source">From whom it is known.</param>
/// <param name="By">Who did it.</param>
/// <param name="Server">On which server; null when it is about the whole request.</param>
/// <param name="What">What it was.</param>
/// <param name="Details">More of it.</param>
/// <param name="NeedsAttention">True when somebody should look at it.</param>
internal sealed record TimelineView(DateTimeOffset At, TimelineSource Source, string By, string? Server, string What, string Details, bool NeedsAttention);

/// <summary>Access that somebody has now.</summary>
/// <param name="RequestId">The request it was made from.</param>
/// <param name="Person">Whose.</param>
/// <param name="ServerId">The server.</param>
/// <param name="Server">Its name.</param>
/// <param name="Account">The account on it.</param>
/// <param name="LinuxGroups">The groups the account is put in.</param>
/// <param name="Since">Since when it works.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Flow">The access flow.</param>
/// <param name="IsAutomatic">True when nobody had to approve it.</param>
/// <param name="HasCertificate">True when a certificate was fetched for it.</param>
internal sealed record AccessNowView(
    RequestId RequestId, string Person, ServerId ServerId, string Server, string Account, IReadOnlyList<string> LinuxGroups, DateTimeOffset? Since, DateTimeOffset? Until, string Flow, bool IsAutomatic, bool HasCertificate)
{
    public static AccessNowView Of(AccessNow a) => new(
        a.Grant.RequestId, a.PersonName, a.Grant.ServerId, a.ServerName, a.Grant.Account, a.Grant.LinuxGroups, a.Grant.ActiveAt, a.Grant.NotAfter, a.FlowName, a.IsAutomatic, a.HasCertificate);
}

/// <summary>A saved report.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Filter">The query string of the screen Activity.</param>
/// <param name="SavedAt">When it was saved.</param>
/// <param name="Schedule">When you are sent it; null when you are not.</param>
/// <param name="DueAt">When you are sent it next.</param>
/// <param name="SentAt">When you were sent it last.</param>
internal sealed record ReportView(SavedReportId Id, string Name, string Filter, DateTimeOffset SavedAt, ReportSchedule? Schedule, DateTimeOffset? DueAt, DateTimeOffset? SentAt)
{
    public static ReportView Of(SavedReport r) => new(r.Id, r.Name, r.Filter, r.SavedAt, r.Schedule, r.DueAt, r.SentAt);
}

/// <summary>A report to save.</summary>
internal sealed record ReportBody
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The query string of the screen Activity, for example <c>state=failing</c>. The days of a report with a schedule are those of the schedule.</summary>
    public required string Filter { get; init; }

    /// <summary>When to send it to you; null for never.</summary>
    public ReportSchedule? Schedule { get; init; }

    internal ReportInput Input => new() { Name = Name, Filter = Filter, Schedule = Schedule };
}
