using System.Globalization;
using JitSsh.Core.Common;
using JitSsh.Core.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JitSsh.Tests.Support;

/// <summary>
/// A database as an earlier version left it: the schema after one of the migrations, filled by SQL with what the first version could write. So nothing of today's code has a part in what lies in it.
/// </summary>
internal sealed class OldDatabase
{
    public const string Key = AnsweredServer.Key;

    /// <summary>When the old version was stopped and this one is started.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    /// <summary>When the access ends that is in force.</summary>
    public static readonly DateTimeOffset SoonOver = Now.AddMinutes(10);

    /// <summary>How much was in the audit log.</summary>
    public const int Audited = 6;

    /// <summary>Of the columns that came later, those of text: what their migration put there.</summary>
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal) { ["Changes"] = "[]", ["For"] = "[]", ["Checks"] = "[]", ["Hash"] = "" };

    private readonly SqliteConnection connection;

    private OldDatabase(SqliteConnection connection) => this.connection = connection;

    public static PersonId Ada { get; } = new(Made(1));

    public static PersonId Alice { get; } = new(Made(2));

    public static PersonId Bob { get; } = new(Made(3));

    public static PersonId Carol { get; } = new(Made(4));

    public static ServerId Server { get; } = new(Made(20));

    /// <summary>Alice's, whose grant is in force and ends soon.</summary>
    public static RequestId InForce { get; } = new(Made(101));

    /// <summary>Alice's, whose grant ended an hour ago.</summary>
    public static RequestId Over { get; } = new(Made(102));

    /// <summary>Alice's, which nobody has decided.</summary>
    public static RequestId Waiting { get; } = new(Made(103));

    /// <summary>Carol's, which an admin ended and the server has not confirmed: three attempts have failed.</summary>
    public static RequestId Ending { get; } = new(Made(104));

    /// <summary>Carol's, which Bob approved in the last second: no grant was made of it.</summary>
    public static RequestId JustApproved { get; } = new(Made(105));

    /// <summary>Carol's, which Bob rejected.</summary>
    public static RequestId Rejected { get; } = new(Made(106));

    /// <summary>The migrations there are, oldest first, by their names without the moment.</summary>
    public static IReadOnlyList<string> Migrations()
    {
        using var context = Context("Data Source=:memory:");
        return [.. context.Database.GetMigrations().Select(NameOf)];
    }

    /// <summary>Makes the database in a portal's directory.</summary>
    /// <param name="directory">The directory; nothing is in it.</param>
    /// <param name="migration">The last migration that the old version knew.</param>
    public static async Task MakeAsync(string directory, string migration)
    {
        var source = $"Data Source={Path.Combine(directory, "jitssh.db")};Pooling=False";
        await using (var context = Context(source))
        {
            await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().Single(m => NameOf(m) == migration));
        }

        await using var connection = new SqliteConnection(source);
        await connection.OpenAsync();
        await new OldDatabase(connection).FillAsync();
    }

    private static Guid Made(int number) => new($"00000000-0000-7000-8000-{number.ToString("D12", CultureInfo.InvariantCulture)}");

    private static string NameOf(string migration) => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static JitSshContext Context(string source) => new(new DbContextOptionsBuilder<JitSshContext>().UseSqlite(source).Options);

    private async Task FillAsync()
    {
        await PersonAsync(Ada, "Ada", null, "Admin");
        await PersonAsync(Alice, "Alice", "alice", "Member");
        await PersonAsync(Bob, "Bob", "bob", "Member");
        await PersonAsync(Carol, "Carol", "carol", "Member");
        await InsertAsync("Connectors", ("Id", ConnectorId.Embedded.Value), ("Name", "Built-in connector"), ("Version", "0.1.0"), ("LastSeenAt", At(-1)));

        var integration = Made(10);
        await InsertAsync(
            "Integrations", ("Id", integration), ("Name", "Servers"), ("Source", """{"kind":"ssh-servers","servers":[{"name":"web-01","host":"192.0.2.1","port":22,"tags":null}]}"""),
            ("ConnectorId", ConnectorId.Embedded.Value), ("LoginUser", "jitadmin"), ("LoginKey", "local:integrations/servers/login-key"), ("LoginPublicKey", Key), ("LinuxGroups", """["docker"]"""),
            ("Keep", TimeSpan.FromDays(30).Ticks), ("HomeDisposal", "Archive"), ("ExistingAccounts", "Refuse"), ("Status", "Active"), ("ConnectedAt", At(-5000)), ("LastSyncAt", At(-30)), ("NextSyncAt", At(30)));
        await InsertAsync(
            "Servers", ("Id", Server.Value), ("IntegrationId", integration), ("ExternalId", "web-01"), ("Name", "web-01"), ("Tags", "{}"), ("Host", "192.0.2.1"), ("Port", 22), ("IsSeen", true),
            ("LastSeenAt", At(-30)), ("HostKeys", Key), ("HostKeysAcceptedBy", Ada.Value), ("HostKeysAcceptedAt", At(-4990)), ("FailureCount", 0), ("LastContactAt", At(-50)), ("OpenSshVersion", "9.2"),
            ("ClockOffset", 0L), ("NextReconcileAt", At(0)), ("Generation", 7L));

        // As the first version wrote a rule: what can be worked out of it is in it, too, and there is nothing of steps.
        var rule = $$"""
            {"grantees":{"people":["{{Alice}}","{{Carol}}"],"groups":[],"isEmpty":false},
            "targets":{"integrations":["{{integration:D}}"],"names":[],"exceptNames":[],"tags":[],"exceptTags":[]},"linuxGroups":["docker"],"maxDuration":"08:00:00","labels":["old"],
            "approvers":{"people":["{{Bob}}"],"groups":[],"isEmpty":false},"justificationRequired":true,"isAutomatic":false}
            """;
        await InsertAsync("AccessFlows", ("Id", Made(30)), ("Name", "Web"), ("IsActive", true), ("Version", 1), ("Rule", rule), ("ChangedAt", At(-4000)));
        await InsertAsync("AccessFlowVersions", ("FlowId", Made(30)), ("Version", 1), ("Name", "Web"), ("Rule", rule), ("At", At(-4000)));

        await RequestAsync(InForce, Alice, "Approved", asked: -51, decided: -50, """["docker"]""");
        await RequestAsync(Over, Alice, "Approved", asked: -125, decided: -121);
        await RequestAsync(Waiting, Alice, "Pending", asked: -5, decided: null);
        await RequestAsync(Ending, Carol, "Approved", asked: -45, decided: -44);
        await RequestAsync(JustApproved, Carol, "Approved", asked: -2, decided: 0);
        await RequestAsync(Rejected, Carol, "Rejected", asked: -300, decided: -290);
        await GrantAsync(
            InForce, Alice, "alice", "Active", ("LinuxGroups", """["docker"]"""), ("CreatedAt", At(-50)), ("NotBefore", At(-50)), ("NotAfter", SoonOver.UtcDateTime), ("ActiveAt", At(-50)));
        await GrantAsync(
            Over, Alice, "alice", "Ended", ("CreatedAt", At(-121)), ("NotBefore", At(-120)), ("NotAfter", At(-60)), ("ActiveAt", At(-120)), ("EndingAt", At(-60)), ("EndedAt", At(-60)), ("EndReason", "Expired"));
        await GrantAsync(
            Ending, Carol, "carol", "Ending", ("CreatedAt", At(-44)), ("NotBefore", At(-43)), ("NotAfter", At(17)), ("ActiveAt", At(-43)), ("EndingAt", At(-3)), ("EndReason", "RevokedByAdmin"),
            ("Attempts", 3), ("LastError", "192.0.2.1 did not answer in time."), ("NextAttemptAt", At(0)));

        await AuditAsync(1, -5001, Ada, "Ada", "setup.done", "person", Ada.Value, "Ada became the first admin.");
        await AuditAsync(2, -51, Alice, "Alice", "request.submitted", "request", InForce.Value, "Alice asked for web-01.");
        await AuditAsync(3, -50, Bob, "Bob", "request.approved", "request", InForce.Value, "Bob approved it.");
        await AuditAsync(4, -5, Alice, "Alice", "request.submitted", "request", Waiting.Value, "Alice asked for web-01.");
        await AuditAsync(5, -3, Ada, "Ada", "grant.ending", "request", Ending.Value, "Ada ended Carol's access to web-01.");
        await AuditAsync(Audited, 0, Bob, "Bob", "request.approved", "request", JustApproved.Value, "Bob approved it.");
    }

    private Task PersonAsync(PersonId id, string name, string? linuxName, string role) => InsertAsync(
        "People", ("Id", id.Value), ("Name", name), ("Email", $"{name.ToLowerInvariant()}@example.com"), ("LinuxName", linuxName), ("Role", role), ("IsActive", true), ("AddedAt", At(-5000)));

    private async Task RequestAsync(RequestId id, PersonId by, string state, int asked, int? decided, string groups = "[]")
    {
        await InsertAsync(
            "Requests", ("Id", id.Value), ("RequesterId", by.Value), ("FlowId", Made(30)), ("FlowVersion", 1), ("LinuxGroups", groups), ("Duration", TimeSpan.FromHours(1).Ticks),
            ("Justification", "The disk is full"), ("State", state), ("CreatedAt", At(asked)), ("LapsesAt", At(asked + (24 * 60))), ("DecidedAt", decided is { } at ? At(at) : null));
        await InsertAsync("RequestedServers", ("RequestId", id.Value), ("ServerId", Server.Value), ("ServerName", "web-01"));
        if (decided is { } then)
        {
            await InsertAsync("Decisions", ("RequestId", id.Value), ("ApproverId", Bob.Value), ("Approved", state == "Approved"), ("Reason", "As agreed"), ("At", At(then)));
        }
    }

    private Task GrantAsync(RequestId request, PersonId person, string account, string state, params (string Column, object? Value)[] more) => InsertAsync(
        "Grants",
        [
            ("Id", Made(1000 + request.Value.ToByteArray()[^1])), ("RequestId", request.Value), ("ServerId", Server.Value), ("PersonId", person.Value), ("Account", account),
            ("Duration", TimeSpan.FromHours(1).Ticks), ("State", state), .. new (string Column, object? Value)[] { ("LinuxGroups", "[]"), ("Attempts", 0) }.ExceptBy(more.Select(m => m.Column), m => m.Column), .. more,
        ]);

    private Task AuditAsync(int sequence, int minutes, PersonId by, string name, string action, string subject, Guid id, string text) => InsertAsync(
        "AuditEvents", ("Sequence", sequence), ("At", At(minutes)), ("ActorId", by.Value), ("ActorName", name), ("Action", action), ("Subject", subject), ("SubjectId", id), ("Text", text));

    /// <summary>Minutes from now, in the only form SQLite orders.</summary>
    private static DateTime At(int minutes) => Now.AddMinutes(minutes).UtcDateTime;

    private async Task InsertAsync(string table, params (string Column, object? Value)[] values)
    {
        (string Column, object? Value)[] all = [.. values, .. await AddedAsync(table, [.. values.Select(v => v.Column)])];
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            INSERT INTO "{table}" ({string.Join(", ", all.Select(v => $"\"{v.Column}\""))}) VALUES ({string.Join(", ", all.Select((_, i) => $"$p{i}"))})
            """;
        foreach (var (value, i) in all.Select((v, i) => (v.Value, i)))
        {
            command.Parameters.AddWithValue($"$p{i}", value ?? DBNull.Value);
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The columns that came after the first version and must hold something, with what the migrations put there for the rows that they found.</summary>
    private async Task<IReadOnlyList<(string Column, object? Value)>> AddedAsync(string table, IReadOnlyCollection<string> written)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT "name", "type" FROM pragma_table_info('{table}') WHERE "notnull" = 1 AND "dflt_value" IS NULL""";
        await using var reader = await command.ExecuteReaderAsync();
        List<(string Column, object? Value)> added = [];
        while (await reader.ReadAsync())
        {
            if (reader.GetString(0) is var column && !written.Contains(column))
            {
                added.Add((column, reader.GetString(1) == "INTEGER" ? 0 : Texts[column]));
            }
        }

        return added;
    }
}
