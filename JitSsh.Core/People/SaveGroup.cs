using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>Adds, changes or removes a group.</summary>
public sealed class SaveGroup(IPeopleStore people, IOptions<SignInSettings> options, TimeProvider clock)
{
    /// <summary>Adds a group (no id) or changes one. NotFound for anyone but an admin.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The group; null for a new one.</param>
    /// <param name="name">The name; unique.</param>
    /// <param name="members">The people in it; they replace those who were.</param>
    /// <param name="groups">The groups in it; they replace those that were. Null for none.</param>
    /// <param name="origin">The provider's group that this one stands for; null for a group of JitSsh's own.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<GroupId>> RunAsync(
        Actor actor, GroupId? id, string name, IReadOnlyList<PersonId> members, IReadOnlyList<GroupId>? groups = null, GroupOrigin? origin = null, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. ProblemsWith(origin)];
        if (PlainText.ProblemWithName(name) is { } problem)
        {
            problems.Insert(0, new("Name", problem));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var group = new Group { Id = id ?? TypedId.New<GroupId>(clock), Name = name.Trim(), Provider = origin?.Provider, ExternalId = origin is null ? null : GroupOrigin.Normal(origin.ExternalId) };
        var audit = Audited.Group(actor, clock.GetUtcNow(), group.Id, id is null ? "added" : "changed", $"{group.Name}: {members.Count} members, {groups?.Count ?? 0} groups{(origin is null ? "" : $", {origin.Provider} group {group.ExternalId}")}");
        return await people.SaveGroupAsync(group, members, groups ?? [], audit, cancel) switch
        {
            null => group.Id,
            { SameOrigin: { } other } => Refusal.Invalid("ExternalId", $"{other} stands for this group of {origin!.Provider} already."),
            { NameIsTaken: true } => Refusal.Invalid("Name", "Another group has this name."),
            var clash => Refusal.Invalid("Groups", $"These groups would be in each other in a circle: {string.Join(" > ", clash.Circle)}. Take one of them out."),
        };
    }

    /// <summary>Removes a group; flows that name it no longer match anybody through it. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, GroupId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await people.RemoveGroupAsync(id, Audited.Group(actor, clock.GetUtcNow(), id, "removed", "Group removed"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    private IEnumerable<Problem> ProblemsWith(GroupOrigin? origin)
    {
        if (origin is null)
        {
            yield break;
        }

        if (options.Value.Find(origin.Provider) is null)
        {
            yield return new("Provider", options.Value.Providers.Count == 0 ? "No sign-in provider is set up (JitSsh:SignIn:Providers)." : $"Choose one of: {string.Join(", ", options.Value.Providers.Select(p => p.Name))}.");
        }

        if (string.IsNullOrWhiteSpace(origin.ExternalId) || PlainText.ProblemWithText(origin.ExternalId.Trim(), 256) is not null)
        {
            yield return new("ExternalId", "Give the group's id as the provider's groups claim says it, at most 256 characters; for Entra the group's object id.");
        }
    }
}
