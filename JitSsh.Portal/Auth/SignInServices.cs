using System.Security.Claims;
using JitSsh.Core.People;
using JitSsh.Portal.Auth.OpenId;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Auth;

/// <summary>Signing in with e-mail address and password, or with a company's provider, kept in a cookie.</summary>
internal static class SignInServices
{
    /// <summary>How soon a cookie or a circuit of somebody who was deactivated, or whose password was changed, is refused.</summary>
    public static readonly TimeSpan CheckedEvery = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        // The Core adds the accounts and the rules about passwords and lock-out.
        new IdentityBuilder(typeof(SignInAccount), services).AddSignInManager<ActivePeopleSignIn>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(Configure);
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = CheckedEvery;
            options.OnRefreshingPrincipal = KeepWay;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        return services
            .AddScoped<AuthenticationStateProvider, CircuitAuthentication>()
            .AddScoped<CurrentActor>()
            .AddScoped<SignInWithPassword>()
            .AddSingleton<SignInLimit>().AddSingleton<HalfSignIn>()
            .AddSingleton<ProviderHttp>().AddSingleton<ProviderDescriptions>().AddSingleton<SignInAttempts>().AddSingleton<SignInProblem>()
            .AddSingleton<RedeemCode>().AddSingleton<IdTokenCheck>().AddSingleton<ReadIdentity>().AddSingleton<CompanySignInEndpoints>();
    }

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "jitssh";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.LoginPath = SignInPath.Page;
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = Session.LongestRest;
        options.SlidingExpiration = true;

        // A program is told, a person is led.
        options.Events.OnRedirectToLogin = context => IsApi(context.Request) ? Answer(context, StatusCodes.Status401Unauthorized) : Redirect(context);

        // What is forbidden looks like what is not there.
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status404NotFound);
    }

    /// <summary>A cookie that was checked is made anew from the account, which knows neither the session nor with which provider it began.</summary>
    private static Task KeepWay(SecurityStampRefreshingPrincipalContext context)
    {
        foreach (var type in new[] { ClaimTypes.AuthenticationMethod, CurrentActor.SessionClaim })
        {
            if (context.CurrentPrincipal?.FindFirst(type) is { } kept && context.NewPrincipal?.Identities.FirstOrDefault() is { } identity)
            {
                identity.AddClaim(new(kept.Type, kept.Value));
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
