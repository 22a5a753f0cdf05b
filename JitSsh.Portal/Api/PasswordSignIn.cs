using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Api;

/// <summary>Recognises a person by e-mail address and password, with Identity's lock-out. Gives the same answer, after the same work, whether or not the address is known.</summary>
internal sealed class PasswordSignIn(SignInManager<SignInAccount> signIn, LoadActor loadActor, IPasswordHasher<SignInAccount> hasher)
{
    /// <summary>A hash of nothing that anyone could type, to spend as much time on an unknown address as on a known one.</summary>
    private static readonly string NobodysHash = new PasswordHasher<SignInAccount>().HashPassword(new(), Guid.NewGuid().ToString());

    /// <summary>The actor, or null.</summary>
    public async Task<Actor?> RunAsync(string? email, string? password, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(email) || string.IsNullOrEmpty(password) || password.Length > 200)
        {
            return null;
        }

        if (await signIn.UserManager.FindByEmailAsync(email.Trim()) is not { PasswordHash: not null } account)
        {
            SpendTime(password);
            return null;
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (result.IsLockedOut || result.IsNotAllowed)
        {
            SpendTime(password);
        }

        return result.Succeeded ? await loadActor.RunAsync(new(account.Id), cancel) : null;
    }

    private void SpendTime(string password) => hasher.VerifyHashedPassword(new(), NobodysHash, password);
}
