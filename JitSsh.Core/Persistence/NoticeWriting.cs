using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>
/// From what a transaction changed to what people are told of, in that transaction: the one place where this is decided. What an audit event says is the change; who is concerned
/// is read from the rows as they are now.
/// </summary>
internal sealed class NoticeWriting(NoticeRows rows, TimeProvider clock)
{
    /// <summary>One failed attempt says little: a server that starts anew fails some.</summary>
    private const int FailsAfter = 3;

    public async Task WriteAsync(JitSshContext c, Db.Writing w, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var e in w.Audited)
        {
            var request = new RequestId(e.SubjectId);
            var grant = new GrantId(e.SubjectId);
            await (e.Action switch
            {
                "request.submitted" or "request.extension-asked" => SubmittedAsync(c, w, e, request, cancel),
                "request.step-approved" => StepApprovedAsync(c, w, e, request, cancel),
                "request.escalated" => EscalatedAsync(c, w, e, request, cancel),
                "request.glass-broken" => GlassBrokenAsync(c, w, e, request, cancel),
                "request.approved" => DecidedAsync(c, w, e, request, "approved", cancel),
                "request.rejected" => DecidedAsync(c, w, e, request, "rejected", cancel),
                "request.cancelled" => CancelledAsync(c, w, e, request, cancel),
                "request.lapsed" => LapsedAsync(c, w, e, request, cancel),
                "grant.active" => ActiveAsync(c, w, e, grant, cancel),
                "grant.ended" or "grant.given-up" => EndedAsync(c, w, e, grant, cancel),
                "second-factor.on" or "second-factor.off" or "second-factor.reset" or "second-factor.recovery-code-used" or "second-factor.codes-renewed" => SecondFactorAsync(c, w, e, cancel),
                "sign-in.emergency" => EmergencyAsync(c, w, e, cancel),
                "host-key.changed" => OfServerAsync(c, w, NoticeKind.HostKeyChanged, [e], cancel),
                _ => Task.CompletedTask,
            });
        }

        foreach (var server in w.Audited.Where(e => e.Action == "residue.found").GroupBy(e => e.SubjectId))
        {
            await OfServerAsync(c, w, NoticeKind.ResidueFound, [.. server], cancel);
        }

        foreach (var id in w.Failing)
        {
            await FailingAsync(c, w, id, now, cancel);
        }

        foreach (var id in w.Discovered)
        {
            await DiscoveredAsync(c, w, id, now, cancel);
        }
    }

    /// <summary>Tells the requester of access that ends within minutes. All grants are of this request and end together.</summary>
    public async Task EndsSoonAsync(JitSshContext c, Db.Writing w, RequestId id, IReadOnlyList<Grant> grants, CancellationToken cancel)
    {
        if (await RequestAsync(c, id, cancel) is not { } request)
        {
            return;
        }

        var ends = grants[0].NotAfter!.Value;
        var notice = New(NoticeKind.AccessEndsSoon, $"ends-soon:{id}:{ends.ToUnixTimeSeconds()}", clock.GetUtcNow(), id, request.Name, await NamesAsync(c, grants, cancel), ends: ends);
        await rows.AddAsync(c, w, notice, [request.Row.RequesterId], cancel);
    }

    /// <summary>Tells the owner of a report.</summary>
    public Task ReportAsync(JitSshContext c, Db.Writing w, ReportSending sending, CancellationToken cancel) => rows.AddAsync(c, w, new()
    {
        Id = TypedId.New<NoticeId>(clock), Kind = NoticeKind.ReportDue, Key = sending.Key, At = sending.At, By = sending.Report.Name, Detail = sending.Text,
        Path = sending.Filter.Length == 0 ? "/activity" : $"/activity?{sending.Filter}",
    }, [sending.Report.OwnerId], cancel);

    private async Task SubmittedAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, CancellationToken cancel)
    {
        if (await RequestAsync(c, id, cancel) is not { } request)
        {
            return;
        }

        // What was approved in the same moment waits for nobody.
        IReadOnlyList<PersonId> approvers = request.Row.State == RequestState.Pending ? await Approvers.OfAsync(c, request.Row, e.At, cancel) : [];
        await rows.AddAsync(c, w, Asks(request, $"submitted:{id}", e.At), approvers, cancel);
        if (request.Row is { AskedById: not null, State: RequestState.Pending })
        {
            // Who gets it did not ask, and learns of it here; the request's page lets them take it back.
            await rows.AddForPeopleAsync(c, w, Asks(request, $"asked-for:{id}", e.At, $"/requests/{id}"), [request.Row.RequesterId], cancel);
        }
    }

    private async Task CancelledAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, CancellationToken cancel)
    {
        await rows.CloseAsync(c, w, n => n.RequestId == id && n.Kind == NoticeKind.RequestSubmitted, "The request was taken back.", e.At, cancel);
        if (await RequestAsync(c, id, cancel) is { Row.AskedById: not null } request)
        {
            var notice = New(NoticeKind.RequestDecided, $"decided:{id}", e.At, id, request.Name, request.Servers, "taken back", e.ActorName, askedBy: request.AskedBy);
            await rows.AddForPeopleAsync(c, w, notice, [.. Parties(request.Row).Where(p => p != e.ActorId)], cancel);
        }
    }

    private async Task StepApprovedAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, CancellationToken cancel)
    {
        await rows.CloseAsync(c, w, n => n.RequestId == id && n.Kind == NoticeKind.RequestSubmitted, "This step was approved.", e.At, cancel);
        if (await RequestAsync(c, id, cancel) is { Row.State: RequestState.Pending } request)
        {
            await rows.AddAsync(c, w, Asks(request, $"submitted:{id}:{request.Row.Step}", e.At), await Approvers.OfAsync(c, request.Row, e.At, cancel), cancel);
        }
    }

    private async Task EscalatedAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, CancellationToken cancel)
    {
        if (await RequestAsync(c, id, cancel) is { Row.State: RequestState.Pending } request)
        {
            // Those who were asked first have their notice already.
            await rows.AddAsync(c, w, Asks(request, $"escalated:{id}:{request.Row.Step}", e.At), await Approvers.BesidesAsync(c, request.Row, e.At, cancel), cancel);
        }
    }

    private async Task GlassBrokenAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, CancellationToken cancel)
    {
        if (await RequestAsync(c, id, cancel) is not { } request)
        {
            return;
        }

        HashSet<PersonId> told = [.. await Approvers.OfAllStepsAsync(c, request.Row, e.At, cancel)];
        var integrations = await c.Servers.Where(s => c.RequestedServers.Any(r => r.RequestId == id && r.ServerId == s.Id)).Select(s => s.IntegrationId).Distinct().ToListAsync(cancel);
        foreach (var integration in integrations)
        {
            told.UnionWith(await LookAfterAsync(c, integration, cancel));
        }

        told.Remove(request.Row.RequesterId);
        await rows.AddAsync(c, w, New(NoticeKind.GlassBroken, $"glass:{id}", e.At, id, request.Name, request.Servers, AsFor(request.Row), detail: request.Row.Justification), told, cancel);
    }

    private Notice Asks(Asked request, string key, DateTimeOffset at, string path = "") => New(
        NoticeKind.RequestSubmitted, key, at, request.Row.Id, request.Name, request.Servers,
        request.Row.ExtendsId is null ? AsFor(request.Row) : $"For {Durations.Words(request.Row.Duration)} more than is in force.", detail: request.Row.Justification, askedBy: request.AskedBy, path: path);

    private static IReadOnlyList<PersonId> Parties(AccessRequest request) => request.AskedById is { } by ? [request.RequesterId, by] : [request.RequesterId];

    private static string AsFor(AccessRequest request) => $"As {(request.LinuxGroups.Count == 0 ? "Default" : string.Join(", ", request.LinuxGroups))} for {Durations.Words(request.Duration)}.";

    private async Task DecidedAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, string outcome, CancellationToken cancel)
    {
        await rows.CloseAsync(c, w, n => n.RequestId == id && n.Kind == NoticeKind.RequestSubmitted, $"The request was {outcome}.", e.At, cancel);
        if (await RequestAsync(c, id, cancel) is { } request)
        {
            var isAutomatic = e.ActorId is null;
            var reason = isAutomatic ? "" : await c.Decisions.Where(d => d.RequestId == id && d.ApproverId == e.ActorId).OrderByDescending(d => d.At).Select(d => d.Reason).FirstOrDefaultAsync(cancel) ?? "";
            var notice = New(NoticeKind.RequestDecided, $"decided:{id}", e.At, id, request.Name, request.Servers, outcome, isAutomatic ? "" : e.ActorName, reason, askedBy: request.AskedBy);

            // Whoever asked a moment ago sees that nobody has to approve it.
            await rows.AddAsync(c, w, notice, [.. Parties(request.Row).Where(p => !isAutomatic || (request.Row.AskedById is not null && p == request.Row.RequesterId))], cancel);
        }
    }

    private async Task LapsedAsync(JitSshContext c, Db.Writing w, AuditEvent e, RequestId id, CancellationToken cancel)
    {
        await rows.CloseAsync(c, w, n => n.RequestId == id && n.Kind == NoticeKind.RequestSubmitted, "The request has lapsed.", e.At, cancel);
        if (await RequestAsync(c, id, cancel) is { } request)
        {
            await rows.AddAsync(c, w, New(NoticeKind.RequestLapsed, $"lapsed:{id}", e.At, id, request.Name, request.Servers, askedBy: request.AskedBy), Parties(request.Row), cancel);
        }
    }

    private async Task ActiveAsync(JitSshContext c, Db.Writing w, AuditEvent e, GrantId id, CancellationToken cancel)
    {
        var grant = await c.Grants.FirstOrDefaultAsync(g => g.Id == id, cancel);
        if (grant is null || await RequestAsync(c, grant.RequestId, cancel) is not { } request)
        {
            return;
        }

        await rows.CloseAsync(c, w, n => n.Key == $"failing:{id}:{GrantState.Pending}", "Access works meanwhile.", e.At, cancel);
        var notice = New(NoticeKind.AccessActive, $"active:{id}", e.At, grant.RequestId, request.Name, await NamesAsync(c, [grant], cancel), ends: grant.NotAfter);
        await rows.AddOrJoinAsync(c, w, notice, [grant.PersonId], request.Servers.Count > 1, cancel);
    }

    private async Task EndedAsync(JitSshContext c, Db.Writing w, AuditEvent e, GrantId id, CancellationToken cancel)
    {
        var grant = await c.Grants.FirstOrDefaultAsync(g => g.Id == id, cancel);
        if (grant is null || await RequestAsync(c, grant.RequestId, cancel) is not { } request)
        {
            return;
        }

        await rows.CloseAsync(c, w, n => n.Key == $"failing:{id}:{GrantState.Pending}" || n.Key == $"failing:{id}:{GrantState.Ending}", "Access has ended meanwhile.", e.At, cancel);
        if (!await c.Grants.AnyAsync(g => g.RequestId == grant.RequestId && g.State != GrantState.Ended, cancel))
        {
            await rows.CloseAsync(c, w, n => n.RequestId == grant.RequestId && n.Kind == NoticeKind.AccessEndsSoon, "Access has ended.", e.At, cancel);
        }

        var why = e.Action == "grant.given-up" ? "The server never confirmed this end: its integration was deleted." : Sentence(EndReasons.PhraseOf(grant.EndReason));
        var notice = New(NoticeKind.AccessEnded, $"ended:{id}", e.At, grant.RequestId, request.Name, await NamesAsync(c, [grant], cancel), grant.EndReason?.ToString() ?? "", detail: why);

        // Whoever ended it knows.
        await rows.AddOrJoinAsync(c, w, notice, grant.EndReason == EndReason.RevokedByRequester ? [] : [grant.PersonId], request.Servers.Count > 1, cancel);
    }

    private async Task FailingAsync(JitSshContext c, Db.Writing w, GrantId id, DateTimeOffset now, CancellationToken cancel)
    {
        var grant = await c.Grants.FirstOrDefaultAsync(g => g.Id == id && !g.IsWaiting && g.LastError != null && (g.Attempts >= FailsAfter || g.NextAttemptAt == null), cancel);
        if (grant is null || await RequestAsync(c, grant.RequestId, cancel) is not { } request)
        {
            return;
        }

        var integration = await c.Servers.Where(s => s.Id == grant.ServerId).Select(s => (IntegrationId?)s.IntegrationId).FirstOrDefaultAsync(cancel);
        var notice = New(
            NoticeKind.AccessFailing, $"failing:{id}:{grant.State}", now, grant.RequestId, request.Name, await NamesAsync(c, [grant], cancel),
            grant.State switch { GrantState.Pending => "given", GrantState.Ending => "taken back", _ => "checked" }, detail: grant.LastError!);
        await rows.AddAsync(c, w, notice, [grant.PersonId, .. await LookAfterAsync(c, integration, cancel)], cancel);
    }

    private async Task EmergencyAsync(JitSshContext c, Db.Writing w, AuditEvent e, CancellationToken cancel)
    {
        var notice = new Notice { Id = TypedId.New<NoticeId>(clock), Kind = NoticeKind.EmergencySignIn, Key = $"emergency:{e.Sequence}", At = e.At, By = e.ActorName, Detail = Cut(e.Text), Path = $"/people/{e.SubjectId}" };
        await rows.AddAsync(c, w, notice, await c.People.Where(p => p.IsActive && p.Role == Role.Admin).Select(p => p.Id).ToListAsync(cancel), cancel);
    }

    private Task SecondFactorAsync(JitSshContext c, Db.Writing w, AuditEvent e, CancellationToken cancel) => rows.AddForPeopleAsync(
        c, w, new() { Id = TypedId.New<NoticeId>(clock), Kind = NoticeKind.SecondFactorChanged, Key = $"second-factor:{e.Sequence}", At = e.At, By = e.ActorName, Detail = Cut(e.Text), Path = "/profile/second-factor" }, [new(e.SubjectId)], cancel);

    private async Task OfServerAsync(JitSshContext c, Db.Writing w, NoticeKind kind, IReadOnlyList<AuditEvent> events, CancellationToken cancel)
    {
        var id = new ServerId(events[0].SubjectId);
        if (await c.Servers.FirstOrDefaultAsync(s => s.Id == id, cancel) is { } server)
        {
            var notice = new Notice
            {
                Id = TypedId.New<NoticeId>(clock), Kind = kind, Key = $"{events[0].Action}:{events[0].Sequence}", At = events[0].At, ServerId = id, IntegrationId = server.IntegrationId,
                Servers = [server.Name], Detail = Cut(string.Join('\n', events.Select(e => e.Text))),
            };
            await rows.AddAsync(c, w, notice, await LookAfterAsync(c, server.IntegrationId, cancel), cancel);
        }
    }

    private async Task DiscoveredAsync(JitSshContext c, Db.Writing w, IntegrationId id, DateTimeOffset now, CancellationToken cancel)
    {
        if (await c.Integrations.FirstOrDefaultAsync(i => i.Id == id, cancel) is not { } integration)
        {
            return;
        }

        var isTrouble = integration.Status is IntegrationStatus.Warning or IntegrationStatus.Error;
        var status = integration.Status.ToString();
        if (isTrouble && await c.Notices.AnyAsync(n => n.IntegrationId == id && n.Kind == NoticeKind.IntegrationTrouble && n.ClosedAt == null && n.Outcome == status, cancel))
        {
            return;
        }

        await rows.CloseAsync(c, w, n => n.IntegrationId == id && n.Kind == NoticeKind.IntegrationTrouble, "The integration's state has changed.", now, cancel);
        if (isTrouble)
        {
            var notice = new Notice
            {
                Id = TypedId.New<NoticeId>(clock), Kind = NoticeKind.IntegrationTrouble, Key = $"integration:{id}:{now.UtcTicks}", At = now, IntegrationId = id,
                By = integration.Name, Outcome = status, Detail = Cut(integration.StatusReason ?? ""),
            };
            await rows.AddAsync(c, w, notice, await LookAfterAsync(c, id, cancel), cancel);
        }
    }

    /// <summary>Admins, and the integration's owner.</summary>
    private static async Task<IReadOnlyList<PersonId>> LookAfterAsync(JitSshContext c, IntegrationId? integration, CancellationToken cancel) => await c.People
        .Where(p => p.IsActive && (p.Role == Role.Admin || c.Integrations.Any(i => i.Id == integration && i.OwnerId == p.Id))).Select(p => p.Id).ToListAsync(cancel);

    private static async Task<Asked?> RequestAsync(JitSshContext c, RequestId id, CancellationToken cancel)
    {
        var found = await (
            from r in c.Requests
            where r.Id == id
            join p in c.People on r.RequesterId equals p.Id
            join b in c.People on r.AskedById equals b.Id into askers
            from asker in askers.DefaultIfEmpty()
            select new { Row = r, p.Name, AskedBy = (string?)asker!.Name }).FirstOrDefaultAsync(cancel);
        return found is null ? null : new(found.Row, found.Name, found.AskedBy ?? "", await c.RequestedServers.Where(s => s.RequestId == id).OrderBy(s => s.ServerName).Select(s => s.ServerName).ToListAsync(cancel));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(JitSshContext c, IReadOnlyList<Grant> grants, CancellationToken cancel)
    {
        var (request, servers) = (grants[0].RequestId, grants.Select(g => g.ServerId).ToList());
        return await c.RequestedServers.Where(s => s.RequestId == request && servers.Contains(s.ServerId)).OrderBy(s => s.ServerName).Select(s => s.ServerName).ToListAsync(cancel);
    }

    private Notice New(
        NoticeKind kind, string key, DateTimeOffset at, RequestId request, string requester, IReadOnlyList<string> servers, string outcome = "", string by = "", string detail = "", DateTimeOffset? ends = null,
        string askedBy = "", string path = "") => new()
        {
            Id = TypedId.New<NoticeId>(clock), Kind = kind, Key = key, At = at, RequestId = request, Requester = requester, AskedBy = askedBy, Path = path, Servers = servers, Outcome = outcome, By = by, Detail = Cut(detail), EndsAt = ends,
        };

    private static string Sentence(string phrase) => phrase.Length == 0 ? "" : $"{char.ToUpperInvariant(phrase[0])}{phrase[1..]}.";
    private static string Cut(string text) => text.Length <= 2000 ? text : $"{text[..2000]}…";

    private sealed record Asked(AccessRequest Row, string Name, string AskedBy, IReadOnlyList<string> Servers);
}
