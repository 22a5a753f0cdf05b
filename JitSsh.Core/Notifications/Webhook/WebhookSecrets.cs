using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.DataProtection;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>A webhook's address and secret, encrypted at rest and bound to that webhook.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Prefix = "jitssh_whsec_";

    /// <summary>A new secret of 256 random bits, as it is shown once.</summary>
    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Encrypts an address.</summary>
    public byte[] ProtectAddress(WebhookId id, string url) => For(id, "address").Protect(Encoding.UTF8.GetBytes(url));

    /// <summary>Encrypts a secret.</summary>
    public byte[] ProtectSecret(WebhookId id, string secret) => For(id, "secret").Protect(Encoding.UTF8.GetBytes(secret));

    /// <summary>Both in clear, for one call; null when the keys in the data directory are not those they were stored with.</summary>
    internal (Uri Address, string Secret)? Open(WebhookTarget webhook)
    {
        try
        {
            return (
                new(Encoding.UTF8.GetString(For(webhook.Id, "address").Unprotect(webhook.ProtectedAddress)), UriKind.Absolute),
                Encoding.UTF8.GetString(For(webhook.Id, "secret").Unprotect(webhook.ProtectedSecret)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(WebhookId id, string what) => protection.CreateProtector("JitSsh.Webhook.v1", what, id.ToString());
}
