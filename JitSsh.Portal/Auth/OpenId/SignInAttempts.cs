using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>
/// Sign-ins under way. Each has a cookie of its own, so that two tabs do not undo each other; it is encrypted, for ten minutes, and good once. That it was used is remembered by this process; a code
/// is good once at the provider, too.
/// </summary>
internal sealed class SignInAttempts(IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    private const string Name = "jitssh-sign-in-";

    private readonly IDataProtector protector = protection.CreateProtector("JitSsh.SignInAttempt.v1");
    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);

    /// <summary>Begins one and gives the browser its cookie.</summary>
    public SignInAttempt Begin(HttpContext http, string provider, string redirectUri, string? returnUrl)
    {
        var attempt = new SignInAttempt(provider, Random(), Random(), Random(), redirectUri, SignInPath.Local(returnUrl));
        var until = clock.GetUtcNow() + GoodFor;
        http.Response.Cookies.Append(CookieOf(attempt.State), protector.Protect(JsonSerializer.Serialize(new Kept(attempt, until))), Cookie(http, GoodFor));
        return attempt;
    }

    /// <summary>The attempt that this state belongs to, once, in the browser that began it; otherwise null.</summary>
    public SignInAttempt? Take(HttpContext http, string? state)
    {
        if (state is null || state.Length != 43 || !state.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || http.Request.Cookies[CookieOf(state)] is not { } cookie)
        {
            return null;
        }

        http.Response.Cookies.Delete(CookieOf(state), Cookie(http, life: null));
        var now = clock.GetUtcNow();
        if (Read(cookie) is not { } kept || kept.Until <= now || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(kept.Attempt.State), Encoding.ASCII.GetBytes(state)))
        {
            return null;
        }

        foreach (var (over, until) in used)
        {
            if (until <= now)
            {
                used.TryRemove(over, out _);
            }
        }

        return used.TryAdd(state, kept.Until) ? kept.Attempt : null;
    }

    private Kept? Read(string cookie)
    {
        try
        {
            return JsonSerializer.Deserialize<Kept>(protector.Unprotect(cookie));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A part of the state tells the cookies of several attempts apart.</summary>
    private static string CookieOf(string state) => Name + state[..12];

    /// <summary>Lax: the answer comes as a link from the provider's pages, with which Strict would not be sent.</summary>
    private static CookieOptions Cookie(HttpContext http, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = SignInPath.Page,
        MaxAge = life,
        IsEssential = true,
    };

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private sealed record Kept(SignInAttempt Attempt, DateTimeOffset Until);
}
