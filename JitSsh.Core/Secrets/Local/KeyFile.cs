using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Core.Secrets.Local;

/// <summary>
/// The operator's key, from a file outside the database: with it the keys are encrypted that encrypt secrets and cookies, so that whoever has only the database has neither.
/// AES-256-GCM under a key derived from the file by HKDF with SHA-256 (RFC 5869).
/// </summary>
public sealed class KeyFile
{
    /// <summary>The fewest bytes that a file may hold; random ones, or as many characters of base64 or hex.</summary>
    public const int MinLength = 32;

    // A file of more than this is no key, but a mistake.
    private const int MaxLength = 64 * 1024;

    private const int NonceLength = 12;

    private const int TagLength = 16;

    private static readonly byte[] Purpose = "JitSsh data keys, version 1"u8.ToArray();

    private readonly byte[] key;

    private KeyFile(byte[] key) => this.key = key;

    /// <summary>Reads it. White space at its end does not count.</summary>
    /// <exception cref="SettingsException">It is not there, cannot be read, or is too short or too long to be a key; the sentence says so.</exception>
    public static KeyFile Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = new FileInfo(path).Length <= MaxLength ? System.IO.File.ReadAllBytes(path) : throw new SettingsException($"JitSsh:Data:KeyFile names {path}, which is larger than 64 KB and therefore hardly a key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"JitSsh:Data:KeyFile names {path}, which cannot be read: {e.Message} Make one with: openssl rand -base64 32", e);
        }

        var text = bytes.AsSpan().TrimEnd(" \t\r\n"u8);
        return text.Length >= MinLength
            ? new(HKDF.DeriveKey(HashAlgorithmName.SHA256, text.ToArray(), 32, info: Purpose))
            : throw new SettingsException($"JitSsh:Data:KeyFile names {path}, which holds {text.Length} bytes; it takes at least {MinLength}. Make one with: openssl rand -base64 32");
    }

    /// <summary>Nonce, tag and what is encrypted, one after the other, in base64.</summary>
    internal string Encrypt(byte[] plain)
    {
        var all = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(all.AsSpan(0, NonceLength), plain, all.AsSpan(NonceLength + TagLength), all.AsSpan(NonceLength, TagLength));
        return Convert.ToBase64String(all);
    }

    /// <exception cref="InvalidOperationException">It was encrypted with another key.</exception>
    internal byte[] Decrypt(string text)
    {
        var all = Convert.FromBase64String(text);
        var plain = new byte[all.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(all.AsSpan(0, NonceLength), all.AsSpan(NonceLength + TagLength), all.AsSpan(NonceLength, TagLength), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidOperationException("The key in JitSsh:Data:KeyFile is not the one with which the database's keys were encrypted. Every portal needs the same file, and the same as before.", e);
        }
    }
}

/// <summary>Encrypts a key of the data protection before it is stored.</summary>
internal sealed class KeyFileEncryptor(KeyFile key) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("keyFile", key.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)))), typeof(KeyFileDecryptor));
}

/// <summary>Made by the data protection itself, which finds its type beside what is encrypted.</summary>
internal sealed class KeyFileDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var key = services.GetService<KeyFile>() ?? throw new InvalidOperationException("The database's keys are encrypted with a key file. Name it in JitSsh:Data:KeyFile.");
        return XElement.Parse(Encoding.UTF8.GetString(key.Decrypt(encryptedElement.Value)));
    }
}
