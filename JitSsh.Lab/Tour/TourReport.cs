using System.Diagnostics;
using System.Globalization;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>Takes steps, one line each, and counts. A step that fails does not keep the next from being tried.</summary>
internal sealed class TourReport(TextWriter output, CancellationToken cancel)
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(2);

    private int passed;
    private int failed;

    /// <summary>0 when at least one step was taken and none failed.</summary>
    public int ExitCode => passed > 0 && failed == 0 ? 0 : 1;

    public void Heading(string text) => output.WriteLine($"\n{text}");

    /// <param name="name">What is true when the step has passed, as a sentence.</param>
    /// <param name="step">Does it; what it returns is shown beside the name.</param>
    public async Task StepAsync(string name, Func<CancellationToken, Task<string>> step)
    {
        cancel.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StepLimit);
        var watch = Stopwatch.StartNew();
        try
        {
            var remark = await step(limit.Token);
            passed++;
            Line("ok", watch.Elapsed, remark.Length == 0 ? name : $"{name} ({remark})");
        }
        catch (ExpectationException e)
        {
            Fail(name, watch.Elapsed, e.Expected, e.Seen);
        }
        catch (Exception e) when (e is LabException or HttpRequestException or IOException or System.Text.Json.JsonException or InvalidOperationException)
        {
            Fail(name, watch.Elapsed, "no error", $"{e.GetType().Name}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Fail(name, watch.Elapsed, $"an end within {StepLimit.TotalSeconds:0} s", "none");
        }
    }

    /// <summary>The last line: exactly <c>N passed, M failed</c>.</summary>
    public void Summary() => output.WriteLine($"\n{passed} passed, {failed} failed");

    private void Fail(string name, TimeSpan time, string expected, string seen)
    {
        failed++;
        Line("FAILED", time, name);
        output.WriteLine($"                   expected: {Indent(expected)}");
        output.WriteLine($"                   seen:     {Indent(seen)}");
    }

    private void Line(string word, TimeSpan time, string text) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word,-6} {time.TotalSeconds,7:0.00} s  {text}"));

    private static string Indent(string text) => text.Trim().ReplaceLineEndings("\n                             ");
}
