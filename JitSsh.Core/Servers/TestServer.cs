using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>An admin, or its owner, looks whether JitSsh could work on a server. Nothing is changed there.</summary>
public sealed class TestServer(LookAtServer look, IServerStore servers)
{
    /// <summary>The checks, each with what was found; NotFound for anyone but admins and the owner of its integration.</summary>
    /// <param name="actor">An admin, or the owner of its integration.</param>
    /// <param name="id">The server.</param>
    /// <param name="probes">Accounts and groups to ask about; none asks about the server alone.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<IReadOnlyList<ServerCheck>>> RunAsync(
        Actor actor, ServerId id, IReadOnlyList<(string Account, string? Group)>? probes = null, CancellationToken cancel = default) =>
        await servers.IsAdministeredByAsync(actor, id, cancel) && await look.RunAsync(id, probes ?? [], cancel) is { } found ? Outcomes.Done(found.Checks) : Refusal.NotFound;
}
