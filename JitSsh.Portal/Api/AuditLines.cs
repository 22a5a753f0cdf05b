using System.Text.Encodings.Web;
using System.Text.Json;
using JitSsh.Core.Audit;

namespace JitSsh.Portal.Api;

/// <summary>The export of the audit log: an event a line, and the head as the last line (docs/audit-log.md).</summary>
internal static class AuditLines
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(Stream to, AuditExport export, CancellationToken cancel)
    {
        await foreach (var e in export.Events.WithCancellation(cancel))
        {
            await WriteLineAsync(to, new
            {
                e.Sequence, At = AuditChain.MomentOf(e.At), ActorId = e.ActorId?.ToString(), e.ActorName, e.Action, e.Subject, e.SubjectId, e.Text,
                Changes = e.Changes.Select(c => new { c.Field, c.Before, c.After }), e.Hash,
            }, cancel);
        }

        await WriteLineAsync(to, new { Head = new { export.Head.Sequence, export.Head.Hash } }, cancel);
    }

    private static async Task WriteLineAsync<T>(Stream to, T line, CancellationToken cancel)
    {
        await JsonSerializer.SerializeAsync(to, line, Json, cancel);
        await to.WriteAsync("\n"u8.ToArray(), cancel);
    }
}
