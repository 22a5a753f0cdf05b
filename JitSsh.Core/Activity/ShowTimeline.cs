using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Activity;

/// <summary>Shows what happened to a request, from asking to the last receipt, to whoever may see the request.</summary>
public sealed class ShowTimeline(ShowRequests requests, ShowReceipts receipts, IAuditLog log)
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["request.submitted"] = "Asked",
        ["request.approved"] = "Approved",
        ["request.rejected"] = "Rejected",
        ["request.cancelled"] = "Taken back",
        ["request.lapsed"] = "Lapsed",
        ["request.extension-asked"] = "Asked for more time",
        ["request.step-approved"] = "Step approved",
        ["request.approved-by-one"] = "Approved by one",
        ["request.escalated"] = "Others asked besides",
        ["request.glass-broken"] = "Glass broken",
        ["request.reviewed"] = "Reviewed",
        ["request.given"] = "Given by the access flow",
        ["certificate.issued"] = "Certificate issued",
        ["grant.made"] = "Access being given",
        ["grant.active"] = "Access works",
        ["grant.extended"] = "Extended",
        ["grant.ending"] = "Ending",
        ["grant.ended"] = "Ended",
        ["grant.ended-by-server"] = "Ended by the server",
        ["grant.given-up"] = "End never confirmed",
    };

    /// <summary>The oldest first; NotFound for anyone but the requester, its approvers and admins.</summary>
    public async Task<Outcome<IReadOnlyList<TimelineEntry>>> RunAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        var found = await requests.FindAsync(actor, id, cancel);
        var kept = await receipts.OfRequestAsync(actor, id, cancel);
        if (!found.IsDone || !kept.IsDone)
        {
            return Refusal.NotFound;
        }

        var servers = found.Value.Servers.Where(s => s.Grant is not null).ToDictionary(s => s.Grant!.Id.Value, s => s.ServerName);
        var events = await log.OfSubjectsAsync([id.Value, .. found.Value.Extensions.Select(e => e.Id.Value), .. servers.Keys], cancel);
        var told = events.Select(e => new TimelineEntry(
            e.At, TimelineSource.JitSsh, e.ActorName, servers.GetValueOrDefault(e.SubjectId), e.Action == "request.submitted" && found.Value.Request.AskedById is not null ? $"Asked for {found.Value.RequesterName}" : WordsFor(e.Action), e.Text, e.Action == "grant.given-up"));
        var seen = kept.Value.SelectMany(g => g.SelectMany(r => Of(r, servers.GetValueOrDefault(g.Key.Value) ?? "")));
        return Outcomes.Done<IReadOnlyList<TimelineEntry>>([.. told.Concat(seen).OrderBy(e => e.At)]);
    }

    /// <summary>A word for every action, also for one that is not in the table.</summary>
    private static string WordsFor(string action)
    {
        if (Words.TryGetValue(action, out var words))
        {
            return words;
        }

        var text = action[(action.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('-', ' ');
        return text.Length == 0 ? action : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>What a receipt says of one account. A server tells of sessions only when it ends them: it reports no logins.</summary>
    private static IEnumerable<TimelineEntry> Of(ServerReceipt receipt, string server)
    {
        var by = receipt.By switch { ReceiptBy.Timer => "the server's timer", ReceiptBy.Boot => "the server while it started", _ => "the connector" };
        foreach (var account in receipt.Accounts.Where(a => a.Before is not null && a.After is not null && a.Before.State != a.After.State))
        {
            yield return At($"Account {account.After!.State}", $"{account.Account}, was {account.Before!.State}");
        }

        foreach (var session in receipt.Sessions)
        {
            yield return At(session.Ended ? "Session ended" : "Session could not be ended", $"process {session.Pid}{(session.Text.Length > 0 ? $": {session.Text}" : "")}", !session.Ended);
        }

        foreach (var drift in receipt.Drift)
        {
            yield return At("Put right", drift.Text, true);
        }

        foreach (var residue in receipt.Residue)
        {
            yield return At("Left behind", $"{residue.Kind}: {residue.Text}", true);
        }

        if (receipt.Residue.Count == 0 && receipt.Accounts.Any(a => a.IsClean))
        {
            yield return At("Left clean", "The server looked, and nothing was left behind.");
        }

        foreach (var error in receipt.Errors)
        {
            yield return At("Failed", $"{error.Code} {error.Text}".TrimEnd(), true);
        }

        TimelineEntry At(string what, string details, bool attention = false) => new(receipt.At, TimelineSource.Server, by, server, what, details, attention);
    }
}
