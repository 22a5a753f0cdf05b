using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Core.People;

/// <summary>Changes the actor's own password. Whoever calls has checked the present one, with the lock-out that goes with checking passwords.</summary>
public sealed class ChangeOwnPassword(IPeopleStore people, IPasswordHasher<SignInAccount> hasher, TimeProvider clock)
{
    /// <summary>Sets the password and ends every session, this one too.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, string password, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id)
        {
            return Refusal.NotFound;
        }

        if (PasswordRule.Problem(password) is { } problem)
        {
            return Refusal.Invalid("NewPassword", problem);
        }

        return await people.SetPasswordAsync(id, hasher.HashPassword(new(), password), Audited.Person(actor, clock.GetUtcNow(), id, "password-set", $"Password of {actor.Name} set"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
    }
}
