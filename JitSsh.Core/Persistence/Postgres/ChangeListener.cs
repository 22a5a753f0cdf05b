using JitSsh.Core.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>
/// Passes on what other portals tell (LISTEN), on a connection of its own. Before it listens, and while that is broken, nothing is heard; once it does, everybody is told that anything
/// may have changed, and reads again. Besides, what is due is looked for at its time without a hint (<see cref="ChangeFeed"/>).
/// </summary>
internal sealed partial class ChangeListener(PostgresAddress address, ChangeFeed feed, TimeProvider clock, ILogger<ChangeListener> log) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Notices that a firewall has dropped the connection; the server sends nothing while nothing changes.
    private const int KeepAliveSeconds = 30;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = TimeSpan.FromMilliseconds(250), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException)
            {
                Lost(log, e.Message);
            }

            await Task.Delay(pause, clock, stoppingToken);
            pause = pause * 2 < Longest ? pause * 2 : Longest;
        }
    }

    private async Task ListenAsync(Action listening, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString) { KeepAlive = KeepAliveSeconds, Pooling = false, ApplicationName = "JitSsh, listening" };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancel);
        connection.Notification += (_, told) => Pass(told.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresDialect.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancel);
        }

        listening();

        // What was told while nobody listened is gone; at the start, too, others have read already.
        foreach (var of in Enum.GetValues<ChangeOf>())
        {
            feed.Publish(of);
        }

        while (true)
        {
            await connection.WaitAsync(cancel);
        }
    }

    private void Pass(string payload)
    {
        var (from, changes) = PostgresDialect.Read(payload);
        if (from == feed.Id)
        {
            return;
        }

        foreach (var change in changes)
        {
            feed.Publish(change.Of, change.Id);
        }
    }

    [LoggerMessage(320, LogLevel.Warning, "The database's hints are not heard ({Reason}); trying again. Until then other portals' changes show late")]
    private static partial void Lost(ILogger logger, string reason);
}
