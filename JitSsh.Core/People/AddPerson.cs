using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Core.People;

/// <summary>Adds a person.</summary>
public sealed class AddPerson(IPeopleStore people, IPasswordHasher<SignInAccount> hasher, TimeProvider clock)
{
    /// <summary>The new person's id; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PersonId>> RunAsync(Actor actor, PersonInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var problems = input.Problems();
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var person = new Person
        {
            Id = TypedId.New<PersonId>(clock),
            Name = input.Name.Trim(),
            Email = input.StoredEmail,
            LinuxName = input.StoredLinuxName,
            Role = input.Role,
            AddedAt = now,
        };
        var hash = string.IsNullOrEmpty(input.Password) ? null : hasher.HashPassword(new(), input.Password);
        var taken = await people.AddAsync(person, input.Groups, hash, Audited.Person(actor, now, person.Id, "added", $"{person.Name} <{person.Email}>, {person.Role}, Linux name {person.LinuxName ?? "none"}"), cancel);
        return taken is null ? person.Id : TakenField.Refusal(taken);
    }
}

/// <summary>The sentence for a field that must be unique and is not.</summary>
internal static class TakenField
{
    public static Refusal Refusal(string field) => Common.Refusal.Invalid(field, field switch
    {
        nameof(PersonInput.LinuxName) => "Another person has this Linux name. On a server the two would be one account, so each needs their own.",
        nameof(PersonInput.Email) => "Another person has this e-mail address.",
        _ => "This is taken.",
    });
}
