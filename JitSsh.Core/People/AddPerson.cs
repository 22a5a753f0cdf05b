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
            ManagerId = input.ManagerId,
            Role = input.Role,
            AddedAt = now,
        };
        var hash = string.IsNullOrEmpty(input.Password) ? null : hasher.HashPassword(new(), input.Password);
        var taken = await people.AddAsync(person, input.Groups, hash, Audited.Person(actor, now, person.Id, "added", $"{person.Name} <{person.Email}>, {person.Role}, Linux name {person.LinuxName ?? "none"}"), cancel);
        return taken is null ? person.Id : TakenField.Refusal(taken);
    }
}

/// <summary>The sentence for a field that clashes with somebody else's.</summary>
internal static class TakenField
{
    public static Refusal Refusal(TakenBy taken) => Common.Refusal.Invalid(taken.Field, taken.Field switch
    {
        nameof(PersonInput.LinuxName) =>
            $"This is the Linux name of {taken.By}. On a server the two would be one account, so each needs their own: choose another here{(taken.Free is { } free ? $", for example {free}" : "")}, or give {taken.By} another first.",
        nameof(PersonInput.Email) => $"This is the e-mail address of {taken.By}.",
        nameof(PersonInput.ManagerId) when taken.By.Length == 0 => "There is no such person. Choose somebody else, or nobody.",
        nameof(PersonInput.ManagerId) => $"This would be a circle of managers: {taken.By}. Choose somebody else, or change the manager of one of them first.",
        _ => "This is taken.",
    });
}
