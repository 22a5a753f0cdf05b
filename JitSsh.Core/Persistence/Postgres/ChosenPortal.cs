using JitSsh.Core.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>
/// Of the portals on one database, the one that holds a lock of PostgreSQL's keeps house. The lock belongs to a connection: when its portal dies or loses it, it is free, and another portal has
/// it within seconds. A portal that has lost the connection without noticing may go on for up to a minute; what is kept is written with guarded updates, so that twice is once.
/// </summary>
internal sealed partial class ChosenPortal(PostgresAddress address, TimeProvider clock, ILogger<ChosenPortal> log) : BackgroundService, IHouse
{
    private const long Lock = 0x4A69745373680002;

    private const int KeepAliveSeconds = 15;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private TaskCompletionSource<CancellationToken> chosen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var lost = await Volatile.Read(ref chosen).Task.WaitAsync(cancel);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, lost);
            try
            {
                await work(both.Token);
            }
            catch (OperationCanceledException) when (lost.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                // Another portal may be the one now; if it is this one again, it begins anew.
            }

            if (!lost.IsCancellationRequested)
            {
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException)
            {
                Lost(log, e.Message);
            }

            await Task.Delay(Again, clock, stoppingToken);
        }
    }

    private async Task HoldAsync(CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString) { KeepAlive = KeepAliveSeconds, Pooling = false, ApplicationName = "JitSsh, keeping house" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancel);
        while (!await TryAsync(connection, cancel))
        {
            await Task.Delay(Again, clock, cancel);
        }

        using var lost = new CancellationTokenSource();
        var mine = Volatile.Read(ref chosen);
        mine.SetResult(lost.Token);
        try
        {
            while (true)
            {
                // Nothing is told on this connection: it waits, and says when it breaks.
                await connection.WaitAsync(cancel);
            }
        }
        finally
        {
            Volatile.Write(ref chosen, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await lost.CancelAsync();
        }
    }

    private static async Task<bool> TryAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = Lock } } };
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    [LoggerMessage(321, LogLevel.Warning, "This portal does not keep house any more ({Reason}); another one does, or this one again in a moment")]
    private static partial void Lost(ILogger logger, string reason);
}
