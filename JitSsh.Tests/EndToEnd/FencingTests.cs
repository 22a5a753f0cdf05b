using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>A connector that sleeps past its lease, while another one acts, can change nothing any more when it wakes: not on the server, not in the database.</summary>
[Trait("Category", "Lab")]
public sealed class FencingTests : IAsyncLifetime
{
    private readonly Sleeper sleeper = new();
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Web => lab.Servers[0];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.183.0", 1);
        try
        {
            core = await CoreHost.StartAsync(change: services =>
            {
                services.Decorate<IServerShell>((inner, _) => new SleepyShell(inner, sleeper));
                services.AddSingleton<ILoggerProvider>(sleeper);
            });
            job = await AccessJob.PrepareAsync(core, lab);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        sleeper.Awake.TrySetResult();
        await job.DisposeAsync();
        await core.DisposeAsync();
        await lab.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConnectorSleepsPastItsLease_ItsSuccessorsWorkStands(bool beforeItTellsTheServer)
    {
        // The first connector is about to give access (or has given it, and is about to report so) when it falls asleep.
        var request = await job.RequestAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(30));
        sleeper.Fall = beforeItTellsTheServer ? When.BeforeItTells : When.BeforeItReports;
        AccessJob.Done(await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, ""));
        await sleeper.Asleep.Task.WaitAsync(TimeSpan.FromSeconds(30));

        // Another one gives access after the lease of the first; then alice ends it, and that one carries it out.
        await using var second = await CoreHost.StartAsync(core.Directory, WithoutConnector);
        job.Use(second);
        using var stop = new CancellationTokenSource();
        var loop = second.Get<ConnectorLoop>().RunAsync(second.Get<StoredWork>().For(ConnectorId.Embedded, "second"), stop.Token);
        await LeaseIsOverAsync(second);
        await job.UntilAsync(request, AccessStatus.Active);
        AccessJob.Done(await second.Get<EndAccess>().RunAsync(job.Alice, request));
        var row = await job.UntilAsync(request, AccessStatus.Revoked);
        var ended = Assert.Single(row.Servers).Grant!;
        await stop.CancelAsync();
        await loop.ContinueWith(_ => { }, TaskScheduler.Default);
        var server = await ReadAsync(second);
        var before = await OfAccessAsync();

        sleeper.Awake.TrySetResult();
        await sleeper.LeaseLost.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(beforeItTellsTheServer, sleeper.Answer.Contains("\nerror server - stale-generation ", StringComparison.Ordinal));
        Assert.Equal(!beforeItTellsTheServer, sleeper.Answer.Contains($"\ngrant {ended.Id} in-force\n", StringComparison.Ordinal));
        Assert.Equal(before, await OfAccessAsync());
        var after = Assert.Single((await job.ShowAsync(request)).Servers).Grant!;
        Assert.Equal((ended.State, ended.EndedAt, ended.EndReason, ended.Attempts, ended.LastError), (after.State, after.EndedAt, after.EndReason, after.Attempts, after.LastError));
        var now = await ReadAsync(second);
        Assert.Equal((server.Generation, server.NextReconcileAt, server.LeaseHolder, server.LastContactAt, server.Failure), (now.Generation, now.NextReconcileAt, now.LeaseHolder, now.LastContactAt, now.Failure));
    }

    /// <summary>Two minutes go by.</summary>
    private async Task LeaseIsOverAsync(CoreHost host) => await host.Get<Db>().WriteAsync(async (c, w) =>
    {
        var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        Assert.Equal(1, await c.Servers.Where(s => s.Id == job.Servers[Web.Name] && s.LeaseUntil > past).ExecuteUpdateAsync(s => s.SetProperty(x => x.LeaseUntil, past).SetProperty(x => x.NextReconcileAt, past)));
        w.Tell(ChangeOf.Work);
        return true;
    }, CancellationToken.None);

    private async Task<Server> ReadAsync(CoreHost host) => AccessJob.Done(await host.Get<ListServers>().FindAsync(job.Admin, job.Servers[Web.Name]));

    /// <summary>All that a write of the first connector could change; the search of the files that goes on is not among it.</summary>
    private async Task<string> OfAccessAsync()
    {
        var snapshot = await Web.SnapshotAsync();
        return string.Join('\n', [snapshot.Passwd, snapshot.Group, snapshot.Shadow, snapshot.GShadow, .. snapshot.Files.Where(f => !f.Contains("/search", StringComparison.Ordinal))]);
    }

    private static void WithoutConnector(IServiceCollection services) => services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == "EmbeddedConnector"));

    private enum When
    {
        Never,
        BeforeItTells,
        BeforeItReports,
    }

    /// <summary>Where the first connector is.</summary>
    private sealed class Sleeper : ILoggerProvider, ILogger
    {
        private const int LeaseWasLost = 103;

        public When Fall { get; set; }

        public TaskCompletionSource Asleep { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Awake { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource LeaseLost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What the server said to it.</summary>
        public string Answer { get; set; } = "";

        public async Task SleepAsync(When now)
        {
            if (Fall == now)
            {
                Fall = When.Never;
                Asleep.TrySetResult();
                await Awake.Task;
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == LeaseWasLost)
            {
                LeaseLost.TrySetResult();
            }
        }

        public void Dispose()
        {
            // It holds nothing.
        }
    }

    private sealed class SleepyShell(IServerShell inner, Sleeper sleeper) : IServerShell
    {
        public Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel) => inner.ConnectAsync(target, cancel);

        public async Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
        {
            var isIt = sleeper.Fall != When.Never;
            await sleeper.SleepAsync(When.BeforeItTells);
            var result = await inner.RunAsync(target, input, cancel);
            if (isIt)
            {
                sleeper.Answer = result.Text;
            }

            await sleeper.SleepAsync(When.BeforeItReports);
            return result;
        }

        public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => inner.RunAsLoginUserAsync(target, input, cancel);

        public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => inner.DisconnectAsync(target, cancel);

        public Task<(ShellFailure? Failure, string Text, IReadOnlyList<JitSsh.Core.Servers.HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => inner.ScanHostKeysAsync(address, jump, cancel);
    }
}
