using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JitSsh.Lab.Tour;

/// <summary>What a webhook was sent.</summary>
/// <param name="Delivery">The header of this name: the same at every attempt.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="Signature">As it came.</param>
/// <param name="Body">As it came.</param>
internal sealed record WebhookCall(string Delivery, string Timestamp, string Signature, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>As docs/notifications.md tells receivers to check it: by a secret that only JitSsh and the receiver know, and not older than five minutes.</summary>
    public bool IsSignedWith(string secret)
    {
        var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Timestamp}.{Body}")));
        var age = TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(Timestamp, CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(Signature)) && age.Duration() < TimeSpan.FromMinutes(5);
    }
}

/// <summary>A small web server on 127.0.0.1 that takes what it is posted. It can be stopped, and started again where it was.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    private readonly ConcurrentQueue<WebhookCall> calls = new();
    private WebApplication? app;
    private int port;

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hook");

    /// <summary>All so far, oldest first.</summary>
    public IReadOnlyList<WebhookCall> Calls => [.. calls];

    public async Task StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();

        // The usual lifetime takes SIGTERM and Ctrl+C away from the program this runs in.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.UseRouting();
        app.MapPost("/hook", (RequestDelegate)TakeAsync);
        await app.StartAsync(cancel);
        port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public async Task StopAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
            app = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        calls.Enqueue(new(Header("JitSsh-Delivery"), Header("JitSsh-Timestamp"), Header("JitSsh-Signature"), body));
        context.Response.StatusCode = StatusCodes.Status204NoContent;

        string Header(string name) => context.Request.Headers[name].ToString();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
