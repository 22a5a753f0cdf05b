using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>An SSH public key of a person, that certificates can be issued for.</summary>
public sealed class SshKey
{
    /// <summary>The id.</summary>
    public required SshKeyId Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>What they call it, for example "laptop".</summary>
    public required string Name { get; init; }

    /// <summary>Type and base64, one line, without a comment.</summary>
    public required string Line { get; init; }

    /// <summary><c>SHA256:…</c> as ssh-keygen prints it.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When a certificate was last issued for it.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
