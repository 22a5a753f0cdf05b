using System.Data.Common;
using System.Diagnostics;
using System.Text;
using JitSsh.Core.Audit;
using JitSsh.Core.People;
using JitSsh.Core.Persistence;
using JitSsh.Portal.Api;
using JitSsh.Tests.EndToEnd.Browser;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.Core.Audit;

/// <summary>The chain over a real log: what is written, what the database refuses, and what a check finds in the log and in an export.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    /// <summary>As somebody does who may change the schema.</summary>
    private static readonly string WithoutGuards = TestDatabase.IsPostgres
        ? """DROP TRIGGER "AuditEvents_Guard" ON "AuditEvents"; DROP TRIGGER "AuditHeads_Guard" ON "AuditHeads";"""
        : """DROP TRIGGER "AuditEvents_NoUpdate"; DROP TRIGGER "AuditEvents_NoDelete"; DROP TRIGGER "AuditHeads_NoDelete";""";

    private AnsweredServer site = null!;

    public async ValueTask InitializeAsync()
    {
        site = await AnsweredServer.StartAsync();
        Screen.Done(await site.Core.Get<ChangePerson>().RunAsync(
            site.Ada, site.Carol.Id!.Value, new() { Name = "Carol Änders", Email = "carol@example.com", LinuxName = "carla" }, isActive: true));
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Check_AnUntouchedLog_IsWholeUpToItsHead()
    {
        var report = await CheckAsync();
        Assert.True(report.IsWhole, report.Problem);
        Assert.True(report.Checked > 5);
        Assert.Equal(report.Head.Sequence, report.Checked);
    }

    [Fact]
    public async Task Person_Changed_IsLoggedWithTheFieldsThatDiffer()
    {
        var page = Screen.Done(await site.Core.Get<ReadAuditLog>().RunAsync(site.Ada, "person.changed", new(0, 10)));
        var changes = Assert.Single(page.Items).Changes;
        Assert.Equal([new("linuxName", "carol", "carla"), new("name", "Carol", "Carol Änders")], changes);
    }

    [Theory]
    [InlineData("""UPDATE "AuditEvents" SET "Text" = 'x' WHERE "Sequence" = 2""")]
    [InlineData("""DELETE FROM "AuditEvents" WHERE "Sequence" = 2""")]
    [InlineData("""UPDATE "AuditHeads" SET "Sequence" = 1""")]
    [InlineData("""DELETE FROM "AuditHeads" """)]
    public async Task Database_AskedToChangeTheLog_Refuses(string sql)
    {
        await Assert.ThrowsAnyAsync<DbException>(() => RunAsync(sql));
        Assert.True((await CheckAsync()).IsWhole);
    }

    [Theory]
    [InlineData("""UPDATE "AuditEvents" SET "Text" = 'x' WHERE "Sequence" = 3""", 3)]
    [InlineData("""UPDATE "AuditEvents" SET "Changes" = '[]' WHERE "Action" = 'person.changed'""", null)]
    [InlineData("""DELETE FROM "AuditEvents" WHERE "Sequence" = 3""", 4)]
    [InlineData("""UPDATE "AuditEvents" SET "Sequence" = CASE "Sequence" WHEN 3 THEN 4004 ELSE "Sequence" END""", 4)]
    [InlineData("""DELETE FROM "AuditEvents" WHERE "Sequence" = (SELECT MAX("Sequence") FROM "AuditEvents")""", null)]
    public async Task Check_ATamperedLog_SaysWhere(string sql, int? at)
    {
        await RunAsync($"{WithoutGuards} {sql}");
        var report = await CheckAsync();
        Assert.False(report.IsWhole);
        Assert.True(at is null || at == report.ProblemAt, $"{report.ProblemAt}");
    }

    [Fact]
    public async Task Check_AnybodyButAnAdmin_IsNotFound() => Assert.False((await site.Core.Get<CheckAuditChain>().RunAsync(site.Alice)).IsDone);

    [Fact]
    public async Task Start_OverALogFromBeforeTheChain_ChainsIt()
    {
        await RunAsync($"""{WithoutGuards} DELETE FROM "AuditHeads"; UPDATE "AuditEvents" SET "Hash" = '';""");
        await using (var context = await site.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync())
        {
            await AuditChaining.EnsureAsync(context, CancellationToken.None);
        }

        Assert.True((await CheckAsync()).IsWhole);
        await Assert.ThrowsAnyAsync<DbException>(() => RunAsync("""UPDATE "AuditEvents" SET "Text" = 'x' WHERE "Sequence" = 2"""));
    }

    [Fact]
    public async Task Script_OnARealExport_TellsWholeFromTampered()
    {
        var export = Screen.Done(await site.Core.Get<ReadAuditLog>().ExportAsync(site.Ada));
        using var bytes = new MemoryStream();
        await AuditLines.WriteAsync(bytes, export, CancellationToken.None);
        var lines = Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var head = export.Head.Hash;

        Assert.Equal(0, await ScriptAsync(lines, head));
        Assert.Equal(1, await ScriptAsync(lines, new string('a', 64)));
        Assert.Equal(1, await ScriptAsync([.. lines.Select((l, i) => i == 2 ? l.Replace("\"text\":\"", "\"text\":\"x", StringComparison.Ordinal) : l)]));
        Assert.Equal(1, await ScriptAsync([.. lines.Where((_, i) => i != 2)]));
        Assert.Equal(1, await ScriptAsync([lines[0], lines[2], lines[1], .. lines[3..]]));
        Assert.Equal(1, await ScriptAsync([.. lines[..^2], lines[^1]]));
        Assert.Equal(1, await ScriptAsync(lines[..^1]));
        Assert.Equal(2, await ScriptAsync(["no json"]));
    }

    private async Task<int> ScriptAsync(IReadOnlyList<string> lines, string? kept = null)
    {
        var file = Path.Combine(site.Core.Directory, "export.jsonl");
        await File.WriteAllLinesAsync(file, lines);
        using var python = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Repository.Root, "tools", "check-audit-log.py"), file, .. kept is null ? [] : new[] { kept }]) { RedirectStandardOutput = true })!;
        await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return python.ExitCode;
    }

    private async Task<AuditChainReport> CheckAsync() => Screen.Done(await site.Core.Get<CheckAuditChain>().RunAsync(site.Ada));

    private async Task RunAsync(string sql)
    {
        await using var context = await site.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync(sql);
    }
}
