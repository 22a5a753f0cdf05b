using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>Bundles of servers; for admins.</summary>
internal static class BundlesApi
{
    public static void MapBundles(this RouteGroupBuilder api)
    {
        var bundles = api.MapGroup("/bundles").WithTags("Bundles").TakesUpTo(ApiLimits.LargeBody);
        bundles.MapGet("/", ListAsync).WithSummary("Lists the bundles with what they match now.").Refuses(404);
        bundles.MapPost("/", AddAsync).WithSummary("Adds a bundle.").Refuses(404, 422);
        bundles.MapGet("/{id:guid}", GetAsync).WithSummary("Shows a bundle.").Refuses(404);
        bundles.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a bundle, for every access flow that names it; 409 when somebody else changed it since yours.").Refuses(404, 409, 422);
        bundles.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a bundle; 409 while an access flow or an assertion names it.").Refuses(404, 409);
        bundles.MapPost("/{id:guid}/preview", PreviewAsync).WithSummary("Says what changing a bundle would do to each access flow that names it, saving nothing.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<BundleView>>> ListAsync(Caller caller, ListBundles bundles, CancellationToken cancel) =>
        (await bundles.RunAsync(caller.Actor, cancel)).ShowAll(BundleView.Of);

    private static async Task<Made<BundleId>> AddAsync(Caller caller, BundleBody body, SaveBundle save, CancellationToken cancel) =>
        (await save.AddAsync(caller.Actor, body.Name, body.Targets, cancel)).Made("/api/v1/bundles");

    private static async Task<Answer<BundleView>> GetAsync(Caller caller, BundleId id, ListBundles bundles, CancellationToken cancel) =>
        (await bundles.FindAsync(caller.Actor, id, cancel)).Show(BundleView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, BundleId id, BundleChangeBody body, SaveBundle save, CancellationToken cancel) =>
        (await save.ChangeAsync(caller.Actor, id, body.Version, body.Name, body.Targets, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, BundleId id, SaveBundle save, CancellationToken cancel) =>
        (await save.RemoveAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Answer<IReadOnlyList<BundleEffectView>>> PreviewAsync(Caller caller, BundleId id, TargetRule body, SaveBundle save, CancellationToken cancel) =>
        (await save.PreviewAsync(caller.Actor, id, body, cancel)).ShowAll(BundleEffectView.Of);
}

/// <summary>A bundle and what it matches now.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Targets">Which servers.</param>
/// <param name="Servers">The first servers that it matches, by name.</param>
/// <param name="ServerCount">How many there are in all.</param>
/// <param name="Flows">The access flows that name it.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record BundleView(BundleId Id, string Name, int Version, TargetRule Targets, IReadOnlyList<string> Servers, int ServerCount, IReadOnlyList<string> Flows, DateTimeOffset ChangedAt)
{
    public static BundleView Of(BundleRow r) =>
        new(r.Bundle.Id, r.Bundle.Name, r.Bundle.Version, r.Bundle.Targets, [.. r.Servers.Select(s => s.Name)], r.ServerCount, r.Flows, r.Bundle.ChangedAt);
}

/// <summary>A bundle to add.</summary>
internal sealed record BundleBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Which servers. It names no other bundle.</summary>
    public required TargetRule Targets { get; init; }
}

/// <summary>A bundle to change.</summary>
internal sealed record BundleChangeBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Which servers. It names no other bundle.</summary>
    public required TargetRule Targets { get; init; }

    /// <summary>The version that this changes, as it was read.</summary>
    public required int Version { get; init; }
}

/// <summary>What a change of a bundle does to an access flow that names it.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Sentence">What becomes different.</param>
/// <param name="Ending">The access that ends at once.</param>
internal sealed record BundleEffectView(string Flow, string Sentence, IReadOnlyList<EndingAccessView> Ending)
{
    public static BundleEffectView Of(BundleEffect e) => new(e.Flow, e.Change.Sentence, [.. e.Change.Ending.Select(EndingAccessView.Of)]);
}
