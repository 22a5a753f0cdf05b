namespace JitSsh.Core.Persistence.Postgres;

/// <summary>Where the database is; holds its password, so it is never printed.</summary>
/// <param name="connectionString">As Npgsql reads it.</param>
internal sealed class PostgresAddress(string connectionString)
{
    public string ConnectionString => connectionString;
}
