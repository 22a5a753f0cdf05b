using System.Net;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Auth;

/// <summary>Signs somebody in. Whoever may not is told the same sentence after the same work, whether the e-mail address, the password or the account is at fault.</summary>
internal sealed class SignInWithPassword(SignInManager<SignInAccount> signIn, IPasswordHasher<SignInAccount> hasher, SignInLimit limit)
{
    public const string Refused = "This e-mail address and this password do not belong together, or the account cannot be used at the moment.";

    public const string TooOften = "That was tried too often. Wait five minutes, then try again.";

    /// <summary>Null when they are signed in, otherwise the sentence that says why not.</summary>
    public async Task<string?> RunAsync(string? email, string? password, IPAddress? from)
    {
        email = email?.Trim() ?? "";
        if (!limit.Allows(from, email))
        {
            return TooOften;
        }

        // Longer than any that could have been set, and hashing costs what the length costs.
        if (string.IsNullOrEmpty(password) || password.Length > 200)
        {
            return Refused;
        }

        if (await signIn.UserManager.FindByEmailAsync(email) is not { PasswordHash: not null } account)
        {
            Spend(password);
            return Refused;
        }

        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        if (result.IsLockedOut || result.IsNotAllowed)
        {
            Spend(password);
        }

        return result.Succeeded ? null : Refused;
    }

    /// <summary>The work of one check, so that the time of the answer does not tell who has an account.</summary>
    private void Spend(string password) => hasher.HashPassword(new(), password);
}
