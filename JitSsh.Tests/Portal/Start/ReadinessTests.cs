using System.Diagnostics;
using System.Net;
using JitSsh.Core.Hosting;
using JitSsh.Tests.Portal.Auth;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Portal.Start;

/// <summary>What a load balancer is told.</summary>
public sealed class ReadinessTests : IAsyncDisposable
{
    private readonly string name = $"ready-{Guid.NewGuid():N}";
    private PortalHost? portal;

    [Fact]
    public async Task Portal_ThatWorks_IsReady_AndSaysSoToAnybody()
    {
        portal = new();
        Assert.Equal((HttpStatusCode.OK, "Healthy\n"), await AskAsync(portal.Browser(), "/readyz"));
    }

    [Fact]
    public async Task Database_ThatIsAway_MakesItUnready_NotUnhealthy_UntilItIsBack()
    {
        portal = new([.. TestDatabase.PostgresFor(name)]);
        var browser = portal.Browser();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(browser, "/readyz")).Status);
        TestDatabase.Close(name);
        var answer = await UntilAsync(browser, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Unhealthy\nThe database does not answer.\n", answer);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(browser, "/healthz")).Status);
        TestDatabase.Open(name);
        Assert.Equal("Healthy\n", await UntilAsync(browser, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Clock_ThatDiffersFromTheDatabases_IsTold()
    {
        portal = new([.. TestDatabase.PostgresFor(name)]);
        await using var ahead = portal.WithWebHostBuilder(b => b.ConfigureTestServices(s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(new Ahead()))));
        var (status, text) = await AskAsync(ahead.CreateClient(), "/readyz");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("Degraded\nThis portal's clock is 40 s ahead of the database's.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Portal_ThatIsAboutToEnd_IsNotReady()
    {
        portal = new();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(portal.Browser(), "/readyz")).Status);
        var check = portal.Get<Readiness>();
        portal.Get<IHostApplicationLifetime>().StopApplication();
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(new())).Status);
    }

    public async ValueTask DisposeAsync()
    {
        if (portal is not null)
        {
            await portal.DisposeAsync();
        }

        TestDatabase.DropPostgres(name);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> UntilAsync(HttpClient browser, HttpStatusCode wanted)
    {
        for (var began = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            var (status, text) = await AskAsync(browser, "/readyz");
            if (status == wanted)
            {
                return text;
            }

            Assert.True(began.Elapsed < TimeSpan.FromSeconds(20), text);
        }
    }

    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(40);
    }
}
