using JitSsh.Core.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace JitSsh.Portal.Auth;

/// <summary>What every answer tells the browser it may do, and whom the portal believes about who calls.</summary>
internal static class WebSecurity
{
    /// <summary>The largest body of a request: lists of servers and files of keys are far smaller.</summary>
    public const long MaxBody = 4 * 1024 * 1024;

    /// <summary>
    /// Scripts only from files of the portal's own, none within a page. Styles within a page are let through: Radzen sets widths and colours that way, and none of it comes from a person.
    /// Nothing may show the portal in a frame, and forms go nowhere else.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly (string Name, StringValues Value)[] Headers =
    [
        ("Content-Security-Policy", ContentPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    public static IServiceCollection AddWebSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<WebOptions>(configuration, "JitSsh:Web");
        services.AddSingleton<IValidateOptions<WebOptions>, Problems>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<WebOptions>>(Forward);
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = MaxBody;
        });
        return services.AddHsts(o => (o.MaxAge, o.IncludeSubDomains) = (TimeSpan.FromDays(365), false));
    }

    /// <summary>First of all, so that it holds for errors, files and the API, too. Strict transport is asked for only where the caller came by HTTPS.</summary>
    public static IApplicationBuilder UseWebSecurity(this IApplicationBuilder app) => app.UseForwardedHeaders().UseHsts().Use((context, next) =>
    {
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpResponse)state).Headers;
                foreach (var (name, value) in Headers)
                {
                    headers[name] = value;
                }

                return Task.CompletedTask;
            }, context.Response);
        return next(context);
    });

    private static void Forward(ForwardedHeadersOptions options, IOptions<WebOptions> web)
    {
        // Not even this machine is believed unless it is named: whoever has an account on it could say what they like.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.ForwardLimit = web.Value.ProxyHops;
        options.ForwardedHeaders = web.Value.TrustedProxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var proxy in web.Value.TrustedProxies)
        {
            options.KnownIPNetworks.Add(WebOptions.NetworkOf(proxy)!.Value);
        }
    }

    private sealed class Problems : IValidateOptions<WebOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebOptions options) => options.Problems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
