using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>A bundle with what it matches now.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Servers">The first servers, by name.</param>
/// <param name="ServerCount">How many there are in all.</param>
/// <param name="Flows">The access flows that name it.</param>
public sealed record BundleRow(Bundle Bundle, IReadOnlyList<ServerFacts> Servers, int ServerCount, IReadOnlyList<string> Flows);

/// <summary>Shows bundles to an admin.</summary>
public sealed class ListBundles(IBundleStore bundles, IAccessFlowStore flows, IServerStore servers)
{
    private const int ServersShown = 20;

    /// <summary>All bundles by name, with what they match; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<BundleRow>>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        var facts = await servers.FactsAsync(cancel);
        var named = await flows.ListAsync(cancel);
        return Outcomes.Done<IReadOnlyList<BundleRow>>([.. (await bundles.ListAsync(cancel)).Select(b => RowOf(b, facts, named))]);
    }

    /// <summary>One bundle; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<BundleRow>> FindAsync(Actor actor, BundleId id, CancellationToken cancel = default) =>
        await RunAsync(actor, cancel) is { IsDone: true } all && all.Value.FirstOrDefault(r => r.Bundle.Id == id) is { } row ? row : Refusal.NotFound;

    private static BundleRow RowOf(Bundle bundle, IReadOnlyList<ServerFacts> facts, IReadOnlyList<AccessFlow> flows)
    {
        var matched = facts.Where(bundle.Targets.Matches).ToList();
        return new(bundle, [.. matched.Take(ServersShown)], matched.Count,
            [.. flows.Where(f => f.Rule.Targets.Bundles.Contains(bundle.Id) || f.Rule.Targets.ExceptBundles.Contains(bundle.Id)).Select(f => f.Name)]);
    }
}
