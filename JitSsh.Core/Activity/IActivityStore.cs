using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Core.Activity;

/// <summary>A grant that is in force, or that the server has not yet said is gone.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="PersonName">Whose.</param>
/// <param name="ServerName">Where.</param>
/// <param name="FlowName">The access flow that governs it, by its name when it was asked.</param>
/// <param name="IsAutomatic">True when nobody had to approve it.</param>
/// <param name="HasCertificate">True when a certificate was fetched for it.</param>
public sealed record AccessNow(Grant Grant, string PersonName, string ServerName, string FlowName, bool IsAutomatic, bool HasCertificate);

/// <summary>What the store of the activity guarantees: every answer is bounded and is made by the database, with an index.</summary>
public interface IActivityStore
{
    /// <summary>Requests with what became of them, the newest first.</summary>
    Task<PageOf<RequestRow>> ListAsync(ActivityQuery query, Page page, CancellationToken cancel);

    /// <summary>The next requests of an export, the newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="until">The moment at which the last of them was asked; null for the beginning.</param>
    /// <param name="had">Those of that moment that the export has already.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">Stops it.</param>
    Task<IReadOnlyList<RequestRow>> NextAsync(ActivityQuery query, DateTimeOffset? until, IReadOnlyCollection<RequestId> had, int take, CancellationToken cancel);

    /// <summary>Who has access to what, by server.</summary>
    /// <param name="search">Text in the person's, account's, server's or flow's name; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancel">Stops it.</param>
    Task<PageOf<AccessNow>> AccessNowAsync(string? search, Page page, CancellationToken cancel);

    /// <summary>The same, whole and as it is at one moment: it grows with what is in force, not with the history.</summary>
    Task<IReadOnlyList<AccessNow>> AllAccessNowAsync(string? search, CancellationToken cancel);

    /// <summary>The figures of a period.</summary>
    Task<OverviewFigures> FiguresAsync(DateTimeOffset from, CancellationToken cancel);

    /// <summary>The saved reports of a person, by name.</summary>
    Task<IReadOnlyList<SavedReport>> ReportsOfAsync(PersonId owner, CancellationToken cancel);

    /// <summary>Adds a report; false when the person has one of this name.</summary>
    Task<bool> AddReportAsync(SavedReport report, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes a report; false when it is gone, or its owner has another of this name.</summary>
    Task<bool> ChangeReportAsync(SavedReport report, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a report of this person; false when they have no such report.</summary>
    Task<bool> RemoveReportAsync(PersonId owner, SavedReportId id, AuditEvent audit, CancellationToken cancel);

    /// <summary>Reports that are due, the oldest first.</summary>
    Task<IReadOnlyList<SavedReport>> DueReportsAsync(DateTimeOffset now, int take, CancellationToken cancel);

    /// <summary>When the next report is due; null when none is.</summary>
    Task<DateTimeOffset?> NextReportAsync(CancellationToken cancel);

    /// <summary>How many requests match, of those that this person may see; no more than <paramref name="most"/> are counted.</summary>
    Task<int> CountAsync(PersonId viewer, ActivityQuery query, int most, CancellationToken cancel);

    /// <summary>Tells the owner of a report and makes it due at the next moment, in one transaction; false when it is not what was due any more, and then nothing is told.</summary>
    Task<bool> SendDueAsync(ReportSending sending, DateTimeOffset next, AuditEvent audit, CancellationToken cancel);

    /// <summary>Tells the owner of a report; false when it is gone.</summary>
    Task<bool> SendNowAsync(ReportSending sending, AuditEvent audit, CancellationToken cancel);
}
