namespace JitSsh.Core.Certificates;

/// <summary>
/// What a user certificate says (PROTOCOL.certkeys, type 1). It only says; <see cref="CertificatePolicy"/> decides whether it may.
/// </summary>
public sealed record CertificateSpec
{
    /// <summary>The person's key.</summary>
    public required SshPublicKey PublicKey { get; init; }

    /// <summary>The number by which sshd's log names the certificate; random, see <see cref="CertificateSerial"/>.</summary>
    public required ulong Serial { get; init; }

    /// <summary>What sshd's log calls the holder: <c>[A-Za-z0-9=._-]</c>, so that it cannot imitate a part of the line.</summary>
    public required string KeyId { get; init; }

    /// <summary>Exactly one, the request. A list, because the format has one: an empty list would mean anybody.</summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>The first second in which it is valid. Parts of a second are dropped.</summary>
    public required DateTimeOffset ValidAfter { get; init; }

    /// <summary>The first second in which it is no longer valid. Parts of a second are dropped, so it is never too long.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>From where it may be used, as CIDR (<c>203.0.113.0/24</c>, <c>2001:db8::/32</c>); empty: from anywhere.</summary>
    public IReadOnlyList<string> SourceAddresses { get; init; } = [];

    /// <summary>Whether a terminal is given.</summary>
    public bool PermitPty { get; init; }

    /// <summary>Whether ports may be forwarded.</summary>
    public bool PermitPortForwarding { get; init; }

    /// <summary>Whether the person's agent may be forwarded.</summary>
    public bool PermitAgentForwarding { get; init; }

    /// <summary>The critical options as name and text, in the order of their names.</summary>
    internal IEnumerable<CertificateOption> CriticalOptions =>
        SourceAddresses.Count == 0 ? [] : [new("source-address", string.Join(',', SourceAddresses))];

    /// <summary>The extensions, in the order of their names: agent, port, pty.</summary>
    internal IEnumerable<CertificateOption> Extensions
    {
        get
        {
            if (PermitAgentForwarding)
            {
                yield return new("permit-agent-forwarding", "");
            }

            if (PermitPortForwarding)
            {
                yield return new("permit-port-forwarding", "");
            }

            if (PermitPty)
            {
                yield return new("permit-pty", "");
            }
        }
    }
}

/// <summary>A critical option or an extension of a certificate.</summary>
/// <param name="Name">For example <c>source-address</c> or <c>permit-pty</c>.</param>
/// <param name="Value">Its text; empty if it only is there.</param>
public sealed record CertificateOption(string Name, string Value);
