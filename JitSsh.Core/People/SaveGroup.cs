using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>Adds, changes or removes a group.</summary>
public sealed class SaveGroup(IPeopleStore people, TimeProvider clock)
{
    /// <summary>Adds a group (no id) or changes one. NotFound for anyone but an admin.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The group; null for a new one.</param>
    /// <param name="name">The name; unique.</param>
    /// <param name="members">The people in it; they replace those who were.</param>
    /// <param name="groups">The groups in it; they replace those that were. Null for none.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<GroupId>> RunAsync(
        Actor actor, GroupId? id, string name, IReadOnlyList<PersonId> members, IReadOnlyList<GroupId>? groups = null, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        if (PlainText.ProblemWithName(name) is { } problem)
        {
            return Refusal.Invalid("Name", problem);
        }

        var group = new Group { Id = id ?? TypedId.New<GroupId>(clock), Name = name.Trim() };
        var audit = Audited.Group(actor, clock.GetUtcNow(), group.Id, id is null ? "added" : "changed", $"{group.Name}: {members.Count} members, {groups?.Count ?? 0} groups");
        return await people.SaveGroupAsync(group, members, groups ?? [], audit, cancel) switch
        {
            null => group.Id,
            { NameIsTaken: true } => Refusal.Invalid("Name", "Another group has this name."),
            var clash => Refusal.Invalid("Groups", $"These groups would be in each other in a circle: {string.Join(" > ", clash.Circle)}. Take one of them out."),
        };
    }

    /// <summary>Removes a group; flows that name it no longer match anybody through it. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, GroupId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await people.RemoveGroupAsync(id, Audited.Group(actor, clock.GetUtcNow(), id, "removed", "Group removed"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
}
