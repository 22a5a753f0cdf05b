using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Tests.Support;

/// <summary>An authenticator app, as it stands on a phone: it knows the address from the QR code and nothing else.</summary>
internal sealed class AuthenticatorApp(string uri)
{
    private readonly byte[] secret = Decode(new Uri(uri).Query.TrimStart('?').Split('&').Single(p => p.StartsWith("secret=", StringComparison.Ordinal))["secret=".Length..]);

    /// <summary>The code that it shows at a moment.</summary>
    public string Code(DateTimeOffset at) => Totp.CodeOf(secret, Totp.StepAt(at));

    /// <summary>Turns a person's second factor on, as they would on their profile.</summary>
    public static async Task<(AuthenticatorApp App, IReadOnlyList<string> RecoveryCodes)> TurnOnAsync(SecondFactors factors, Actor actor, DateTimeOffset now)
    {
        var app = new AuthenticatorApp(Screen.Done(await factors.BeginAsync(actor)).Uri);
        return (app, Screen.Done(await factors.ConfirmAsync(actor, app.Code(now))));
    }

    private static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
