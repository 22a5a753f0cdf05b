namespace JitSsh.Core.Certificates;

/// <summary>
/// The public half of a server's host key, as it stands in <c>/etc/ssh/ssh_host_*_key.pub</c>. It is what the server has, not
/// what a person chose: so RSA counts from 2048 bits, the size that images are still made with.
/// </summary>
public sealed record HostPublicKey
{
    /// <summary>The smallest RSA host key, in bits, that is accepted.</summary>
    public const int MinimumRsaBits = 2048;

    private HostPublicKey(SshPublicKey key) => Key = key;

    /// <summary>The SSH name of the type, for example <c>ssh-ed25519</c>.</summary>
    public string Type => Key.Type;

    /// <summary>The key in the SSH wire format.</summary>
    public ReadOnlyMemory<byte> Blob => Key.Blob;

    /// <summary>As <c>ssh-keygen -l</c> shows it: <c>SHA256:</c> and base64 without padding.</summary>
    public string Fingerprint => Key.Fingerprint;

    /// <summary>The size in bits.</summary>
    public int Bits => Key.Bits;

    /// <summary>The key as one line without a comment: <c>type base64</c>.</summary>
    public string Line => $"{Key.Type} {Convert.ToBase64String(Key.Blob.Span)}";

    private SshPublicKey Key { get; }

    /// <summary>Reads one line: type, base64, and a comment that is not kept.</summary>
    /// <param name="line">Anything at all.</param>
    /// <returns>The key, or the sentence that says what is wrong.</returns>
    public static Checked<HostPublicKey> Parse(string? line)
    {
        var key = SshPublicKeyLine.Parse(line, MinimumRsaBits);
        return !key.IsValid ? Checked<HostPublicKey>.Refused(key.Problem)
            : key.Value.Kind.IsSecurityKey ? Checked<HostPublicKey>.Refused(SshKeyProblems.NoSecurityKeyHere)
            : Checked<HostPublicKey>.Of(new HostPublicKey(key.Value));
    }

    /// <summary>Type and fingerprint.</summary>
    public override string ToString() => Key.ToString();
}
