using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using JitSsh.Core.Grants;

namespace JitSsh.Portal.Shared;

/// <summary>Writes requests to a stream as they are read, a line for each server of each request, so that an export of any length needs no more memory than a short one.</summary>
internal static class ActivityExport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As CSV, with a header.</summary>
    public static Task WriteCsvAsync(Stream to, IAsyncEnumerable<RequestRow> rows, CancellationToken cancel) => CsvFile.WriteAsync(to, Line.Names, AllAsync(rows).Select(l => l.Cells), cancel);

    /// <summary>As an array of JSON.</summary>
    public static Task WriteJsonAsync(Stream to, IAsyncEnumerable<RequestRow> rows, CancellationToken cancel) => JsonSerializer.SerializeAsync(to, AllAsync(rows), Json, cancel);

    private static async IAsyncEnumerable<Line> AllAsync(IAsyncEnumerable<RequestRow> rows)
    {
        await foreach (var row in rows)
        {
            foreach (var line in LinesOf(row))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<Line> LinesOf(RequestRow row)
    {
        var (r, last) = (row.Request, row.Decisions.LastOrDefault());
        return row.Servers.Select(s => new Line
        {
            Request = r.Id.ToString(),
            Asked = CsvFile.Text(r.CreatedAt),
            Requester = row.RequesterName,
            AccessFlow = row.FlowName,
            Server = s.ServerName,
            Status = BadgeLook.Of(s.Status).Words,
            Account = s.Grant?.Account,
            LinuxGroups = string.Join(' ', r.LinuxGroups),
            DurationSeconds = (long)r.Duration.TotalSeconds,
            Justification = r.Justification,
            Decided = CsvFile.Text(r.DecidedAt),
            Decision = last is null ? null : last.Decision.Approved ? "approved" : "rejected",
            DecidedBy = last is null ? null : last.ApproverName ?? "automatically",
            Reason = last?.Decision.Reason,
            WorksSince = CsvFile.Text(s.Grant?.ActiveAt),
            EndsAt = CsvFile.Text(s.Grant?.NotAfter),
            Ended = CsvFile.Text(s.Grant?.EndedAt),
            EndReason = s.Grant?.EndReason?.ToString(),
            Error = s.Grant?.LastError,
        });
    }

    private sealed record Line
    {
        private static readonly PropertyInfo[] Columns = [.. typeof(Line).GetProperties(BindingFlags.Public | BindingFlags.Instance)];

        internal static string[] Names => [.. Columns.Select(c => c.Name)];

        internal string?[] Cells => [.. Columns.Select(c => Convert.ToString(c.GetValue(this), CultureInfo.InvariantCulture))];

        public required string Request { get; init; }

        public required string? Asked { get; init; }

        public required string Requester { get; init; }

        public required string AccessFlow { get; init; }

        public required string Server { get; init; }

        public required string Status { get; init; }

        public required string? Account { get; init; }

        public required string LinuxGroups { get; init; }

        public required long DurationSeconds { get; init; }

        public required string Justification { get; init; }

        public required string? Decided { get; init; }

        public required string? Decision { get; init; }

        public required string? DecidedBy { get; init; }

        public required string? Reason { get; init; }

        public required string? WorksSince { get; init; }

        public required string? EndsAt { get; init; }

        public required string? Ended { get; init; }

        public required string? EndReason { get; init; }

        public required string? Error { get; init; }
    }
}
