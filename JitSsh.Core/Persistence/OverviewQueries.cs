using System.Globalization;
using JitSsh.Core.Activity;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>The figures of the overview. Times between two moments and their percentiles are written as SQL: EF does not translate them.</summary>
internal static class OverviewQueries
{
    // The nearest rank: the smallest time that half of the times, or nine in ten, do not exceed.
    private const string Percentiles = """
        , ranked AS (SELECT d, s, ROW_NUMBER() OVER (PARTITION BY d ORDER BY s) AS i, COUNT(*) OVER (PARTITION BY d) AS n FROM times)
        SELECT d AS "Day", CAST(MAX(n) AS integer) AS "Count", CAST(MAX(CASE WHEN i = (n + 1) / 2 THEN s END) AS double precision) AS "Median", CAST(MAX(CASE WHEN i = (n * 9 + 9) / 10 THEN s END) AS double precision) AS "Ninetieth"
        FROM ranked GROUP BY d
        """;

    // Parameters stand as {0}, for whoever runs it.
    private static string Requests(Dialect sql) => $$"""SELECT {{sql.DayOf("\"CreatedAt\"")}} AS "Day", CAST(COUNT(*) AS integer) AS "Count" FROM "Requests" WHERE "CreatedAt" >= {0} GROUP BY 1""";

    private static string ToApprove(Dialect sql) => $$"""
        SELECT {{sql.DayOf("r.\"CreatedAt\"")}} AS d, {{sql.SecondsBetween("r.\"CreatedAt\"", "r.\"DecidedAt\"")}} AS s
        FROM "Requests" AS r
        WHERE r."CreatedAt" >= {0} AND r."State" = 'Approved' AND r."DecidedAt" IS NOT NULL
          AND EXISTS (SELECT 1 FROM "Decisions" AS x WHERE x."RequestId" = r."Id" AND x."ApproverId" IS NOT NULL)
        """;

    private static string ToAccess(Dialect sql) => $$"""
        SELECT {{sql.DayOf("r.\"CreatedAt\"")}} AS d, {{sql.SecondsBetween("r.\"CreatedAt\"", "g.\"ActiveAt\"")}} AS s
        FROM "Requests" AS r INNER JOIN "Grants" AS g ON g."RequestId" = r."Id"
        WHERE r."CreatedAt" >= {0} AND g."ActiveAt" IS NOT NULL
        """;

    private const string Given = """
        SELECT CAST(COUNT(*) AS integer) AS "Given", CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM "Certificates" AS x WHERE x."RequestId" = r."Id") THEN 1 ELSE 0 END) AS integer) AS "Used",
          EXISTS (SELECT 1 FROM "Decisions" AS x WHERE x."RequestId" = r."Id" AND x."ApproverId" IS NOT NULL) AS "IsApproved"
        FROM "Requests" AS r
        WHERE r."CreatedAt" >= {0} AND r."State" = 'Approved' AND EXISTS (SELECT 1 FROM "Grants" AS g WHERE g."RequestId" = r."Id" AND g."ActiveAt" IS NOT NULL)
        GROUP BY "IsApproved"
        """;

    public static async Task<OverviewFigures> FiguresAsync(JitSshContext c, DateTimeOffset from, CancellationToken cancel)
    {
        var since = from.UtcDateTime;
        var requests = await c.Database.SqlQueryRaw<DayCount>(Requests(c.Dialect), since).ToListAsync(cancel);
        var approve = await TimesAsync(c, ToApprove(c.Dialect), since, cancel);
        var access = await TimesAsync(c, ToAccess(c.Dialect), since, cancel);
        var given = await c.Database.SqlQueryRaw<GivenRow>(Given, since).ToListAsync(cancel);
        return new()
        {
            Active = await c.Grants.CountAsync(g => g.State == GrantState.Active, cancel),
            Waiting = await c.Requests.CountAsync(r => r.State == RequestState.Pending, cancel),
            Failing = await c.Grants.CountAsync(
                g => (g.State == GrantState.Pending || g.State == GrantState.Active || g.State == GrantState.Ending) && g.LastError != null && !g.IsWaiting, cancel),
            Days =
            [
                .. requests.OrderBy(r => r.Day, StringComparer.Ordinal)
                    .Select(r => new OverviewDay(DateOnly.ParseExact(r.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), r.Count, Of(approve, r.Day), Of(access, r.Day))),
            ],
            ToApprove = Of(approve, ""),
            ToAccess = Of(access, ""),
            Automatic = Of(given.Find(g => !g.IsApproved)),
            Approved = Of(given.Find(g => g.IsApproved)),
        };
    }

    /// <summary>By day, and under the empty text over all of them.</summary>
    private static async Task<IReadOnlyDictionary<string, TimesRow>> TimesAsync(JitSshContext c, string times, DateTime since, CancellationToken cancel)
    {
        var sql = $"WITH days AS ({times}), times AS (SELECT d, s FROM days UNION ALL SELECT '' AS d, s FROM days){Percentiles}";
        return (await c.Database.SqlQueryRaw<TimesRow>(sql, since).ToListAsync(cancel)).ToDictionary(t => t.Day, StringComparer.Ordinal);
    }

    private static HowLong Of(IReadOnlyDictionary<string, TimesRow> rows, string day) =>
        rows.TryGetValue(day, out var row) ? new(row.Count, TimeSpan.FromSeconds(Math.Max(0, row.Median)), TimeSpan.FromSeconds(Math.Max(0, row.Ninetieth))) : new(0, null, null);

    private static GivenAndUsed Of(GivenRow? row) => row is null ? new(0, 0) : new(row.Given, row.Used);

    private sealed record DayCount(string Day, int Count);

    private sealed record TimesRow(string Day, int Count, double Median, double Ninetieth);

    private sealed record GivenRow(int Given, int Used, bool IsApproved);
}
