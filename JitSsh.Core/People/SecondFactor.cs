using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A person's authenticator app, which they are asked for after their password.</summary>
public sealed class SecondFactor
{
    /// <summary>Whose it is; each person has at most one.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>The shared secret, encrypted for this person.</summary>
    public required byte[] Protected { get; init; }

    /// <summary>When the secret was made.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When its first code was typed; until then it is not asked for.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The step of the last code that was taken: no code of it or before is taken again, on any portal.</summary>
    public long LastStep { get; set; }

    /// <summary>Tries at a code since <see cref="TriesSince"/>.</summary>
    public int Tries { get; set; }

    /// <summary>From when on tries are counted.</summary>
    public DateTimeOffset TriesSince { get; set; }
}

/// <summary>A code that stands for the app once, when it is lost. It has 100 random bits and is kept only as a hash.</summary>
public sealed class RecoveryCode
{
    /// <summary>Whose it is.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>SHA-256 of the person's id and the code.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>What somebody's second factor is, without anything secret.</summary>
/// <param name="Since">When it was turned on; null when it is not.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
public sealed record SecondFactorState(DateTimeOffset? Since, int RecoveryCodes)
{
    /// <summary>True when it is asked for.</summary>
    public bool IsOn => Since is not null;
}

/// <summary>A secret to put into an authenticator app, shown while it is put there and never again.</summary>
/// <param name="Secret">Base32, as apps take it when typed.</param>
/// <param name="Uri">The same as an <c>otpauth</c> address, as apps take it from a QR code.</param>
public sealed record NewSecondFactor(string Secret, string Uri);
