using System.Diagnostics.CodeAnalysis;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>A private key that can be used, or the sentence that says why what was pasted cannot.</summary>
public sealed class PrivateKeyTextResult
{
    private PrivateKeyTextResult(PrivateKeyText? key, string? problem) => (Key, Problem) = (key, problem);

    /// <summary>The key; whoever receives it disposes it. Null if there is a <see cref="Problem"/>.</summary>
    public PrivateKeyText? Key { get; }

    /// <summary>One or two English sentences for the admin: what is wrong, and what to do. Never part of the key.</summary>
    public string? Problem { get; }

    /// <summary>Whether there is a key.</summary>
    [MemberNotNullWhen(true, nameof(Key))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Key is not null;

    internal static PrivateKeyTextResult Of(PrivateKeyText key) => new(key, null);

    internal static PrivateKeyTextResult Refused(string problem) => new(null, problem);
}
