using System.Text.RegularExpressions;
using JitSsh.Tests.EndToEnd.Browser;
using Xunit;

namespace JitSsh.Tests.Architecture;

/// <summary>The tests that docs/pains-covered.md names are there.</summary>
public sealed partial class PainsCoveredTests
{
    private const int Pains = 29;

    [Fact]
    public async Task EveryTestThatThePageNames_IsThere()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "pains-covered.md"), TestContext.Current.CancellationToken)).Where(line => Row().IsMatch(line)).ToList();
        Assert.Equal(Enumerable.Range(1, Pains), rows.Select(row => int.Parse(Row().Match(row).Groups["number"].ValueSpan, provider: null)));

        var types = typeof(PainsCoveredTests).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        var gone = rows.SelectMany(row => Named().Matches(row)).Where(named => !IsThere(named.Groups["type"].Value, named.Groups["method"].Value)).Select(named => named.Value);
        Assert.Empty(gone);
        Assert.All(rows, row => Assert.True(Named().IsMatch(row) || row.Contains("none", StringComparison.OrdinalIgnoreCase), row));

        bool IsThere(string type, string method) => types[type].Any(t => method.Length == 0 || t.GetMethod(method) is not null);
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>\w+Tests)(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
