using JitSsh.Portal.Shared;
using Xunit;

namespace JitSsh.Tests.Portal.Shared;

public sealed class TextTests
{
    private const string Hostile = "</p><script>alert(1)</script><img src=x onerror=alert(1)>\" onfocus=\"alert(1)";

    [Fact]
    public async Task EmptyState_HostileText_IsText()
    {
        var shown = await Rendered.AsElementAsync<EmptyState>(("Title", Hostile), ("Text", Hostile));

        Assert.Empty(shown.QuerySelectorAll("script, img, [onerror], [onfocus]"));
        Assert.Equal(Hostile, shown.QuerySelector("h2")!.TextContent);
        Assert.Equal(Hostile, shown.QuerySelector("p")!.TextContent);
    }

    [Fact]
    public async Task CopyBox_HostileText_IsTextAndWhole()
    {
        var shown = await Rendered.AsElementAsync<CopyBox>(("Text", Hostile), ("Label", Hostile));

        Assert.Empty(shown.QuerySelectorAll("script, img, [onerror], [onfocus]"));
        Assert.Equal(Hostile, shown.QuerySelector("[data-copy-source]")!.TextContent);
        Assert.Equal($"Copy: {Hostile}", shown.QuerySelector("button")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Moment_OtherOffset_IsWrittenInUtcForTheBrowserToTurn()
    {
        var time = (await Rendered.AsElementAsync<Moment>(("At", new DateTimeOffset(2026, 3, 1, 1, 30, 5, TimeSpan.FromHours(2))))).QuerySelector("time")!;

        Assert.Equal("2026-02-28T23:30:05Z", time.GetAttribute("datetime"));
        Assert.Equal("28 Feb 2026 23:30 UTC", time.TextContent);

        // js/time.js changes the data of the one text node and finds it as the first child.
        Assert.Single(time.ChildNodes);
    }

    [Fact]
    public async Task Moment_Never_SaysSo()
    {
        var shown = await Rendered.AsElementAsync<Moment>(("At", null), ("Never", "never"));

        Assert.Null(shown.QuerySelector("time"));
        Assert.Equal("never", shown.TextContent.Trim());
    }

    [Theory]
    [InlineData(3_700, "1 hour 1 minute left")]
    [InlineData(-1, "over")]
    public async Task TimeLeft_Seconds_AreInWords(int seconds, string words)
    {
        var time = (await Rendered.AsElementAsync<TimeLeft>(("Until", TimeProvider.System.GetUtcNow().AddSeconds(seconds)))).QuerySelector("time")!;

        Assert.Equal(words, time.TextContent);
        Assert.Single(time.ChildNodes);
    }
}
