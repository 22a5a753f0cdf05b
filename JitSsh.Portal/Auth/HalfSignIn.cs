using System.Security.Cryptography;
using JitSsh.Core.People;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Auth;

/// <summary>
/// A sign-in whose password was right and whose second factor is still to come: for five minutes in a cookie that only the portal can read and write, which signs nobody in. A changed password ends it.
/// </summary>
internal sealed class HalfSignIn(IDataProtectionProvider protection)
{
    private const string Name = "jitssh-second-factor";

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("JitSsh.HalfSignIn.v1").ToTimeLimitedDataProtector();

    public void Keep(HttpContext http, SignInAccount account) =>
        http.Response.Cookies.Append(Name, protector.Protect($"{account.Id:N} {account.SecurityStamp}", GoodFor), Cookie(http, GoodFor));

    /// <summary>Whose it is; null when there is none, or it is over.</summary>
    public async Task<SignInAccount?> ReadAsync(HttpContext http, UserManager<SignInAccount> accounts)
    {
        if (http.Request.Cookies[Name] is not { } cookie)
        {
            return null;
        }

        try
        {
            var parts = protector.Unprotect(cookie).Split(' ', 2);
            return await accounts.FindByIdAsync(parts[0]) is { } account && account.SecurityStamp == parts[1] ? account : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(Name, Cookie(http, life: null));

    private static CookieOptions Cookie(HttpContext http, TimeSpan? life) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = SignInPath.Page, MaxAge = life, IsEssential = true };
}
