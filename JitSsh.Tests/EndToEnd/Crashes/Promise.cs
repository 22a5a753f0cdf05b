using System.Text.RegularExpressions;
using JitSsh.Lab.Servers;

namespace JitSsh.Tests.EndToEnd.Crashes;

/// <summary>Exactly what may differ on a server from what it was before JitSsh came.</summary>
/// <param name="Lines">Patterns of the differences. Each must be there, unless it ends in <c>?</c> after a space: then it may.</param>
internal sealed record Promise(IReadOnlyList<string> Lines)
{
    private const string Optional = " ?";

    /// <summary>What is not as promised, a line each; empty when all is.</summary>
    public IReadOnlyList<string> Breaches(ServerSnapshot before, ServerSnapshot now)
    {
        var differences = before.DifferencesTo(now);
        return
        [
            .. differences.Where(d => !Lines.Any(l => Is(l, d))).Select(d => $"not promised: {d}"),
            .. Lines.Where(l => !l.EndsWith(Optional, StringComparison.Ordinal) && !differences.Any(d => Is(l, d))).Select(l => $"missing: {l}"),
        ];
    }

    private static bool Is(string line, string difference) =>
        Regex.IsMatch(difference, $"^(?:{(line.EndsWith(Optional, StringComparison.Ordinal) ? line[..^Optional.Length] : line)})$", RegexOptions.None, TimeSpan.FromSeconds(1));
}
