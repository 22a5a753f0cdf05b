using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>Why a sign-in failed, from where it failed to the sign-in page, once. In a cookie that only the portal can write: a link could otherwise put words on that page.</summary>
internal sealed class SignInProblem(IDataProtectionProvider protection)
{
    private const string Name = "jitssh-sign-in-problem";

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("JitSsh.SignInProblem.v1").ToTimeLimitedDataProtector();

    public void Keep(HttpContext http, string sentence) => http.Response.Cookies.Append(Name, protector.Protect(sentence, TimeSpan.FromMinutes(1)), Cookie(http));

    /// <summary>The sentence, or null when there is none.</summary>
    public string? Take(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { } cookie)
        {
            return null;
        }

        http.Response.Cookies.Delete(Name, Cookie(http));
        try
        {
            return protector.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Cookie(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = SignInPath.Page, IsEssential = true };
}
