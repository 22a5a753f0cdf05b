using System.Net;
using JitSsh.Portal;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.Portal.Auth;

/// <summary>What every answer tells the browser, and whom the portal believes about who calls.</summary>
public sealed class WebSecurityTests : IAsyncDisposable
{
    private readonly PortalHost portal = new();

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/setup")]
    [InlineData("/app.css")]
    [InlineData("/api/v1/servers")]
    [InlineData("/no-such-page")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Answer_OfAnyKind_ForbidsFramesForeignScriptsAndGuessing(string path)
    {
        using var answer = await portal.Browser().GetAsync(path);
        Assert.Equal(WebSecurity.ContentPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("unsafe-eval", WebSecurity.ContentPolicy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", WebSecurity.ContentPolicy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
    }

    [Fact]
    public async Task Page_HasNoScriptWithin()
    {
        using var answer = await portal.Browser().GetAsync("/setup");
        Assert.All((await PortalHost.ReadAsync(answer)).QuerySelectorAll("script"), s => Assert.False(string.IsNullOrEmpty(s.GetAttribute("src")), s.OuterHtml));
    }

    [Theory]
    [InlineData(null, "192.0.2.9", "http")]
    [InlineData("192.0.2.9", "198.51.100.7", "https")]
    [InlineData("192.0.2.0/24", "198.51.100.7", "https")]
    [InlineData("192.0.3.0/24", "192.0.2.9", "http")]
    public async Task ForwardedHeaders_AreBelievedOnlyFromProxiesThatAreNamed(string? trusted, string caller, string scheme)
    {
        await using var named = new Behind(trusted);
        var seen = "";
        named.Seen = c => seen = $"{c.Connection.RemoteIpAddress} {c.Request.Scheme}";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { { "X-Forwarded-For", "198.51.100.7" }, { "X-Forwarded-Proto", "https" } } };
        using var answer = await named.CreateClient(new() { BaseAddress = new("http://localhost") }).SendAsync(request);
        Assert.Equal($"{caller} {scheme}", seen);
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    /// <summary>The portal, called by 192.0.2.9.</summary>
    private sealed class Behind(string? trusted) : WebApplicationFactory<App>
    {
        private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;

        public Action<HttpContext> Seen { get; set; } = _ => { };

        protected override void ConfigureWebHost(IWebHostBuilder builder) => (trusted is null ? builder : builder.UseSetting("JitSsh:Web:TrustedProxies:0", trusted)).UseSetting("JitSsh:Data:Directory", directory).ConfigureServices(services =>
            services.AddSingleton<IStartupFilter>(new Around(this)));

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }

        private sealed class Around(Behind portal) : IStartupFilter
        {
            public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
            {
                app.Use((context, more) =>
                {
                    context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.9");
                    context.Response.OnStarting(() =>
                    {
                        portal.Seen(context);
                        return Task.CompletedTask;
                    });
                    return more(context);
                });
                next(app);
            };
        }
    }
}
