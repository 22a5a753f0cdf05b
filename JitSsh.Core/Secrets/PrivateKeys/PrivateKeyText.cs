using JitSsh.Core.SshKeys;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>
/// A connector's private key (the field <c>base64_private_key</c>), in the form that <c>ssh-add -</c> takes, with its public
/// half. It holds the key as bytes and overwrites them when it is disposed; it never shows them in <see cref="ToString"/>.
/// </summary>
public sealed class PrivateKeyText : IDisposable
{
    private readonly byte[] _text;
    private bool _disposed;

    internal PrivateKeyText(byte[] text, byte[] publicBlob)
    {
        _text = text;
        var type = new SshWireReader(publicBlob);
        type.TryReadString(out var name);
        KeyType = Encoding.ASCII.GetString(name);
        PublicKeyLine = KeyType + " " + Convert.ToBase64String(publicBlob);
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(publicBlob)).TrimEnd('=');
    }

    /// <summary>
    /// The private key as PEM text in ASCII with LF line ends and a final line end, ready for the standard input of
    /// <c>ssh-add -</c>. These are the object's own bytes: they become zeros on <see cref="Dispose"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public ReadOnlyMemory<byte> Text
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _text;
        }
    }

    /// <summary>The SSH name of the key's type, for example <c>ssh-ed25519</c> or <c>ecdsa-sha2-nistp256</c>.</summary>
    public string KeyType { get; }

    /// <summary>The public half as a line for <c>authorized_keys</c>, without a comment: <c>type base64</c>.</summary>
    public string PublicKeyLine { get; }

    /// <summary>The fingerprint as <c>ssh-keygen -l</c> shows it: <c>SHA256:</c> and base64 without padding.</summary>
    public string Fingerprint { get; }

    /// <summary>
    /// Takes what an admin pastes: the output of <c>cat key | base64</c> with or without line breaks, or the key file itself.
    /// Understood are OpenSSH, PKCS#1, SEC1 and PKCS#8 without a passphrase; RSA from 2048 bits, ECDSA and Ed25519.
    /// </summary>
    /// <param name="pasted">The text in UTF-8 or ASCII. It is not kept; the caller may overwrite it.</param>
    public static PrivateKeyTextResult Read(ReadOnlySpan<byte> pasted) => PastedPrivateKey.Read(pasted);

    /// <summary>As <see cref="Read(ReadOnlySpan{byte})"/>, for a field of a form, whose text cannot be overwritten anyway.</summary>
    public static PrivateKeyTextResult Read(string? pasted)
    {
        var bytes = Encoding.UTF8.GetBytes(pasted ?? "");
        try
        {
            return PastedPrivateKey.Read(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The value for the field <c>base64_private_key</c>: <see cref="Text"/> in base64, without line breaks.</summary>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public byte[] ToBase64()
    {
        var base64 = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(_text.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(Text.Span, base64, out _, out _);
        return base64;
    }

    /// <summary>Overwrites the private key with zeros.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_text);
        _disposed = true;
    }

    /// <summary>Type and fingerprint; never the key.</summary>
    public override string ToString() => $"private key {KeyType} {Fingerprint}";
}
