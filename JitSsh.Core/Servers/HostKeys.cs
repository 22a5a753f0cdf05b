using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Host keys: looked at without trust, shown to admins and owners with their fingerprints, and accepted by them, never by JitSsh.</summary>
public sealed class HostKeys(IServerStore servers, IIntegrationStore integrations, IServerVisits visits, TimeProvider clock)
{
    /// <summary>Asks the server for its host keys and keeps them to be accepted. The keys, or the sentence that says why there are none.</summary>
    public async Task<Outcome<IReadOnlyList<HostKey>>> ScanAsync(Actor actor, ServerId id, CancellationToken cancel = default)
    {
        if (!actor.SeesIntegrations || await servers.FindAsync(id, cancel) is not { } server || !actor.Administers(server.IntegrationId) || await integrations.FindAsync(server.IntegrationId, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        if (!HostAddress.TryCreate(server.Host, server.Port, out var address, out _))
        {
            return Refusal.Conflict(server.AddressProblem ?? "This server has no address.");
        }

        var jump = await ServerRoute.JumpOfAsync(server, integration, hop => servers.FindAsync(hop, cancel));
        if (jump.Failure is { } noWay)
        {
            return Refusal.Conflict($"{jump.Text} {ShellFailureAdvice.For(noWay)}");
        }

        var (failure, text, keys) = await visits.ScanAsync(integration.ConnectorId, address!, jump.Target, cancel);
        if (failure is { } why)
        {
            return Refusal.Conflict($"{text} {ShellFailureAdvice.For(why)}");
        }

        await servers.OfferHostKeysAsync(id, HostKey.WriteLines(keys), cancel);
        return Outcomes.Done(keys);
    }

    /// <summary>Accepts exactly the keys that the cloud vouches for, as the admin was shown them, in place of others; Conflict when it vouches for others by now.</summary>
    public async Task<Outcome<Nothing>> AcceptVouchedAsync(Actor actor, ServerId id, IReadOnlyList<HostKey> shown, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person || await servers.FindAsync(id, cancel) is not { } server || !actor.Administers(server.IntegrationId))
        {
            return Refusal.NotFound;
        }

        if (shown.Count == 0)
        {
            return Refusal.Invalid("HostKeys", "There is no host key to accept. Read them through Run Command first.");
        }

        var now = clock.GetUtcNow();
        var audit = Audited.HostKey(actor, now, id, "accepted", $"{server.Name}, vouched for by Azure: {string.Join(", ", shown.Select(k => $"{k.Type} {k.Fingerprint}"))}");
        return await servers.AcceptVouchedAsync(id, HostKey.WriteLines(shown), person, now, audit, cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("Azure vouches for other keys since. Look at them again.");
    }

    /// <summary>Accepts exactly the keys the admin was shown; Conflict when the server has shown others since.</summary>
    public async Task<Outcome<Nothing>> AcceptAsync(Actor actor, ServerId id, IReadOnlyList<HostKey> shown, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person || await servers.FindAsync(id, cancel) is not { } server || !actor.Administers(server.IntegrationId))
        {
            return Refusal.NotFound;
        }

        if (shown.Count == 0)
        {
            return Refusal.Invalid("HostKeys", "There is no host key to accept. Read it from the server first.");
        }

        var now = clock.GetUtcNow();
        var audit = Audited.HostKey(actor, now, id, "accepted", $"{server.Name}, by hand: {string.Join(", ", shown.Select(k => $"{k.Type} {k.Fingerprint}"))}");
        return await servers.AcceptHostKeysAsync(id, HostKey.WriteLines(shown), person, now, audit, cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("The server has shown other keys since. Look at them again.");
    }
}
