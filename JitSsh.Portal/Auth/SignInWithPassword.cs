using System.Net;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Auth;

/// <summary>Signs somebody in. Whoever may not is told the same sentence after the same work, whether the e-mail address, the password or the account is at fault.</summary>
internal sealed class SignInWithPassword(SignInManager<SignInAccount> signIn, IPasswordHasher<SignInAccount> hasher, SignInLimit limit, SecondFactors factors)
{
    public const string Refused = "This e-mail address and this password do not belong together, or the account cannot be used at the moment.";

    public const string CodeMissing = "This account has a second factor: give a code of its authenticator app, too, or a recovery code.";

    public const string TooOften = "That was tried too often. Wait five minutes, then try again.";

    /// <summary>The sentence that says why they are not signed in, or the account whose second factor is to come (<see cref="FinishAsync"/>); neither when they are.</summary>
    public async Task<(string? Sentence, SignInAccount? Waiting)> RunAsync(string? email, string? password, IPAddress? from)
    {
        var (account, sentence) = await RecogniseAsync(email, password, from);
        if (account is null)
        {
            return (sentence, null);
        }

        if (await factors.IsOnAsync(new(account.Id), CancellationToken.None))
        {
            return (null, account);
        }

        await signIn.SignInAsync(account, isPersistent: false);
        return (null, null);
    }

    /// <summary>Signs in somebody whose password was right, with the code of their second factor; null when they are, otherwise the sentence that says why not.</summary>
    public async Task<string?> FinishAsync(SignInAccount account, string? code, IPAddress? from)
    {
        if (!await signIn.CanSignInAsync(account))
        {
            return Refused;
        }

        var sentence = await CheckCodeAsync(account, code, from);
        if (sentence is null)
        {
            await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new(ActivePeopleSignIn.FactorClaim, "app or recovery code")]);
        }

        return sentence;
    }

    /// <summary>Checks a code of the second factor of somebody whose password was right; null when it is good, or they have none.</summary>
    public async Task<string?> CheckCodeAsync(SignInAccount account, string? code, IPAddress? from) =>
        !await factors.IsOnAsync(new(account.Id), CancellationToken.None) ? null
        : string.IsNullOrWhiteSpace(code) ? CodeMissing
        : !limit.Allows(from, $"code of {account.Id:N}") ? TooOften
        : await factors.AtSignInAsync(new(account.Id), code, CancellationToken.None);

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
