using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JitSsh.Tests.Portal.Start;

/// <summary>The portal as a process, and a collector that takes what it sends over OTLP.</summary>
public sealed class TelemetryTests : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
    private readonly ConcurrentQueue<(string Path, string Body)> sent = new();
    private WebApplication? collector;

    [Fact]
    public async Task Portal_WithACollector_SendsItsMeasures_AndWithoutOneNothing()
    {
        var address = await CollectAsync();
        await using (var silent = Portal())
        {
            Assert.True(await silent.SaysAsync("Application started"), silent.Said);
            Assert.Equal(0, await silent.StopAsync());
        }

        Assert.Empty(sent);
        await using var portal = Portal(("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "500"));
        for (var began = Stopwatch.StartNew(); !sent.Any(s => s.Path == "/v1/metrics" && s.Body.Contains("jitssh.queue.due", StringComparison.Ordinal)); await Task.Delay(100))
        {
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(60), portal.Said);
        }

        Assert.All(sent, s => Assert.Contains("jitssh-portal", s.Body, StringComparison.Ordinal));
        Assert.True(await portal.StopAsync() == 0, portal.Said);
    }

    public async ValueTask DisposeAsync()
    {
        if (collector is not null)
        {
            await collector.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    private async Task<string> CollectAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector = builder.Build();
        collector.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            sent.Enqueue((request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        await collector.StartAsync();
        return collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    private JitSshProgram Portal(params (string Name, string Value)[] environment) =>
        new([], [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("JitSsh__Data__Directory", Path.Combine(directory, "data")), .. environment]);
}
