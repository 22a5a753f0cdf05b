using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors.Remote;

/// <summary>Who calls, and that it is they: what goes in the headers of each call of a connector apart from the portal.</summary>
/// <param name="Instance">The process.</param>
/// <param name="Time">Its clock, seconds since 1970 UTC.</param>
/// <param name="Nonce">Makes the call different from any other; 16 random bytes, base64url.</param>
/// <param name="Version">The version it runs.</param>
/// <param name="Signature">ECDSA P-256 over SHA-256, IEEE P1363, base64url: over all of the above, the call's name and its body's hash.</param>
public sealed record SignedCall(ConnectorInstanceId Instance, long Time, string Nonce, string Version, string Signature)
{
    /// <summary>The header of <see cref="Instance"/>.</summary>
    public const string InstanceHeader = "JitSsh-Instance";

    /// <summary>The header of <see cref="Time"/>.</summary>
    public const string TimeHeader = "JitSsh-Time";

    /// <summary>The header of <see cref="Nonce"/>.</summary>
    public const string NonceHeader = "JitSsh-Nonce";

    /// <summary>The header of <see cref="Version"/>.</summary>
    public const string VersionHeader = "JitSsh-Version";

    /// <summary>The header of <see cref="Signature"/>.</summary>
    public const string SignatureHeader = "JitSsh-Signature";

    /// <summary>Where the calls go, below the portal's address; the call's name follows.</summary>
    public const string Path = "/connector/v1/";

    /// <summary>The name of the call that enrols; the only one that is not signed.</summary>
    public const string Enrol = "enrol";

    /// <summary>Reads the headers; null when one is missing or is none.</summary>
    /// <param name="header">Gives a header's value, or null.</param>
    public static SignedCall? Read(Func<string, string?> header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return TypedId.TryParse<ConnectorInstanceId>(header(InstanceHeader), out var instance)
            && long.TryParse(header(TimeHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && header(NonceHeader) is { Length: > 0 and <= 64 } nonce && header(VersionHeader) is { Length: > 0 and <= 32 } version && header(SignatureHeader) is { Length: > 0 and <= 128 } signature
            && !new[] { nonce, version }.Any(t => t.Any(c => c is <= ' ' or > '~'))
            ? new(instance, time, nonce, version, signature)
            : null;
    }

    /// <summary>Signs a call.</summary>
    internal static SignedCall Sign(ECDsa key, ConnectorInstanceId instance, string name, string version, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var call = new SignedCall(instance, now.ToUnixTimeSeconds(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), version, "");
        return call with { Signature = Base64Url.EncodeToString(key.SignData(call.Signed(name, body), HashAlgorithmName.SHA256)) };
    }

    /// <summary>True when the key's owner signed just this.</summary>
    internal bool IsSignedBy(string publicKey, string name, ReadOnlySpan<byte> body)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key.VerifyData(Signed(name, body), Base64Url.DecodeFromChars(Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private byte[] Signed(string name, ReadOnlySpan<byte> body) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"jitssh-connector-1\nPOST\n{Path}{name}\n{Instance}\n{Time}\n{Nonce}\n{Version}\n{Convert.ToHexStringLower(SHA256.HashData(body))}"));
}
