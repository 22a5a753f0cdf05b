using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>A person's own favourite sets of servers. Nobody else sees them.</summary>
public sealed class Favourites(IRequestHabitStore store, TimeProvider clock)
{
    /// <summary>The actor's, by name.</summary>
    public async Task<IReadOnlyList<Favourite>> ListAsync(Actor actor, CancellationToken cancel = default) => actor.Id is { } person ? await store.FavouritesOfAsync(person, cancel) : [];

    /// <summary>Saves a set under a name; one of the same name is replaced.</summary>
    public async Task<Outcome<FavouriteId>> SaveAsync(Actor actor, string name, IReadOnlyList<ServerId> servers, IReadOnlyList<string> linuxGroups, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [];
        if (PlainText.ProblemWithName(name) is { } problem)
        {
            problems.Add(new("Name", problem));
        }

        if (servers.Count is 0 or > AccessInput.MostServers)
        {
            problems.Add(new("Servers", servers.Count == 0 ? "Choose at least one server." : $"At most {AccessInput.MostServers} servers."));
        }

        if (linuxGroups.Select(LinuxName.ProblemWithGroup).OfType<string>().FirstOrDefault() is { } group)
        {
            problems.Add(new("LinuxGroups", group));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var favourite = new Favourite
        {
            Id = TypedId.New<FavouriteId>(clock), PersonId = person, Name = name.Trim(), Servers = [.. servers.Distinct()],
            LinuxGroups = [.. linuxGroups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], SavedAt = now,
        };
        return await store.SaveFavouriteAsync(favourite, Audited.Person(actor, now, person, "favourite-saved", $"Favourite '{favourite.Name}': {favourite.Servers.Count} servers"), cancel)
            ? favourite.Id
            : Refusal.Invalid("Name", $"You have {Favourite.Most} favourites already. Remove one first.");
    }

    /// <summary>Removes one of the actor's own.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, FavouriteId id, CancellationToken cancel = default) =>
        actor.Id is { } person && await store.RemoveFavouriteAsync(person, id, Audited.Person(actor, clock.GetUtcNow(), person, "favourite-removed", "A favourite was removed"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
}
