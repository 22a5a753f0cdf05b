using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>Says who acts, from the database, at each operation: a person who was deactivated a second ago is nobody.</summary>
public sealed class LoadActor(IPeopleStore people)
{
    /// <summary>The actor, or null when this person does not exist or is not active.</summary>
    public async Task<Actor?> RunAsync(PersonId id, CancellationToken cancel = default) =>
        await people.FindAsync(id, cancel) is not { IsActive: true } person ? null
        : new(person.Id, person.Name, person.Role) { Owned = person.Role == Role.Member ? await people.OwnedAsync(id, cancel) : [] };
}
