using System.Net;
using JitSsh.Core.Common;
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
        var (account, sentence) = await RecogniseAsync(email, password, from);
        if (account is not null)
        {
            await signIn.SignInAsync(account, isPersistent: false);
        }

        return sentence;
    }

    /// <summary>Whose e-mail address and password these are, without signing them in; otherwise the sentence that says why not.</summary>
    public async Task<(SignInAccount? Account, string? Sentence)> RecogniseAsync(string? email, string? password, IPAddress? from)
    {
        email = email?.Trim() ?? "";
        if (!limit.Allows(from, email))
        {
            return (null, TooOften);
        }

        // Longer than any that could have been set, and hashing costs what the length costs.
        if (string.IsNullOrEmpty(password) || password.Length > PasswordRule.MaxLength)
        {
            return (null, Refused);
        }

        if (await signIn.UserManager.FindByEmailAsync(email) is not { PasswordHash: not null } account)
        {
            Spend(password);
            return (null, Refused);
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (result.IsLockedOut || result.IsNotAllowed)
        {
            Spend(password);
        }

        return result.Succeeded ? (account, null) : (null, Refused);
    }

    /// <summary>Checks the password of somebody who is signed in, before they change it; null when it is theirs, otherwise the sentence that says why not.</summary>
    public async Task<string?> CheckAsync(PersonId person, string? password, IPAddress? from)
    {
        if (!limit.Allows(from, person.ToString()))
        {
            return TooOften;
        }

        var account = await signIn.UserManager.FindByIdAsync(person.ToString());
        var isTheirs = account is not null && password is { Length: > 0 and <= PasswordRule.MaxLength } && (await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true)).Succeeded;
        return isTheirs ? null : "This is not your present password, or it was tried too often.";
    }

    /// <summary>Takes the cookie away.</summary>
    public Task SignOutAsync() => signIn.SignOutAsync();

    /// <summary>The work of one check, so that the time of the answer does not tell who has an account.</summary>
    private void Spend(string password) => hasher.HashPassword(new(), password);
}
