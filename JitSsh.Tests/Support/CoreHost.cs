using JitSsh.Core.Common;
using JitSsh.Core.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Tests.Support;

/// <summary>All of Core with a database of its own, as the portal runs it, without the portal.</summary>
internal sealed class CoreHost : IAsyncDisposable
{
    private readonly IHost host;

    private CoreHost(IHost host, string directory) => (this.host, Directory) = (host, directory);

    public string Directory { get; }

    /// <summary>Over a portal's own host, which whoever made it ends.</summary>
    public static CoreHost Of(IHost host) => new(host, "");

    public static async Task<CoreHost> StartAsync(string? directory = null, Action<IServiceCollection>? change = null, params (string Name, string Value)[] settings)
    {
        var path = directory ?? System.IO.Directory.CreateTempSubdirectory("jitssh-test-").FullName;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["JitSsh:Data:Directory"] = path });
        builder.Configuration.AddInMemoryCollection(TestDatabase.SettingsFor(path).Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Configuration.AddInMemoryCollection(settings.GroupBy(s => s.Name, StringComparer.Ordinal).Select(s => KeyValuePair.Create(s.Key, (string?)s.Last().Value)));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddConsole();
        builder.Services.AddJitSshCore(builder.Configuration);
        change?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new(host, path);
    }

    /// <summary>Ends the connector and all else that works in the background; operations still answer.</summary>
    public Task StopAsync() => host.StopAsync();

    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Waits until the condition holds, looking again at each change that is told, or fails after the limit.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, TimeSpan? limit = null)
    {
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30));
        using var changed = new SemaphoreSlim(0);
        using var listening = Get<ChangeFeed>().Subscribe(_ => changed.Release());
        while (true)
        {
            var now = await read();
            if (holds(now))
            {
                return now;
            }

            if (timeout.IsCancellationRequested)
            {
                throw new TimeoutException($"The condition did not hold in time; the last state was {System.Text.Json.JsonSerializer.Serialize(now)}.");
            }

            await changed.WaitAsync(TimeSpan.FromMilliseconds(200));
        }
    }

    public ValueTask DisposeAsync() => DisposeAsync(deleteDirectory: true);

    public async ValueTask DisposeAsync(bool deleteDirectory)
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        if (deleteDirectory && System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
            TestDatabase.Drop(Directory);
        }
    }
}
