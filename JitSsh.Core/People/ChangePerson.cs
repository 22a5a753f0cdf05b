using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Core.People;

/// <summary>Changes a person, deactivates them or activates them again. Deactivation ends their sessions, tokens, requests and access at once, and for good.</summary>
public sealed class ChangePerson(IPeopleStore people, IPasswordHasher<SignInAccount> hasher, TimeProvider clock)
{
    /// <summary>Done, or why not; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, PersonId id, PersonInput input, bool isActive, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await people.FindAsync(id, cancel) is not { } person)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. input.Problems()];
        if (actor.Is(id) && (!isActive || input.Role != Role.Admin))
        {
            problems.Add(new(nameof(input.Role), "You cannot take away your own admin role or deactivate yourself. Ask another admin."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var verb = person.IsActive == isActive ? "changed" : isActive ? "activated" : "deactivated";
        var before = Describe(person);
        var was = FieldsOf(person, await people.GroupsOfAsync(id, cancel));
        person.Name = input.Name.Trim();
        person.Email = input.StoredEmail;
        person.LinuxName = input.StoredLinuxName;
        person.Role = input.Role;
        person.ManagerId = input.ManagerId;
        person.IsActive = isActive;
        var now = clock.GetUtcNow();
        if (await people.ChangeAsync(person, input.Groups, actor, Audited.Person(actor, now, id, verb, $"{before} -> {Describe(person)}", AuditChange.Between(was, FieldsOf(person, input.Groups))), cancel) is { } taken)
        {
            return TakenField.Refusal(taken);
        }

        if (!string.IsNullOrEmpty(input.Password))
        {
            await people.SetPasswordAsync(id, hasher.HashPassword(new(), input.Password), Audited.Person(actor, now, id, "password-set", $"Password of {person.Name} set"), cancel);
        }

        return Nothing.AtAll;
    }

    private static IReadOnlyDictionary<string, string> FieldsOf(Person p, IReadOnlyList<GroupId> groups) =>
        AuditFields.Of(new { p.Name, p.Email, p.LinuxName, p.Role, p.ManagerId, p.IsActive, Groups = groups.Distinct().Select(g => g.ToString()).Order(StringComparer.Ordinal) });

    private static string Describe(Person p) => $"{p.Name} <{p.Email}>, {p.Role}, Linux name {p.LinuxName ?? "none"}, {(p.ManagerId is { } m ? $"manager {m}" : "no manager")}{(p.IsActive ? "" : ", deactivated")}";
}
