using System.Security.Cryptography;

namespace JitSsh.Core.Secrets;

/// <summary>Why a secret could not be read.</summary>
public enum SecretProblemKind
{
    /// <summary>The reference itself, or the connector's settings, do not allow it.</summary>
    NotAllowed,

    /// <summary>There is no such store, vault or mount.</summary>
    NoStore,

    /// <summary>The store has no such secret, or no such version.</summary>
    NotFound,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>It, or this version of it, is disabled.</summary>
    Disabled,

    /// <summary>The store does not let the connector read it.</summary>
    Forbidden,

    /// <summary>The store does not accept who the connector says it is.</summary>
    SignIn,

    /// <summary>It has no such field, or its value cannot be used.</summary>
    Value,

    /// <summary>The store's certificate is not trusted.</summary>
    Tls,

    /// <summary>The store cannot be reached.</summary>
    Unreachable,

    /// <summary>The Vault is sealed.</summary>
    Sealed,

    /// <summary>The store asks to wait, or failed.</summary>
    Busy,
}

/// <summary>Why a secret could not be read, in words.</summary>
/// <param name="Kind">What kind of problem.</param>
/// <param name="Sentence">What happened, where, and what to do. Never part of a secret.</param>
public sealed record SecretProblem(SecretProblemKind Kind, string Sentence)
{
    /// <summary>True when the store could not answer: what was read from it before may still be so. False when it did answer, and the answer is no.</summary>
    public bool IsOutage => Kind is SecretProblemKind.Unreachable or SecretProblemKind.Sealed or SecretProblemKind.Busy or SecretProblemKind.Tls;
}

/// <summary>A secret that was read, or why it could not be. Disposing it overwrites the value.</summary>
public sealed class SecretReading : IDisposable
{
    private readonly byte[]? value;

    private SecretReading(byte[]? value, SecretProblem? problem) => (this.value, Problem) = (value, problem);

    /// <summary>Why it could not be read; null when it could.</summary>
    public SecretProblem? Problem { get; }

    /// <summary>The value; empty when there is a <see cref="Problem"/>.</summary>
    public ReadOnlyMemory<byte> Value => value;

    /// <summary>Which version the store gave, where it has versions.</summary>
    public string? Version { get; private init; }

    /// <summary>When that version was stored, where the store tells.</summary>
    public DateTimeOffset? ChangedAt { get; private init; }

    /// <summary>A value that was read; it is owned by the reading.</summary>
    public static SecretReading Of(byte[] value, string? version = null, DateTimeOffset? changedAt = null) => new(value, null) { Version = version, ChangedAt = changedAt };

    /// <summary>Why it could not be read.</summary>
    public static SecretReading Failed(SecretProblemKind kind, string sentence) => new(null, new(kind, sentence));

    /// <summary>The same place and time, another value; the old one is overwritten.</summary>
    internal SecretReading With(byte[] part)
    {
        Dispose();
        return new(part, null) { Version = Version, ChangedAt = ChangedAt };
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(value);
}

/// <summary>A secret that is needed could not be read; the message is the sentence for a person.</summary>
public sealed class SecretUnavailableException(SecretProblem problem) : Exception(problem.Sentence)
{
    /// <summary>Why.</summary>
    public SecretProblem Problem { get; } = problem;
}
