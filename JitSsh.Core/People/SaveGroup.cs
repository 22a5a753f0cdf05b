using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>Adds, changes or removes a group.</summary>
public sealed class SaveGroup(IPeopleStore people, TimeProvider clock)
{
    /// <summary>Adds a group (no id) or changes one. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<GroupId>> RunAsync(Actor actor, GroupId? id, string name, IReadOnlyList<PersonId> members, CancellationToken cancel = default)
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
        var audit = Audited.Group(actor, clock.GetUtcNow(), group.Id, id is null ? "added" : "changed", $"{group.Name}: {members.Count} members");
        return await people.SaveGroupAsync(group, members, audit, cancel) ? group.Id : Refusal.Invalid("Name", "Another group has this name.");
    }

    /// <summary>Removes a group; flows that name it no longer match anybody through it. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, GroupId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await people.RemoveGroupAsync(id, Audited.Group(actor, clock.GetUtcNow(), id, "removed", "Group removed"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
}
