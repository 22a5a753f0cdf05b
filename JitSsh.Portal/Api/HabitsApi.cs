using JitSsh.Core.Common;
using JitSsh.Core.Requests;

namespace JitSsh.Portal.Api;

/// <summary>What people keep around their requests: favourites, and who decides in their place while they are away.</summary>
internal static class HabitsApi
{
    public static void MapHabits(this RouteGroupBuilder api)
    {
        var favourites = api.MapGroup("/favourites").WithTags("Favourites");
        favourites.MapGet("/", ListFavouritesAsync).WithSummary("Lists my favourite sets of servers.");
        favourites.MapPost("/", SaveFavouriteAsync).WithSummary("Saves a set of servers under a name; one of the same name is replaced.").Refuses(422);
        favourites.MapDelete("/{id:guid}", RemoveFavouriteAsync).WithSummary("Removes one of my favourites.").Refuses(404);

        var delegations = api.MapGroup("/delegations").WithTags("Delegations");
        delegations.MapGet("/", ListDelegationsAsync).WithSummary("Lists who decides in my place, and in whose place I decide.");
        delegations.MapPost("/", DelegateAsync).WithSummary("Names somebody who decides in my place while I am away.").Refuses(422);
        delegations.MapDelete("/{id:guid}", EndDelegationAsync).WithSummary("Ends a delegation of mine now.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<FavouriteView>>> ListFavouritesAsync(Caller caller, Favourites favourites, CancellationToken cancel) =>
        new(TypedResults.Ok((await favourites.ListAsync(caller.Actor, cancel)).Select(f => new FavouriteView(f.Id, f.Name, f.Servers, f.LinuxGroups))));

    private static async Task<Made<FavouriteId>> SaveFavouriteAsync(Caller caller, FavouriteBody body, Favourites favourites, CancellationToken cancel) =>
        (await favourites.SaveAsync(caller.Actor, body.Name, body.Servers, body.LinuxGroups, cancel)).Made("/api/v1/favourites");

    private static async Task<Done> RemoveFavouriteAsync(Caller caller, FavouriteId id, Favourites favourites, CancellationToken cancel) =>
        (await favourites.RemoveAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Answer<IReadOnlyList<DelegationView>>> ListDelegationsAsync(Caller caller, DelegateDecisions delegations, CancellationToken cancel) =>
        new(TypedResults.Ok((await delegations.ListAsync(caller.Actor, cancel)).Select(DelegationView.Of)));

    private static async Task<Made<DelegationId>> DelegateAsync(Caller caller, DelegationBody body, DelegateDecisions delegations, CancellationToken cancel) =>
        (await delegations.AddAsync(caller.Actor, body.Email, body.From, body.Until, cancel)).Made("/api/v1/delegations");

    private static async Task<Done> EndDelegationAsync(Caller caller, DelegationId id, DelegateDecisions delegations, CancellationToken cancel) =>
        (await delegations.EndAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A favourite set of servers.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">What you call it.</param>
/// <param name="Servers">The servers.</param>
/// <param name="LinuxGroups">The Linux groups on top of the account's own.</param>
internal sealed record FavouriteView(FavouriteId Id, string Name, IReadOnlyList<ServerId> Servers, IReadOnlyList<string> LinuxGroups);

/// <summary>A set of servers to save.</summary>
internal sealed record FavouriteBody
{
    /// <summary>What to call it.</summary>
    public required string Name { get; init; }

    /// <summary>The servers.</summary>
    public required IReadOnlyList<ServerId> Servers { get; init; }

    /// <summary>The Linux groups on top of the account's own.</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];
}

/// <summary>Who decides in whose place.</summary>
/// <param name="Id">The id.</param>
/// <param name="Person">Who is away.</param>
/// <param name="Delegate">Who decides in their place.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when.</param>
internal sealed record DelegationView(DelegationId Id, NamedPerson Person, NamedPerson Delegate, DateTimeOffset From, DateTimeOffset Until)
{
    public static DelegationView Of(DelegationRow row) => new(
        row.Delegation.Id, new(row.Delegation.PersonId, row.PersonName), new(row.Delegation.DelegateId, row.DelegateName), row.Delegation.From, row.Delegation.Until);
}

/// <summary>Who is to decide in your place, and when.</summary>
internal sealed record DelegationBody
{
    /// <summary>Their e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Since when; what is past counts from now.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when; at most 90 days.</summary>
    public required DateTimeOffset Until { get; init; }
}
