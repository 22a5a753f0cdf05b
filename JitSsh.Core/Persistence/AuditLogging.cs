using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Persistence;

/// <summary>
/// Each event of the audit log is a line of the process's log, too, once it is committed: with its subject's id somebody follows a request from the click to the server. Without the sentence,
/// in which there are words of people: the audit log has it, under the number.
/// </summary>
internal static partial class AuditLogging
{
    /// <summary>The logger's category, by which an operator can leave these out or send them elsewhere.</summary>
    public const string Category = "JitSsh.Audit";

    public static void Write(ILogger log, AuditEvent e)
    {
        Audited(log, e.Sequence, e.Action, e.Subject, e.SubjectId, e.ActorId?.Value);
        if (e.Action is "request.approved" or "request.rejected" or "request.cancelled" or "request.lapsed")
        {
            Measures.RequestsDecided.Add(1, new KeyValuePair<string, object?>("decision", e.Action["request.".Length..]));
        }
    }

    [LoggerMessage(230, LogLevel.Information, "{Sequence} {Action}: {Subject} {SubjectId}, by {Actor}")]
    private static partial void Audited(ILogger logger, long sequence, string action, string subject, Guid subjectId, Guid? actor);
}
