using System.Security.Cryptography;

namespace JitSsh.Lab.Servers;

/// <summary>A server's host key, the public half.</summary>
/// <param name="Type">For example <c>ssh-ed25519</c>.</param>
/// <param name="PublicKey">The key's type and base64, as it stands in a <c>known_hosts</c> line after the host.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> writes it: <c>SHA256:…</c></param>
public sealed record HostKey(string Type, string PublicKey, string Fingerprint)
{
    internal static HostKey Parse(string line)
    {
        var fields = line.Split(' ');
        var hash = Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(fields[1]))).TrimEnd('=');
        return new HostKey(fields[0], $"{fields[0]} {fields[1]}", $"SHA256:{hash}");
    }
}
