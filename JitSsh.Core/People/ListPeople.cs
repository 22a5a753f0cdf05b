using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>Shows people and groups to an admin.</summary>
public sealed class ListPeople(IPeopleStore people)
{
    /// <summary>People whose name, e-mail or Linux name contains the text; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<PersonRow>>> RunAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await people.ListAsync(search, page, cancel) : Refusal.NotFound;

    /// <summary>One person with their groups; NotFound for anyone but the person and admins.</summary>
    public async Task<Outcome<PersonRow>> FindAsync(Actor actor, PersonId id, CancellationToken cancel = default)
    {
        if (!(actor.Is(id) || actor.SeesAll) || await people.FindAsync(id, cancel) is not { } person)
        {
            return Refusal.NotFound;
        }

        // By themselves: which other groups come with those is in the memberships.
        var theirs = (await people.GroupsOfAsync(id, cancel)).ToHashSet();
        return new PersonRow(person, [.. (await people.GroupNamesAsync(cancel)).Where(g => theirs.Contains(g.Id))], (await people.KeysOfAsync(id, cancel)).Count);
    }

    /// <summary>These people, also those who are not active; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<Person>>> NamedAsync(Actor actor, IReadOnlyCollection<PersonId> ids, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        List<Person> found = ids.Count == 0 ? [] : [.. await people.ActiveAmongAsync(ids, [], [], DateTimeOffset.MinValue, cancel)];
        foreach (var id in ids.Except(found.Select(p => p.Id)))
        {
            if (await people.FindAsync(id, cancel) is { } person)
            {
                found.Add(person);
            }
        }

        return Outcomes.Done<IReadOnlyList<Person>>(found);
    }

    /// <summary>One group with everybody who is in it; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<GroupDetail>> GroupAsync(Actor actor, GroupId id, CancellationToken cancel = default) =>
        actor.SeesAll && await people.FindGroupAsync(id, cancel) is { } group ? group : Refusal.NotFound;

    /// <summary>Groups whose name contains the text, by name; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<GroupRow>>> GroupsAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await people.ListGroupsAsync(search, page, cancel) : Refusal.NotFound;

    /// <summary>All groups by name, to choose among; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<Group>>> GroupNamesAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await people.GroupNamesAsync(cancel)) : Refusal.NotFound;
}
