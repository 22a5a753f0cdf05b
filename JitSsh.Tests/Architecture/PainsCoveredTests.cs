using System.Text.RegularExpressions;
using JitSsh.Tests.EndToEnd.Browser;
using Xunit;

namespace JitSsh.Tests.Architecture;

/// <summary>The tests that docs/pains-covered.md and docs/threat-model.md name are there.</summary>
public sealed partial class PainsCoveredTests
{
    private const int Pains = 29;

    private static readonly ILookup<string, Type> Types = typeof(PainsCoveredTests).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);

    [Fact]
    public async Task EveryTestThatThePageNames_IsThere()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "pains-covered.md"), TestContext.Current.CancellationToken)).Where(line => Row().IsMatch(line)).ToList();
        Assert.Equal(Enumerable.Range(1, Pains), rows.Select(row => int.Parse(Row().Match(row).Groups["number"].ValueSpan, provider: null)));

        Assert.Empty(rows.SelectMany(Gone));
        Assert.All(rows, row => Assert.True(Named().IsMatch(row) || row.Contains("none", StringComparison.OrdinalIgnoreCase), row));
    }

    [Fact]
    public async Task EveryTestThatTheThreatModelNames_IsThere_AndEachLineHasOneOrSaysThatNothingHolds()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "threat-model.md"), TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| They try", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count > 30, $"{rows.Count} lines");
        Assert.Empty(rows.SelectMany(Gone));
        Assert.All(rows, row => Assert.True(Named().IsMatch(row) || row.Contains("**Nothing holds**", StringComparison.Ordinal), row));
    }

    private static IEnumerable<string> Gone(string row) => Named().Matches(row).Where(named => !IsThere(named.Groups["type"].Value, named.Groups["method"].Value)).Select(named => named.Value);

    private static bool IsThere(string type, string method) => Types[type].Any(t => method.Length == 0 || t.GetMethod(method) is not null);

    [GeneratedRegex(@"^\| (?<number>\d+) \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>\w+Tests)(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
