using System.Globalization;
using JitSsh.Core.Persistence;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Week;

/// <summary>What a process holds at one moment, what it has written down, and what is on its servers.</summary>
/// <param name="Given">Grants so far.</param>
/// <param name="Bytes">The managed heap after a full collection.</param>
/// <param name="Handles">Open files, sockets and pipes, by what they are.</param>
/// <param name="Processes">Processes below this one: ssh and its agent.</param>
/// <param name="Sockets">What is in the directory where connections are kept.</param>
/// <param name="Rows">Rows of each table, by the name of what it holds.</param>
/// <param name="OnServers">Of each server, by its name: files of JitSsh's, and processes.</param>
internal sealed record Holdings(int Given, long Bytes, IReadOnlyDictionary<string, int> Handles, int Processes, int Sockets, IReadOnlyDictionary<string, int> Rows, IReadOnlyDictionary<string, (int Files, int Processes)> OnServers)
{
    /// <summary>A connection that is kept, or a thread of the pool, comes and goes.</summary>
    private const int Some = 12;

    private const long MostBytes = 8 * 1024 * 1024;

    public static async Task<Holdings> ReadAsync(CoreHost core, ServerLab lab, string runtime, int given)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var servers = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        foreach (var server in lab.Servers)
        {
            var seen = (await server.RunAsync("find /etc/ssh/jitssh /var/lib/jitssh -type f 2>/dev/null | wc -l; ls -d /proc/[0-9]* | wc -l")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            servers[server.Name] = (Number(seen[0]), Number(seen[1]));
        }

        return new(
            given, GC.GetTotalMemory(forceFullCollection: true), OpenHandles(), Below(Environment.ProcessId).Count,
            Directory.GetFileSystemEntries(runtime, "*", SearchOption.AllDirectories).Length, await RowsAsync(core), servers);
    }

    /// <summary>Nothing is more than it was, but for what tells of the grants between, which is in the same proportion to them.</summary>
    public void AssertLike(Holdings early, IReadOnlyCollection<string> histories)
    {
        Assert.InRange(Bytes, 0, early.Bytes + MostBytes);
        Assert.True(Handles.Values.Sum() <= early.Handles.Values.Sum() + Some, $"More is open than was: {Words(early.Handles)}; and now {Words(Handles)}");
        Assert.InRange(Processes, 0, early.Processes + Some);
        Assert.InRange(Sockets, 0, early.Sockets + Some);
        Assert.All(OnServers, s => Assert.InRange(s.Value.Files, 0, early.OnServers[s.Key].Files + Some));
        Assert.All(OnServers, s => Assert.InRange(s.Value.Processes, 0, early.OnServers[s.Key].Processes + Some));
        foreach (var (table, rows) in Rows)
        {
            var most = histories.Contains(table) ? early.Rows[table] * (double)Given / early.Given * 1.1 : early.Rows[table];
            Assert.True(rows <= most + Some, $"{table} has {rows} rows after {Given} grants, and had {early.Rows[table]} after {early.Given}.");
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Given} grants: {Bytes / 1024.0 / 1024.0:0.0} MiB, {Handles.Values.Sum()} handles ({Words(Handles)}), {Processes} processes, {Sockets} sockets; on servers {string.Join(", ", OnServers.Select(s => $"{s.Key} {s.Value.Files} files {s.Value.Processes} processes"))}; rows {Words(Rows)}");

    private static string Words(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.Where(c => c.Value > 0).OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}"));

    private static Dictionary<string, int> OpenHandles() => Directory.GetFiles("/proc/self/fd").Select(KindOf).GroupBy(k => k, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    private static string KindOf(string handle)
    {
        try
        {
            var target = File.ResolveLinkTarget(handle, returnFinalTarget: false)?.ToString() ?? "";
            return target.Contains(":[", StringComparison.Ordinal) ? Path.GetFileName(target).Split(':')[0] : target.Contains("jitssh", StringComparison.Ordinal) ? Path.GetFileName(target) : target;
        }
        catch (IOException)
        {
            return "gone";
        }
    }

    private static async Task<IReadOnlyDictionary<string, int>> RowsAsync(CoreHost core)
    {
        await using var context = await core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        await context.Database.OpenConnectionAsync();
        foreach (var type in context.Model.GetEntityTypes().Where(t => t.GetTableName() is not null))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM \"{type.GetTableName()}\"";
            rows[type.ShortName()] = Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }

        return rows;
    }

    private static List<int> Below(int process)
    {
        var parents = Directory.GetDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)
            .Select(id => (Id: id, Parent: ParentOf(id))).ToLookup(p => p.Parent, p => p.Id);
        List<int> found = [.. parents[process]];
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(parents[found[i]]);
        }

        return found;
    }

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int Number(string text) => int.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
