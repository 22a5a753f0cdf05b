using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.SshKeys;

namespace JitSsh.Core.People;

/// <summary>The SSH public keys of a person: their own to change, an admin's to see and remove.</summary>
public sealed class SshKeysOfPerson(IPeopleStore people, TimeProvider clock)
{
    /// <summary>The keys, oldest first; NotFound for anyone but the person and admins.</summary>
    public async Task<Outcome<IReadOnlyList<SshKey>>> ListAsync(Actor actor, PersonId person, CancellationToken cancel = default) =>
        actor.Is(person) || actor.SeesAll ? Outcomes.Done(await people.KeysOfAsync(person, cancel)) : Refusal.NotFound;

    /// <summary>Adds a key to the actor's own; only they can, so that nobody lets themselves in as somebody else.</summary>
    /// <param name="actor">Whose key it becomes.</param>
    /// <param name="name">What they call it; empty takes the key's comment.</param>
    /// <param name="text">The one line of the .pub file.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<SshKeyId>> AddAsync(Actor actor, string? name, string? text, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        var key = SshPublicKey.Parse(text);
        if (!key.IsValid)
        {
            return Refusal.Invalid("PublicKey", key.Problem);
        }

        name = string.IsNullOrWhiteSpace(name) ? key.Value.Comment : name.Trim();
        name = name.Length == 0 ? key.Value.Type : name;
        if (PlainText.ProblemWithName(name) is { } problem)
        {
            return Refusal.Invalid("Name", problem);
        }

        var now = clock.GetUtcNow();
        var row = new SshKey
        {
            Id = TypedId.New<SshKeyId>(clock),
            PersonId = person,
            Name = name,
            Line = $"{key.Value.Type} {Convert.ToBase64String(key.Value.Blob.Span)}",
            Fingerprint = key.Value.Fingerprint,
            AddedAt = now,
        };
        return await people.AddKeyAsync(row, Audited.SshKey(actor, now, person, "added", row.Fingerprint), cancel)
            ? row.Id
            : Refusal.Invalid("PublicKey", "This key is registered already. A key belongs to one person.");
    }

    /// <summary>Removes a key. Certificates issued for it stay good until their end; end the access to take it away at once.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, PersonId person, SshKeyId key, CancellationToken cancel = default) =>
        (actor.Is(person) || actor.IsAdmin)
            && await people.RemoveKeyAsync(person, key, Audited.SshKey(actor, clock.GetUtcNow(), person, "removed", key.ToString()), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
}
