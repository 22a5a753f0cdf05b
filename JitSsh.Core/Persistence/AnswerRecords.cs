using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>What an answer tells of a server besides its grants: what it is, its receipts, and what is left behind on it. Written in the answer's own transaction.</summary>
internal static class AnswerRecords
{
    private const int MostEvents = 20;

    public static async Task StoreAsync(JitSshContext c, Db.Writing w, Server server, ServerAnswer answer, TimeProvider clock, DateTimeOffset now, bool overCloud, CancellationToken cancel)
    {
        StoreSelf(server, answer, now, overCloud);
        if (answer.IsWhole || answer.Timer is not null)
        {
            (server.Timer, server.ArmedUntil) = (answer.Timer, answer.ArmedUntil);
            server.ScanContacts = answer.Scanning.Count > 0 ? server.ScanContacts + 1 : 0;
        }

        await ReceiptsAsync(c, w, server, overCloud ? [.. answer.Receipts.Select(r => OverCloud(r, answer))] : answer.Receipts, now, cancel);
        await ResidueAsync(c, w, server, answer, clock, now, cancel);
    }

    /// <summary>What an answer tells of the machine itself.</summary>
    public static void StoreSelf(Server server, ServerAnswer answer, DateTimeOffset now, bool overCloud = false)
    {
        server.OpenSshVersion = answer.Info.GetValueOrDefault("openssh") ?? server.OpenSshVersion;

        // Run Command takes seconds or minutes to begin: nothing can be said of the clock.
        server.ClockOffset = overCloud ? server.ClockOffset : answer.Clock is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) - (answer.AskedAt ?? now) : server.ClockOffset;

        // It answered, so it is on, whatever its source said an hour ago.
        server.PowerState = Server.IsOff(server.PowerState) ? "Running" : server.PowerState;
    }

    /// <summary>
    /// When nothing of a grant was left any more: the second of the run that ended it, if it was the server's own or that of an earlier visit whose answer was lost; or now. A later run that is asked
    /// to end it once more tells of it, too, so it is the first that counts, after the last in which it was in force.
    /// </summary>
    public static async Task<DateTimeOffset> EndedAtAsync(JitSshContext c, Grant grant, ServerAnswer answer, DateTimeOffset now, CancellationToken cancel)
    {
        var told =
            from link in c.ReceiptGrants
            where link.GrantId == grant.Id
            join r in c.Receipts on new { link.ServerId, link.Number } equals new { r.ServerId, r.Number }
            select new { link.Ended, Receipt = r };
        var ends = await told.Where(t => t.Ended).OrderBy(t => t.Receipt.Number).Select(t => new { t.Receipt.Number, t.Receipt.By, t.Receipt.At }).ToListAsync(cancel);
        if (ends.Count == 0)
        {
            return now;
        }

        // A receipt of what was found in a home long after is about the grant, too.
        var id = grant.Id.ToString();
        var later = await told.Where(t => !t.Ended && t.Receipt.Number > ends[0].Number).Select(t => new { t.Receipt.Number, t.Receipt.Content }).ToListAsync(cancel);
        var again = later.Where(l => l.Content.Accounts.Any(a => a.After?.Grants.Contains(id) == true)).Select(l => l.Number).DefaultIfEmpty(0).Max();
        var end = ends.Find(e => e.Number > again);
        return end is not null && end.At < now && !IsOfThisVisit(end.By, end.At, answer) ? end.At : now;
    }

    /// <summary>Notes that what is there no more is gone.</summary>
    public static void Close(Db.Writing w, Server server, IEnumerable<Residue> items, DateTimeOffset now)
    {
        var gone = items.ToList();
        gone.ForEach(r => r.GoneAt = now);
        Tell(w, server, "gone", gone, now);
    }

    /// <summary>What is there, as far as is known; tracked.</summary>
    public static Task<List<Residue>> ThereAsync(JitSshContext c, Server server, CancellationToken cancel) =>
        c.Residue.AsTracking().Where(r => r.ServerId == server.Id && r.GoneAt == null).ToListAsync(cancel);

    private static ServerReceipt OverCloud(ServerReceipt receipt, ServerAnswer answer) =>
        answer.Clock is not null && IsOfThisVisit(receipt.By, receipt.At, answer) ? receipt with { OverRunCommand = true } : receipt;

    /// <summary>The receipt of this very run, and not one of an earlier visit whose answer was lost; where the server did not say when this one began, it is taken for this one's.</summary>
    private static bool IsOfThisVisit(ReceiptBy by, DateTimeOffset at, ServerAnswer answer) =>
        by == ReceiptBy.Connector && (answer.Clock is not { } begun || at.ToUnixTimeSeconds() >= begun);

    private static async Task ReceiptsAsync(JitSshContext c, Db.Writing w, Server server, IReadOnlyList<ServerReceipt> receipts, DateTimeOffset now, CancellationToken cancel)
    {
        if (receipts.Count == 0)
        {
            return;
        }

        var numbers = receipts.Select(r => r.Number).ToList();
        var stored = (await c.Receipts.Where(r => r.ServerId == server.Id && numbers.Contains(r.Number)).Select(r => r.Number).ToListAsync(cancel)).ToHashSet();
        foreach (var content in receipts.Where(r => !stored.Contains(r.Number)))
        {
            c.Receipts.Add(new() { ServerId = server.Id, Number = content.Number, At = content.At, By = content.By, StoredAt = now, HasDrift = content.Drift.Count > 0, Content = content });
            if (content.Drift.Count > 0)
            {
                w.Audit(Audited.Server(now, server.Id, "drift-repaired", $"{server.Name}: {string.Join("; ", content.Drift.Select(d => d.Account == "-" ? d.Text : $"{d.Account}: {d.Text}"))}"));
            }

            if (content.Sessions.Count(s => s.Ended) is > 0 and var sessions)
            {
                w.Measure(() => Measures.SessionsEnded.Add(sessions));
            }

            foreach (var grant in await GrantsAsync(c, server, content, cancel))
            {
                var ended = content.Ended.Contains(grant.Id.ToString());
                c.ReceiptGrants.Add(new() { ServerId = server.Id, Number = content.Number, GrantId = grant.Id, Ended = ended });
                w.Tell(ChangeOf.Request, grant.RequestId.Value);
                if (ended && content.By != ReceiptBy.Connector)
                {
                    w.Audit(Audited.Grant(Actor.System, now, grant.Id, "ended-by-server", $"{server.Name} ended the access of {grant.Account} by itself {(content.By == ReceiptBy.Boot ? "while it started" : "on time")}, {content.At:u}"));
                }
            }
        }

        server.ReceiptsSeen = numbers.Append(server.ReceiptsSeen).Max();

        // The ends that follow look among the receipts for their second.
        await c.SaveChangesAsync(cancel);
    }

    /// <summary>The grants that a receipt is about: those it names, and for an account of which it names none (its home is put away, say) the last that it had.</summary>
    private static async Task<IReadOnlyList<Grant>> GrantsAsync(JitSshContext c, Server server, ServerReceipt receipt, CancellationToken cancel)
    {
        var named = receipt.Accounts
            .SelectMany(a => new[] { a.Before, a.After }.OfType<AccountSnapshot>().SelectMany(s => s.Grants))
            .Concat(receipt.Ended).Concat(receipt.Errors.Where(e => e.Scope == "grant").Select(e => e.Subject))
            .Select(id => TypedId.TryParse<GrantId>(id, out var grant) ? grant : (GrantId?)null).OfType<GrantId>().Distinct().ToList();
        var grants = await c.Grants.Where(g => g.ServerId == server.Id && named.Contains(g.Id)).ToListAsync(cancel);
        var nameless = receipt.Accounts.Select(a => a.Account).Concat(receipt.Residue.Select(r => r.Account)).Concat(receipt.Drift.Select(d => d.Account)).Distinct().Except(grants.Select(g => g.Account)).ToList();
        foreach (var account in nameless)
        {
            grants.AddRange(await c.Grants.Where(g => g.ServerId == server.Id && g.Account == account && g.NotBefore != null).OrderByDescending(g => g.CreatedAt).Take(1).ToListAsync(cancel));
        }

        return grants;
    }

    private static async Task ResidueAsync(JitSshContext c, Db.Writing w, Server server, ServerAnswer answer, TimeProvider clock, DateTimeOffset now, CancellationToken cancel)
    {
        var there = await ThereAsync(c, server, cancel);
        var known = there.Select(Told).ToHashSet();
        List<Residue> found = [.. answer.Residue.Where(r => !known.Contains(r)).Select(r => new Residue
        {
            Id = TypedId.New<ResidueId>(clock), ServerId = server.Id, Account = r.Account, Kind = r.Kind, Text = r.Text, FoundAt = now,
        })];
        c.Residue.AddRange(found);
        Tell(w, server, "found", found, now);

        // Residue is told at every contact until it is gone. Only an answer that is whole, and of a script that tells it at all, lets anything be concluded from what it does not say.
        if (answer.IsWhole && answer.Timer is not null && !answer.HasMoreResidue)
        {
            Close(w, server, there.Where(r => !answer.Residue.Contains(Told(r)) && IsLookedAt(answer, r.Account)), now);
        }
    }

    private static ServerResidue Told(Residue item) => new(item.Account, item.Kind, item.Text);

    private static bool IsLookedAt(ServerAnswer answer, string account) =>
        answer.Clean.Contains(account)
        || (!answer.Scanning.Contains(account) && !answer.Errors.Any(e => e.Scope == "server" || (e.Scope == "account" && e.Subject == account)));

    /// <summary>One event for each account: a person who left a hundred files is one thing to look at. A server that names hundreds of accounts gets one event for all.</summary>
    private static void Tell(Db.Writing w, Server server, string verb, IReadOnlyCollection<Residue> items, DateTimeOffset now)
    {
        var accounts = items.GroupBy(r => r.Account, StringComparer.Ordinal).ToList();
        if (accounts.Count > MostEvents)
        {
            w.Audit(Audited.Residue(Actor.System, now, server.Id, verb, $"{server.Name}: {items.Count} items of {accounts.Count} accounts"));
            return;
        }

        foreach (var account in accounts)
        {
            w.Audit(Audited.Residue(Actor.System, now, server.Id, verb, $"{server.Name}, {(account.Key == "-" ? "the server itself" : account.Key)}: {string.Join("; ", account.Select(r => $"{r.Kind} {r.Text}"))}"));
        }
    }
}
