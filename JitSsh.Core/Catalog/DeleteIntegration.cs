using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>Access to a server of an integration that has not ended, as far as its server has said.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Person">Whose access.</param>
/// <param name="Account">The account on the server.</param>
/// <param name="IsEnding">True when its end is decided and only the server has not confirmed it.</param>
/// <param name="NotAfter">When it ends by itself; null when it was never sent.</param>
/// <param name="EndsByItself">True when the server has a timer of its own that ends it.</param>
/// <param name="Error">What went wrong last.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
/// <param name="Grant">The grant; null when none was made yet.</param>
public sealed record OpenAccess(
    string Server, string Address, string Person, string Account, bool IsEnding, DateTimeOffset? NotAfter, bool EndsByItself, string? Error, DateTimeOffset? NextAttemptAt, GrantId? Grant = null)
{
    /// <summary>What may be left on the server when nobody goes there any more, as a sentence.</summary>
    public string MayBeLeft => NotAfter is not { } until
        ? $"{Server} ({Address}): nothing of {Person}'s access was sent to it."
        : $"{Server} ({Address}): account {Account} of {Person}, with its groups, its trust line and open sessions. {(EndsByItself
            ? $"The server itself ends this at {until:u} and deletes the account after the cleanup period, if its timer runs."
            : $"It is not known that the server ends this by itself at {until:u}: remove /etc/ssh/jitssh/{Account} and lock the account there.")}";
}

/// <summary>How far deleting an integration is, or what it would end.</summary>
/// <param name="IsDeleting">True when it was begun.</param>
/// <param name="Total">Grants that it ends.</param>
/// <param name="Ended">Those whose end the server has confirmed.</param>
/// <param name="Open">Those that are left, by server.</param>
public sealed record Deletion(bool IsDeleting, int Total, int Ended, IReadOnlyList<OpenAccess> Open)
{
    /// <summary>What an admin is told before deleting.</summary>
    public string Warning => Access is { } access ? $"{access} Deleting ends that first." : "Nobody has access to its servers.";

    /// <summary>Who has access to how many of its servers, as a sentence; null when nobody has.</summary>
    public string? Access
    {
        get
        {
            var people = Open.Select(o => o.Person).Distinct(StringComparer.Ordinal).Count();
            var servers = Open.Select(o => o.Server).Distinct(StringComparer.Ordinal).Count();
            return people == 0 ? null : $"{(people == 1 ? "1 person has" : $"{people} people have")} access to {servers} of its servers.";
        }
    }

    /// <summary>How far it is, as a sentence.</summary>
    public string Progress => $"{Ended} of {Total} ended.{(Open.Any(o => o.Error is not null)
        ? " A server that cannot be reached holds it up: bring it back, or delete anyway. What may then be left on it is written into the audit log."
        : "")}";
}

/// <summary>
/// Deletes an integration with its servers. Access to them is ended first, and the integration stays, with the status Deleting, until every server has confirmed that: a
/// state in the database, so that neither a restart nor a server that is down can lose it.
/// </summary>
public sealed class DeleteIntegration(IIntegrationStore integrations, TimeProvider clock)
{
    /// <summary>What it would end, or how far it is; NotFound for anyone but admins and its owner.</summary>
    public async Task<Outcome<Deletion>> ShowAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        actor.Sees(id) && await integrations.DeletionAsync(id, cancel) is { } deletion ? deletion : Refusal.NotFound;

    /// <summary>Begins. True when it is gone already, since nobody had access; false when ends wait for their servers. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<bool>> BeginAsync(Actor actor, IntegrationId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration || await integrations.DeletionAsync(id, cancel) is not { } deletion)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        if (!await integrations.BeginDeleteAsync(id, actor, now, Audited.Integration(actor, now, id, "deleting", $"{integration.Name}. {deletion.Warning}"), cancel))
        {
            return Refusal.Conflict("This integration is being deleted already.");
        }

        return await RemoveAsync(actor, integration, cancel);
    }

    /// <summary>Stops deleting. What was ended stays ended. Conflict when it is not being deleted.</summary>
    public async Task<Outcome<Nothing>> CancelAsync(Actor actor, IntegrationId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        return await integrations.CancelDeleteAsync(id, now, Audited.Integration(actor, now, id, "deleting-stopped", $"{integration.Name}. Access that was ended stays ended"), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("This integration is not being deleted.");
    }

    /// <summary>Deletes now, although servers have not confirmed the ends. What may be left, server by server, which is also in the audit log. Conflict when deleting was not begun.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> AnywayAsync(Actor actor, IntegrationId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        var left = await integrations.RemoveAnywayAsync(id, actor, now, Audited.Integration(actor, now, id, "deleted-anyway", $"{integration.Name}, with ends that its servers have not confirmed"), cancel);
        return left is null
            ? Refusal.Conflict("Delete the integration first. Only when its servers do not answer, delete anyway.")
            : Outcomes.Done<IReadOnlyList<string>>([.. left.Select(l => l.MayBeLeft)]);
    }

    /// <summary>Removes every integration whose deleting was begun and whose ends are all confirmed. JitSsh's own work.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        foreach (var integration in await integrations.DeletingAsync(cancel))
        {
            await RemoveAsync(Actor.System, integration, cancel);
        }
    }

    private Task<bool> RemoveAsync(Actor actor, Integration integration, CancellationToken cancel) =>
        integrations.RemoveEndedAsync(integration.Id, clock.GetUtcNow(), Audited.Integration(actor, clock.GetUtcNow(), integration.Id, "deleted", integration.Name), cancel);
}
