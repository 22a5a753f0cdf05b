using Xunit;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>The whole job in a real browser, on real servers; and every screen it passes, looked at.</summary>
[Trait("Category", "Browser")]
public sealed class JourneyTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    [Fact]
    public async Task Journey_FromAnEmptyPortalToEndedAccess_WorksByHand()
    {
        var journey = await site.JourneyAsync();
        Assert.Contains("(alice)", journey.Id, StringComparison.Ordinal);
        Assert.Contains("(docker)", journey.Id, StringComparison.Ordinal);
        Assert.DoesNotContain("(developers)", journey.Id, StringComparison.Ordinal);
        Assert.InRange(journey.UntilActive, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Empty(journey.ScriptErrors);
    }

    [Fact]
    public async Task Screens_InLightAndDark_HaveNoSeriousAxeViolation()
    {
        var gallery = (await site.JourneyAsync()).Gallery;
        Assert.True(gallery.Violations.Count == 0, $"{gallery.Violations.Count} violations on {gallery.Screens.Count} screens:\n{string.Join('\n', gallery.Violations)}");
    }

    [Fact]
    public async Task Screens_OnAPhone_DoNotScrollSideways()
    {
        var gallery = (await site.JourneyAsync()).Gallery;
        Assert.True(gallery.Overflows.Count == 0, string.Join('\n', gallery.Overflows));
    }
}
