using System.Text;
using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>The audit log: complete, and whole by a check that needs no JitSsh.</summary>
internal static class AuditSteps
{
    private static readonly HashSet<string> Asked = new(StringComparer.Ordinal) { "request.submitted", "request.extension-asked" };
    private static readonly HashSet<string> Answered = new(StringComparer.Ordinal) { "request.approved", "request.rejected", "request.glass-broken" };

    public static async Task TakeAsync(TourState tour)
    {
        var report = tour.Report;
        var file = Path.Combine(tour.Site.Directory, "audit-log.jsonl");
        var script = Path.Combine(AppContext.BaseDirectory, "check-audit-log.py");
        string[] lines = [];

        report.Heading("The audit log");
        await report.StepAsync("It tells of every request what was decided, and of all access that began that it ended", async cancel =>
        {
            var text = await Expect.Need(tour.Admin, "the admin").Api.GetTextAsync("audit/export", cancel);
            lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var events = lines[..^1].Select(l => JsonNode.Parse(l)!).ToList();
            var requests = Of(Asked.Contains);
            var grants = Of(a => a == "grant.active");
            Expect.That(requests.Count > 0 && grants.Count > 0, "requests and grants", events.Count);
            Expect.None([.. requests.Except(Of(Answered.Contains)).Select(r => $"request {r}")], "a decision on each request");
            Expect.None([.. grants.Except(Of(a => a == "grant.ended")).Select(g => $"grant {g}")], "an end of each grant");
            return $"{requests.Count} requests, {grants.Count} grants, {events.Count} events";

            List<string> Of(Func<string, bool> action) => [.. events.Where(e => action(Json.Text(e, "action"))).Select(e => Json.Text(e, "subjectId")).Distinct()];
        });
        await report.StepAsync("The export is whole by tools/check-audit-log.py, which knows nothing of JitSsh, and ends where JitSsh says", async cancel =>
        {
            Expect.That(lines.Length > 1, "the export from the step before", "that step failed");
            var own = await tour.Admin!.Api.GetAsync("audit/check", cancel);
            Expect.That(own["isWhole"]!.GetValue<bool>(), "JitSsh's own check to find it whole", own);
            var result = await CheckAsync(lines, cancel);
            Expect.That(result.ExitCode == 0 && result.Output.Contains(Json.Text(own, "headHash"), StringComparison.Ordinal), $"exit code 0 and the head {Json.Text(own, "headHash")}", $"{result.ExitCode} {result.Output} {result.Error}");
            return result.Output.Trim();
        });
        await report.StepAsync("Who broke the glass was Alice. One byte makes it Elice, and the check names the line", async cancel =>
        {
            var at = Array.FindIndex(lines, l => l.Contains("\"request.glass-broken\"", StringComparison.Ordinal));
            Expect.That(at >= 0, "the event of the broken glass", "none");
            string[] forged = [.. lines];
            forged[at] = forged[at].Replace("\"actorName\":\"Alice\"", "\"actorName\":\"Elice\"", StringComparison.Ordinal);
            Expect.Equal(1, Encoding.UTF8.GetBytes(lines[at]).Zip(Encoding.UTF8.GetBytes(forged[at])).Count(b => b.First != b.Second), "bytes that differ:");
            var result = await CheckAsync(forged, cancel);
            Expect.That(result.ExitCode == 1 && result.Output.Contains($"(line {at + 1})", StringComparison.Ordinal), $"exit code 1 and line {at + 1}", $"{result.ExitCode} {result.Output} {result.Error}");
            return result.Output.Trim();
        });

        async Task<CommandResult> CheckAsync(IEnumerable<string> export, CancellationToken cancel)
        {
            await File.WriteAllTextAsync(file, string.Concat(export.Select(l => l + "\n")), cancel);
            return await HostCommand.RunAsync("python3", [script, file], null, cancel);
        }
    }
}
