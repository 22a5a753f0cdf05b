using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>Groups of people.</summary>
internal static class GroupsApi
{
    public static void MapGroups(this RouteGroupBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("/", ListAsync).WithSummary("Lists groups with their members; admins only.").Refuses(404);
        groups.MapPost("/", AddAsync).WithSummary("Adds a group; admins only.").Refuses(404, 422);
        groups.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a group's name and members; admins only.").Refuses(404, 422);
        groups.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a group; admins only.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<GroupView>>> ListAsync(Caller caller, ListPeople people, CancellationToken cancel) =>
        (await people.GroupsAsync(caller.Actor, cancel)).ShowAll(GroupView.Of);

    private static async Task<Made<GroupId>> AddAsync(Caller caller, GroupBody body, SaveGroup save, CancellationToken cancel) =>
        (await save.RunAsync(caller.Actor, null, body.Name, body.Members, cancel)).Made("/api/v1/groups");

    private static async Task<Done> ChangeAsync(Caller caller, GroupId id, GroupBody body, SaveGroup save, ListPeople people, CancellationToken cancel)
    {
        // Saving under an id that is not there would add a group.
        var groups = await people.GroupsAsync(caller.Actor, cancel);
        Outcome<GroupId> outcome = groups.IsDone && groups.Value.Any(g => g.Group.Id == id)
            ? await save.RunAsync(caller.Actor, id, body.Name, body.Members, cancel)
            : Refusal.NotFound;
        return outcome.Done();
    }

    private static async Task<Done> RemoveAsync(Caller caller, GroupId id, SaveGroup save, CancellationToken cancel) =>
        (await save.RemoveAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A group of people.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Members">Its people.</param>
internal sealed record GroupView(GroupId Id, string Name, IReadOnlyList<NamedPerson> Members)
{
    public static GroupView Of(GroupRow row) => new(row.Group.Id, row.Group.Name, [.. row.Members.Select(NamedPerson.Of)]);
}

/// <summary>A group by name.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
internal sealed record NamedGroup(GroupId Id, string Name);

/// <summary>What an admin says about a group.</summary>
internal sealed record GroupBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Its people; replaces who was in it.</summary>
    public IReadOnlyList<PersonId> Members { get; init; } = [];
}
