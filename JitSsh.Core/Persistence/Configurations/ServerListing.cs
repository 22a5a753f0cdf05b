using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

/// <summary>
/// What lists of servers are filtered and counted by, computed by the database from a server's own columns and kept in indexes: a list of ten thousand is then
/// answered from the index alone, and only the rows that are shown are read.
/// </summary>
internal static class ServerListing
{
    /// <summary>What <see cref="Server.Health"/> says; a test compares the two.</summary>
    public const string Health = "ListedHealth";

    /// <summary>Name, resource group, region, address and tags; a tag as people type it, <c>env=prod</c>.</summary>
    public const string SearchText = "SearchText";

    public static void Configure(EntityTypeBuilder<Server> builder)
    {
        Computed(builder.Property<ServerHealth>(Health), HealthSql());
        Computed(builder.Property<string>(SearchText), SearchSql);
        builder.HasIndex(nameof(Server.Name), nameof(Server.Id), nameof(Server.IntegrationId), Health, SearchText);
        builder.HasIndex(Health, nameof(Server.Name), nameof(Server.Id));
        builder.HasIndex(nameof(Server.IntegrationId), Health);

        // Servers that show another host key: few or none, and looked for on every page that an admin opens.
        builder.HasIndex([nameof(Server.Name)], "IX_Servers_Alarms").HasFilter($"\"Failure\" = '{ShellFailure.HostKeyChanged}'");
    }

    private const string SearchSql = """
        "Name" || ' ' || coalesce("ResourceGroup", '') || ' ' || coalesce("Region", '') || ' ' || coalesce("Host", '') || ' ' || replace("Tags", '":"', '=')
        """;

    // Never written, and of no use once a row is read: it is neither sent with changes nor asked for after them. Not stored in the rows, only in the indexes: SQLite adds no stored
    // column to a table that has rows, so an upgrade would fail.
    private static void Computed<T>(PropertyBuilder<T> property, string sql)
    {
        property.HasComputedColumnSql(sql, stored: false).ValueGeneratedNever();
        property.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }

    private static string HealthSql() => $"""
        CASE
        WHEN NOT "IsSeen" THEN {Word(ServerHealth.NotSeen)}
        WHEN "PowerState" IN ({string.Join(", ", Server.OffStates.Select(state => $"'{state}'"))}) THEN {Word(ServerHealth.SwitchedOff)}
        WHEN "Host" IS NULL THEN {Word(ServerHealth.NoAddress)}
        WHEN "Failure" = '{ShellFailure.HostKeyChanged}' THEN {Word(ServerHealth.HostKeyChanged)}
        WHEN "HostKeys" = '' THEN {Word(ServerHealth.HostKeyUnknown)}
        WHEN "Failure" IS NULL THEN CASE WHEN "LastContactAt" IS NULL THEN {Word(ServerHealth.NotTested)} ELSE {Word(ServerHealth.Ready)} END
        WHEN "Failure" = '{ShellFailure.SwitchedOff}' THEN {Word(ServerHealth.SwitchedOff)}
        WHEN "Failure" IN ('{ShellFailure.NoRoute}', '{ShellFailure.Refused}', '{ShellFailure.Timeout}') THEN {Word(ServerHealth.Unreachable)}
        WHEN "Failure" = '{ShellFailure.AuthenticationFailed}' THEN {Word(ServerHealth.LoginRefused)}
        WHEN "Failure" = '{ShellFailure.SudoDenied}' THEN {Word(ServerHealth.NeedsSudo)}
        ELSE {Word(ServerHealth.Failing)} END
        """;

    private static string Word(ServerHealth health) => $"'{health}'";
}
