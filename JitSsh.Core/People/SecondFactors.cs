using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>
/// The second factor of people who sign in with a password: an authenticator app, and recovery codes for when it is lost. Turned on, checked and turned off here. Its secret is kept encrypted, bound to the
/// person, so that rows cannot be swapped in the database.
/// </summary>
public sealed class SecondFactors(ISecondFactorStore factors, IPeopleStore people, IDataProtectionProvider protection, IOptions<SignInSettings> options, TimeProvider clock)
{
    /// <summary>How many recovery codes there are in the beginning.</summary>
    public const int RecoveryCodeCount = 10;

    /// <summary>
    /// So many wrong codes of the app in an hour, from all addresses together, and no more are looked at. Recovery codes always are: nobody guesses one, so nobody who knows the password can keep its owner out.
    /// </summary>
    public const int MostTries = 10;

    private const int CodeLength = 20;

    private static readonly TimeSpan TriesIn = TimeSpan.FromHours(1);

    private static string WrongCode => "This code is not good, or was used already. Wait for the app's next one. If it stays like this, check that the clock of your phone is right, or use a recovery code.";

    private static string TooManyTries => "Too many wrong codes were typed for this account. Use a recovery code, or wait an hour.";

    private static string NotOn => "There is no second factor to use. Turn it on first.";

    /// <summary>Whether somebody has one; NotFound for anyone but themselves and admins.</summary>
    public async Task<Outcome<SecondFactorState>> FindAsync(Actor actor, PersonId person, CancellationToken cancel = default) =>
        (actor.Is(person) || actor.SeesAll) && await people.FindAsync(person, cancel) is not null
            ? new SecondFactorState((await factors.FindAsync(person, cancel))?.ConfirmedAt, await factors.CountCodesAsync(person, cancel))
            : Refusal.NotFound;

    /// <summary>True when this person is asked for a code after their password.</summary>
    public async Task<bool> IsOnAsync(PersonId person, CancellationToken cancel = default) => await factors.FindAsync(person, cancel) is { ConfirmedAt: not null };

    /// <summary>Makes a secret for the actor's app. It counts from its first code on (<see cref="ConfirmAsync"/>); begun again, the one before is forgotten.</summary>
    public async Task<Outcome<NewSecondFactor>> BeginAsync(Actor actor, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id || await people.FindAsync(id, cancel) is not { } person)
        {
            return Refusal.NotFound;
        }

        if (!options.Value.AllowsPassword(person.Email) || !await factors.HasPasswordAsync(id, cancel))
        {
            return Refusal.Conflict("You sign in with your company's provider, and a second factor is asked for there. This one is for those who sign in with a password.");
        }

        var secret = RandomNumberGenerator.GetBytes(Totp.SecretLength);
        var now = clock.GetUtcNow();
        var factor = new SecondFactor { PersonId = id, Protected = Protector(id).Protect(secret), AddedAt = now, TriesSince = now };
        if (!await factors.BeginAsync(factor, cancel))
        {
            return Refusal.Conflict("You have a second factor already. Turn it off first, with a code of it, to take another app.");
        }

        var text = Totp.Base32(secret);
        return new NewSecondFactor(text, $"otpauth://totp/JitSsh:{Uri.EscapeDataString(person.Email)}?secret={text}&issuer=JitSsh&algorithm=SHA1&digits={Totp.Digits}&period=30");
    }

    /// <summary>Turns it on, with the first code that the app shows. The recovery codes are shown this once.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> ConfirmAsync(Actor actor, string? code, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id)
        {
            return Refusal.NotFound;
        }

        if (await factors.FindAsync(id, cancel) is not { ConfirmedAt: null } factor)
        {
            return Refusal.Conflict("There is no new app to confirm. Begin again.");
        }

        var now = clock.GetUtcNow();
        if (!await factors.TryAsync(id, MostTries, now - TriesIn, now, cancel))
        {
            return Refusal.Invalid("Code", "Too many wrong codes were typed. Begin again, with a new QR code.");
        }

        if (SecretOf(factor) is not { } secret || Totp.Match(secret, Digits(code), now) is not { } step)
        {
            return Refusal.Invalid("Code", "This is not the code that the app shows now. Wait for the next one. If it stays like this, check that the clock of your phone is right.");
        }

        var codes = NewCodes();
        return await factors.ConfirmAsync(factor, step, HashesOf(id, codes), Audited.SecondFactor(actor, now, id, "on", "Second factor turned on: an authenticator app"), cancel)
            ? Outcomes.Done(codes)
            : Refusal.Conflict("This was begun again elsewhere. Begin again here, or go on there.");
    }

    /// <summary>Makes new recovery codes in the place of the old ones, for a code of the app or one of the old ones. They are shown this once.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> RenewCodesAsync(Actor actor, string? code, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id)
        {
            return Refusal.NotFound;
        }

        if (await ProblemWithAsync(actor, id, code, cancel) is { } problem)
        {
            return Refusal.Invalid("Code", problem);
        }

        var codes = NewCodes();
        return await factors.ReplaceCodesAsync(id, HashesOf(id, codes), Audited.SecondFactor(actor, clock.GetUtcNow(), id, "codes-renewed", "New recovery codes made; the old ones are not good any more"), cancel)
            ? Outcomes.Done(codes)
            : Refusal.Conflict(NotOn);
    }

    /// <summary>Turns the actor's own off, for a code of the app or a recovery code: whoever sits down at an open browser has neither.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, string? code, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id)
        {
            return Refusal.NotFound;
        }

        if (await ProblemWithAsync(actor, id, code, cancel) is { } problem)
        {
            return Refusal.Invalid("Code", problem);
        }

        return await factors.RemoveAsync(id, Audited.SecondFactor(actor, clock.GetUtcNow(), id, "off", "Second factor turned off"), cancel) ? Nothing.AtAll : Refusal.Conflict(NotOn);
    }

    /// <summary>Turns somebody else's off, who lost app and recovery codes and whom the admin knows to be them. They are told. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> ResetAsync(Actor actor, PersonId person, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await people.FindAsync(person, cancel) is not { } owner)
        {
            return Refusal.NotFound;
        }

        if (actor.Is(person))
        {
            return Refusal.Conflict("Turn your own off on your profile, with a code of the app or a recovery code. Without either, ask another admin.");
        }

        return await factors.RemoveAsync(person, Audited.SecondFactor(actor, clock.GetUtcNow(), person, "reset", $"Second factor of {owner.Name} <{owner.Email}> reset by {actor.Name}"), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict($"{owner.Name} has no second factor.");
    }

    /// <summary>Checks a code at a sign-in after the password was right, and writes what came of it to the audit log. Null when it is good, otherwise the sentence that says why not.</summary>
    /// <param name="id">Who signs in.</param>
    /// <param name="code">A code of the app or a recovery code, with or without spaces and hyphens.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<string?> AtSignInAsync(PersonId id, string? code, CancellationToken cancel = default)
    {
        if (await people.FindAsync(id, cancel) is not { } person)
        {
            return WrongCode;
        }

        var actor = new Actor(id, person.Name, person.Role);
        var problem = await ProblemWithAsync(actor, id, code, cancel);
        await people.NoteAsync(Audited.SignIn(actor, clock.GetUtcNow(), id, problem is null ? "succeeded" : "failed", problem is null ? "Sign-in succeeded, with the second factor" : "Sign-in failed: the password was right, the second factor was not"), cancel);
        return problem;
    }

    private async Task<string?> ProblemWithAsync(Actor actor, PersonId id, string? code, CancellationToken cancel)
    {
        if (await factors.FindAsync(id, cancel) is not { ConfirmedAt: not null } factor)
        {
            return NotOn;
        }

        var now = clock.GetUtcNow();
        var typed = Digits(code);
        if (typed.Length == CodeLength)
        {
            return await factors.TakeCodeAsync(id, HashOf(id, typed), Audited.SecondFactor(actor, now, id, "recovery-code-used", "A recovery code was used"), cancel)
                ? null
                : "This is none of your recovery codes, or it was used already. Each is good once.";
        }

        if (typed.Length != Totp.Digits || !typed.All(char.IsAsciiDigit))
        {
            return $"Type the {Totp.Digits} digits that the app shows, or one of your recovery codes.";
        }

        if (!await factors.TryAsync(id, MostTries, now - TriesIn, now, cancel))
        {
            return TooManyTries;
        }

        return SecretOf(factor) is not { } secret ? "The app's secret cannot be decrypted: the portal's keys are not those it was stored with. Use a recovery code, or ask an admin to reset your second factor."
            : Totp.Match(secret, typed, now) is { } step && await factors.TakeStepAsync(id, step, cancel) ? null
            : WrongCode;
    }

    private byte[]? SecretOf(SecondFactor factor)
    {
        try
        {
            return Protector(factor.PersonId).Unprotect(factor.Protected);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(PersonId person) => protection.CreateProtector("JitSsh.SecondFactor.v1", person.ToString());

    /// <summary>Four groups of five, in lower case.</summary>
    private static IReadOnlyList<string> NewCodes() =>
        [.. Enumerable.Range(0, RecoveryCodeCount).Select(_ => string.Join('-', Totp.Base32(RandomNumberGenerator.GetBytes(13))[..CodeLength].ToLowerInvariant().Chunk(5).Select(part => new string(part))))];

    private static IReadOnlyCollection<byte[]> HashesOf(PersonId person, IReadOnlyList<string> codes) => [.. codes.Select(code => HashOf(person, Digits(code)))];

    private static byte[] HashOf(PersonId person, string code) => SHA256.HashData(Encoding.UTF8.GetBytes($"{person}:{code}"));

    /// <summary>What was typed, without spaces and hyphens, in lower case.</summary>
    private static string Digits(string? code) => code is { Length: <= 100 } ? new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]) : "";
}
