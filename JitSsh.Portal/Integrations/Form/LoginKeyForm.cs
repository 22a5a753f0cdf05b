using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Secrets.PrivateKeys;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>
/// The private key on its way from the page to the secret store. It is checked at once, shown by type, fingerprint and public line only, and
/// overwritten as soon as it was handed over or the page is left.
/// </summary>
public sealed class LoginKeyForm : IDisposable
{
    private PrivateKeyText? key;

    /// <summary>True when there is a key that can be used.</summary>
    public bool IsGiven => key is not null;

    /// <summary>True when JitSsh made it just now.</summary>
    public bool IsGenerated { get; private set; }

    /// <summary>Why what was pasted cannot be used; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The key's type.</summary>
    public string? KeyType => key?.KeyType;

    /// <summary>Its fingerprint.</summary>
    public string? Fingerprint => key?.Fingerprint;

    /// <summary>Its public half, for <c>authorized_keys</c>; stays after the key was handed over.</summary>
    public string PublicKeyLine { get; private set; } = "";

    /// <summary>Takes what was pasted, if it can be used.</summary>
    public void Paste(string? text)
    {
        var result = PrivateKeyText.Read(text);
        Take(result.Key, isGenerated: false);
        Problem = result.Problem;
    }

    /// <summary>Makes a new key.</summary>
    public void Generate() => Take(GeneratePrivateKey.Execute(), isGenerated: true);

    /// <summary>The value for <c>base64_private_key</c>; null when there is no key. For the moment of handing over only.</summary>
    public string? ForHandingOver()
    {
        if (key is null)
        {
            return null;
        }

        var bytes = key.ToBase64();
        try
        {
            return Encoding.ASCII.GetString(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Forgets the private key; its public half stays to be shown.</summary>
    public void HandedOver()
    {
        key?.Dispose();
        key = null;
    }

    /// <summary>Forgets everything, to begin anew.</summary>
    public void Forget() => Take(null, isGenerated: false);

    /// <inheritdoc/>
    public void Dispose() => HandedOver();

    private void Take(PrivateKeyText? newKey, bool isGenerated)
    {
        HandedOver();
        key = newKey;
        IsGenerated = isGenerated;
        Problem = null;
        PublicKeyLine = newKey?.PublicKeyLine ?? "";
    }
}
