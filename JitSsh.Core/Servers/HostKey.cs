using JitSsh.Core.SshKeys;

namespace JitSsh.Core.Servers;

/// <summary>A host key that a server showed or an admin accepted.</summary>
/// <param name="Line">Type and base64.</param>
/// <param name="Type">For example <c>ssh-ed25519</c>.</param>
/// <param name="Fingerprint"><c>SHA256:…</c> as ssh-keygen prints it.</param>
public sealed record HostKey(string Line, string Type, string Fingerprint)
{
    /// <summary>Reads lines of type and base64; lines that are no keys are passed over.</summary>
    public static IReadOnlyList<HostKey> ReadLines(string? lines) =>
        [.. (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read).OfType<HostKey>()];

    /// <summary>Writes lines of type and base64, in a fixed order.</summary>
    public static string WriteLines(IEnumerable<HostKey> keys) => string.Join('\n', keys.Select(k => k.Line).Order(StringComparer.Ordinal));

    private static HostKey? Read(string line) =>
        HostPublicKey.Parse(line) is { IsValid: true, Value: var key } ? new(key.Line, key.Type, key.Fingerprint) : null;
}
