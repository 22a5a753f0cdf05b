using System.Diagnostics;
using System.Security.Claims;
using System.Text;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Hosting;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Servers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;

namespace JitSsh.Bench.Figures;

/// <summary>
/// The screen Servers with ten thousand rows, over the same with a hundred: everything the portal does until the page is drawn, and drawn filtered. No browser: what
/// it adds is the same for both, and would hide a difference.
/// </summary>
internal static class ServersScreen
{
    private const int Few = 100;
    private const int Many = 10_000;

    public static async Task RunAsync(Report report, Settings settings)
    {
        await using var small = await Portal.StartAsync(Few);
        await using var large = await Portal.StartAsync(Many);
        await MeasureAsync(report, settings, "servers-screen: first paint", small, large, "/servers");
        await MeasureAsync(report, settings, "servers-screen: a filter by a tag", small, large, "/servers?q=env%3Dprod");
        await MeasureAsync(report, settings, "servers-screen: a filter by name that finds one", small, large, "/servers?q=vm-00042");
        await MeasureAsync(report, settings, "servers-screen: a filter by health", small, large, "/servers?health=HostKeyUnknown");
    }

    private static async Task MeasureAsync(Report report, Settings settings, string name, Portal small, Portal large, string address)
    {
        Series few = new("ms"), many = new("ms");
        for (var i = 0; i < settings.Pairs + 3; i++)
        {
            var (less, more) = (await small.GetAsync(address), await large.GetAsync(address));

            // The first ones warm up.
            if (i >= 3)
            {
                few.Add(less);
                many.Add(more);
            }
        }

        report.Ratio($"{name}, {Many} rows", many, $"{Few} rows", few, atMost: 2.0);
    }

    /// <summary>The page over a Core with a database of its own.</summary>
    private sealed class Portal : IAsyncDisposable
    {
        private readonly string directory = Directory.CreateTempSubdirectory("jitssh-bench-").FullName;
        private readonly IHost core;
        private PersonId viewer;
        private SessionId session;

        private Portal()
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["JitSsh:Data:Directory"] = directory });
            builder.Services.AddJitSshCore(builder.Configuration);
            core = builder.Build();
        }

        public static async Task<Portal> StartAsync(int servers)
        {
            var portal = new Portal();
            await portal.core.StartAsync();
            await portal.FillAsync(servers);
            return portal;
        }

        /// <summary>How long it takes to read and to draw the page.</summary>
        public async Task<TimeSpan> GetAsync(string address)
        {
            var services = new ServiceCollection().AddLogging()
                .AddSingleton<NavigationManager>(new At(address)).AddSingleton<AuthenticationStateProvider>(new SignedIn(viewer, session)).AddSingleton<CurrentActor>()
                .AddSingleton<IJSRuntime, NoScript>().AddSupplyValueFromQueryProvider();
            foreach (var type in new[] { typeof(TimeProvider), typeof(ChangeFeed), typeof(LoadActor), typeof(Sessions), typeof(ListServers) })
            {
                services.AddSingleton(type, core.Services.GetRequiredService(type));
            }

            await using var provider = services.BuildServiceProvider();
            await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
            var began = Stopwatch.GetTimestamp();
            var page = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ServerList>()).ToHtmlString());
            var took = Stopwatch.GetElapsedTime(began);
            return page.Contains("vm-0", StringComparison.Ordinal) ? took : throw new InvalidOperationException($"{address} shows no server.");
        }

        public async ValueTask DisposeAsync()
        {
            await core.StopAsync();
            await ((IAsyncDisposable)core).DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }

        private async Task FillAsync(int servers)
        {
            viewer = Site.Done(await Get<SetUp>().RunAsync(new() { Name = "Ada Admin", Email = "ada@example.com", Password = "a long enough password" }));
            session = await Get<Sessions>().BeginAsync(viewer, "192.0.2.1", "Firefox/140.0 Linux", "Password");
            var admin = (await Get<LoadActor>().RunAsync(viewer))!;
            using var key = GeneratePrivateKey.Execute();
            var integration = Site.Done(await Get<ConnectIntegration>().RunAsync(admin, new()
            {
                Name = "A list", Source = new SshServersSettings(), LoginUser = "jitadmin", Base64PrivateKey = Encoding.ASCII.GetString(key.Text.Span),
            }));
            await Until.TrueAsync(
                async () => Site.Done(await Get<ListIntegrations>().FindAsync(admin, integration)) is { LastSyncAt: not null, SyncHolder: null }, TimeSpan.FromMinutes(1), "The integration is not looked at.");
            await Get<IDiscoveryStore>().ApplyAsync(integration, new([.. Enumerable.Range(0, servers).Select(Server)], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        }

        private T Get<T>() where T : notnull => core.Services.GetRequiredService<T>();

        private static DiscoveredServer Server(int number) => new()
        {
            ExternalId = $"vm-{number:00000}",
            Name = $"vm-{number:00000}",
            ResourceGroup = $"group-{number % 40}",
            Region = number % 3 == 0 ? "westeurope" : "northeurope",
            Address = $"10.{number / 65536}.{number / 256 % 256}.{number % 256}",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = number % 2 == 0 ? "prod" : "staging", ["team"] = $"team-{number % 17}" },
            PowerState = number % 20 == 0 ? PowerState.Deallocated : PowerState.Running,
        };
    }

    private sealed class SignedIn(PersonId person, SessionId session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.ToString()), new(CurrentActor.SessionClaim, session.ToString())], "bench"))));
    }

    private sealed class NoScript : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException($"No script here: {identifier}");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => throw new InvalidOperationException($"No script here: {identifier}");
    }

    private sealed class At : NavigationManager
    {
        public At(string address) => Initialize("https://portal.example/", $"https://portal.example{address}");
    }
}
