using JitSsh.Core.Catalog;
using JitSsh.Portal.Catalog;
using Xunit;

namespace JitSsh.Tests.Portal.Catalog;

public sealed class CatalogSearchTests
{
    [Theory]
    [InlineData(null, 2)]
    [InlineData("  ", 2)]
    [InlineData("AZURE", 1)]
    [InlineData("list servers", 1)]
    [InlineData("reader identity", 1)]
    [InlineData("kubernetes", 0)]
    public void Find_Text_EveryWordStandsOnTheTile(string? text, int expected) =>
        Assert.Equal(expected, CatalogSearch.Find(CatalogEntry.All, text).Count);
}
