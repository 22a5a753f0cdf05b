using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JitSsh.Core.Persistence.Sqlite;

/// <summary>
/// What SQLite forgets with each connection: that it may keep 16 MB of pages. With its usual two, an index of ten thousand servers is read from the file again for each list.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    private const string Settings = "PRAGMA cache_size=-16000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
