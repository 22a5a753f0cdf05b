using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JitSsh.Tests.EndToEnd.Browser;
using JitSsh.Tests.Portal.Auth.OpenId;
using Xunit;

[assembly: AssemblyFixture(typeof(OpenIdProviders))]

namespace JitSsh.Tests.Portal.Auth.OpenId;

/// <summary>
/// The certified provider of npm, <c>oidc-provider</c>, as three companies on this machine. It is installed once, starts with the first test that asks for it, and ends with this process, however that ends.
/// </summary>
public sealed class OpenIdProviders : IAsyncDisposable
{
    private const string Version = "9.13.3";

    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly HttpClient http = new();
    private Process? node;
    private Dictionary<string, string>? issuers;

    /// <summary>The tenant in the issuer of "entra".</summary>
    public const string Tenant = "8f4a2f3e-0000-4000-8000-00000000beef";

    /// <summary>Starts them, unless that is done.</summary>
    public async Task StartAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (issuers is not null)
            {
                return;
            }

            Assert.SkipUnless(Has("node") && Has("npm"), "node and npm are not installed here.");
            var script = Path.Combine(Path.GetDirectoryName(SourcePath())!, "openid-provider.mjs");
            node = Process.Start(new ProcessStartInfo("node", [script, await InstallAsync()]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var log = node.StandardError.ReadToEndAsync();
            string? line;
            do
            {
                line = await node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
            }
            while (line is not null && !line.StartsWith('{'));

            // What it goes on to say is taken, so that it never waits for that.
            _ = node.StandardOutput.ReadToEndAsync();
            issuers = line is null ? throw new InvalidOperationException($"The provider did not start: {await log}") : JsonSerializer.Deserialize<Dictionary<string, string>>(line)!;
        }
        finally
        {
            starting.Release();
        }
    }

    public string IssuerOf(string name) => issuers![name];

    /// <summary>Says who there is: the claims of userinfo, and what the id token says of them besides. Each test has people of its own, since all share these providers.</summary>
    public Task PersonAsync(string provider, string subject, object claims, object? token = null) =>
        TellAsync(provider, "people", new Dictionary<string, object>(StringComparer.Ordinal) { [subject] = new { claims, token } });

    /// <summary>What the next id token of this provider says or is signed with instead.</summary>
    public Task NextAsync(string provider, object change) => TellAsync(provider, "next", change);

    /// <summary>The pages that Graph would answer with.</summary>
    public Task GraphAsync(params string[][] pages) => TellAsync("entra", "graph", pages);

    public string GraphEndpoint => $"{new Uri(IssuerOf("entra")).GetLeftPart(UriPartial.Authority)}/graph";

    /// <summary>Goes through the provider's pages as this person, and returns the address in the portal to which it sends the browser at the end.</summary>
    public static async Task<string> PassAsync(Uri start, string? person)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var next = start;
        for (var step = 0; step < 10; step++)
        {
            using var answer = await browser.GetAsync(next);
            if (answer.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.SeeOther))
            {
                throw new InvalidOperationException($"{next} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }

            next = new(next, answer.Headers.Location!);
            if (next.Host == "localhost")
            {
                return next.PathAndQuery;
            }

            if (next.AbsolutePath.Contains("/interaction/", StringComparison.Ordinal) && person is not null)
            {
                next = new($"{next}?person={Uri.EscapeDataString(person)}");
            }
        }

        throw new InvalidOperationException($"{start} leads nowhere.");
    }

    public async ValueTask DisposeAsync()
    {
        if (node is not null)
        {
            node.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await node.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                node.Kill();
            }

            node.Dispose();
        }

        http.Dispose();
        starting.Dispose();
    }

    private async Task TellAsync(string provider, string what, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(new(IssuerOf(provider)), $"/test/{what}"), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The directory in which it is installed; complete or not there, since it gets its name at the end.</summary>
    private static async Task<string> InstallAsync()
    {
        var directory = Path.Combine(Repository.Root, "artifacts", "node", $"oidc-provider-{Version}");
        if (Directory.Exists(directory))
        {
            return directory;
        }

        var making = Directory.CreateDirectory($"{directory}.{Guid.NewGuid():N}").FullName;
        using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", making, $"oidc-provider@{Version}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = making,
        })!;
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, $"oidc-provider could not be installed: {await output}{await errors}");
        Directory.Move(making, directory);
        return directory;
    }

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, program)));

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
