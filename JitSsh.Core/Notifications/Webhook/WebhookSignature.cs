using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>
/// How a receiver knows that a call is from here and not an old one: the header <see cref="Header"/> is <c>v1=</c> and the HMAC-SHA256, in hex, of the timestamp of
/// <see cref="TimestampHeader"/>, a full stop, and the body, under the webhook's secret.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The signature.</summary>
    public const string Header = "JitSsh-Signature";

    /// <summary>Seconds since 1970 at the sending.</summary>
    public const string TimestampHeader = "JitSsh-Timestamp";

    /// <summary>The delivery's id: the same at every attempt.</summary>
    public const string DeliveryHeader = "JitSsh-Delivery";

    /// <summary>The value of <see cref="Header"/>.</summary>
    /// <param name="secret">The webhook's secret, as it was shown.</param>
    /// <param name="timestamp">Seconds since 1970.</param>
    /// <param name="body">The body's bytes.</param>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(timestamp.ToString(CultureInfo.InvariantCulture)));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        return $"v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
