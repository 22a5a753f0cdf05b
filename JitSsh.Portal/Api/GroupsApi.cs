using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>Groups of people.</summary>
internal static class GroupsApi
{
    public static void MapGroups(this RouteGroupBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups.MapGet("/", ListAsync).WithSummary("Lists groups; admins only.").Refuses(404);
        groups.MapPost("/", AddAsync).WithSummary("Adds a group; admins only.").Refuses(404, 422);
        groups.MapGet("/{id:guid}", GetAsync).WithSummary("Shows a group with everybody who is in it, and by which way; admins only.").Refuses(404);
        groups.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a group's name, members and groups; admins only.").Refuses(404, 422);
        groups.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a group; admins only.").Refuses(404);
    }

    private static async Task<Answer<ListView<GroupView>>> ListAsync(Caller caller, string? search, [AsParameters] PageQuery page, ListPeople people, CancellationToken cancel) =>
        (await people.GroupsAsync(caller.Actor, search, page.Page, cancel)).ShowPage(GroupView.Of);

    private static async Task<Made<GroupId>> AddAsync(Caller caller, GroupBody body, SaveGroup save, CancellationToken cancel) =>
        (await save.RunAsync(caller.Actor, null, body.Name, body.Members, body.Groups, body.Origin, cancel)).Made("/api/v1/groups");

    private static async Task<Answer<GroupDetailView>> GetAsync(Caller caller, GroupId id, ListPeople people, CancellationToken cancel) =>
        (await people.GroupAsync(caller.Actor, id, cancel)).Show(GroupDetailView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, GroupId id, GroupBody body, SaveGroup save, ListPeople people, CancellationToken cancel)
    {
        // Saving under an id that is not there would add a group.
        Outcome<GroupId> outcome = (await people.GroupAsync(caller.Actor, id, cancel)).IsDone
            ? await save.RunAsync(caller.Actor, id, body.Name, body.Members, body.Groups, body.Origin, cancel)
            : Refusal.NotFound;
        return outcome.Done();
    }

    private static async Task<Done> RemoveAsync(Caller caller, GroupId id, SaveGroup save, CancellationToken cancel) =>
        (await save.RemoveAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A group of people, as the list shows it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="MemberCount">How many people are in it by themselves.</param>
/// <param name="FirstMembers">The first eight of them, by name; the group itself has all.</param>
/// <param name="Groups">The groups that are in it by themselves.</param>
/// <param name="Provider">The sign-in provider whose group it is; null for a group of JitSsh's own.</param>
/// <param name="ExternalId">The group's id there.</param>
internal sealed record GroupView(GroupId Id, string Name, int MemberCount, IReadOnlyList<NamedPerson> FirstMembers, IReadOnlyList<NamedGroup> Groups, string? Provider, string? ExternalId)
{
    public static GroupView Of(GroupRow row) => new(
        row.Group.Id, row.Group.Name, row.MemberCount, [.. row.First.Select(NamedPerson.Of)], [.. row.Groups.Select(NamedGroup.Of)], row.Group.Provider, row.Group.ExternalId);
}

/// <summary>A group with everybody who is in it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Members">The people who are in it by themselves.</param>
/// <param name="Groups">The groups that are in it by themselves.</param>
/// <param name="IsIn">The groups that it is in by itself.</param>
/// <param name="Everyone">Everybody who is in it; who is in it by several ways is there once for each.</param>
/// <param name="Provider">The sign-in provider whose group it is; null for a group of JitSsh's own.</param>
/// <param name="ExternalId">The group's id there.</param>
internal sealed record GroupDetailView(
    GroupId Id, string Name, IReadOnlyList<NamedPerson> Members, IReadOnlyList<NamedGroup> Groups, IReadOnlyList<NamedGroup> IsIn, IReadOnlyList<GroupWayView> Everyone, string? Provider, string? ExternalId)
{
    public static GroupDetailView Of(GroupDetail detail) => new(
        detail.Group.Id, detail.Group.Name, [.. detail.Members.Select(NamedPerson.Of)], [.. detail.Groups.Select(NamedGroup.Of)], [.. detail.IsIn.Select(NamedGroup.Of)],
        [.. detail.Everyone.Select(w => new GroupWayView(NamedPerson.Of(w.Person), [.. w.Way.Select(NamedGroup.Of)]))], detail.Group.Provider, detail.Group.ExternalId);
}

/// <summary>That somebody is in a group, and by which way.</summary>
/// <param name="Person">The person.</param>
/// <param name="Way">The groups between, the outermost first; empty for somebody who is in it by themselves.</param>
internal sealed record GroupWayView(NamedPerson Person, IReadOnlyList<NamedGroup> Way);

/// <summary>A group by name.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
internal sealed record NamedGroup(GroupId Id, string Name)
{
    public static NamedGroup Of(Group group) => new(group.Id, group.Name);
}

/// <summary>What an admin says about a group.</summary>
internal sealed record GroupBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Its people; replaces who was in it.</summary>
    public IReadOnlyList<PersonId> Members { get; init; } = [];

    /// <summary>The groups in it; replaces those that were. A circle is refused.</summary>
    public IReadOnlyList<GroupId> Groups { get; init; } = [];

    /// <summary>The sign-in provider whose group this is; null for a group of JitSsh's own.</summary>
    public string? Provider { get; init; }

    /// <summary>The group's id there. Its people are kept in step at each of their sign-ins.</summary>
    public string? ExternalId { get; init; }

    internal GroupOrigin? Origin => Provider is null && ExternalId is null ? null : new(Provider ?? "", ExternalId ?? "");
}
