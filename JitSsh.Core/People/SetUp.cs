using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>The first run: makes the first admin, once. After that it is closed for good.</summary>
public sealed class SetUp(IPeopleStore people, IPasswordHasher<SignInAccount> hasher, IOptions<SignInSettings> options, TimeProvider clock)
{
    /// <summary>True until there is a person.</summary>
    public Task<bool> IsNeededAsync(CancellationToken cancel = default) => people.IsEmptyAsync(cancel);

    /// <summary>Adds the first admin. Conflict when there is a person already.</summary>
    public async Task<Outcome<PersonId>> RunAsync(PersonInput input, CancellationToken cancel = default)
    {
        List<Problem> problems = [.. input.Problems()];
        if (string.IsNullOrEmpty(input.Password))
        {
            problems.Add(new(nameof(input.Password), "Choose a password."));
        }

        if (!options.Value.AllowsPassword(input.Email))
        {
            problems.Add(new(nameof(input.Email), $"Local accounts are turned off, so the first admin is the account for emergencies: {options.Value.EmergencyAccount.Trim()}. Everybody else signs in with a provider."));
        }

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
            Role = Role.Admin,
            AddedAt = now,
        };
        var audit = Audited.Person(new(person.Id, person.Name, Role.Admin), now, person.Id, "set-up", $"First admin {person.Email}");
        return await people.AddFirstAsync(person, hasher.HashPassword(new(), input.Password!), audit, cancel)
            ? person.Id
            : Refusal.Conflict("JitSsh is set up already. Sign in.");
    }
}
