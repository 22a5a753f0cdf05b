using Xunit;

namespace JitSsh.Tests.Portal.Shared;

public sealed class ContrastTests
{
    [Theory]
    [InlineData("good", "good-soft")]
    [InlineData("wait", "wait-soft")]
    [InlineData("work", "work-soft")]
    [InlineData("warn", "warn-soft")]
    [InlineData("bad", "bad-soft")]
    [InlineData("off", "off-soft")]
    [InlineData("ink", "surface")]
    [InlineData("ink", "ground")]
    [InlineData("ink-soft", "surface")]
    [InlineData("ink-soft", "ground")]
    [InlineData("ink-soft", "raised")]
    [InlineData("brand", "surface")]
    [InlineData("brand", "ground")]
    [InlineData("brand", "brand-soft")]
    [InlineData("brand-ink", "brand")]
    [InlineData("bad", "surface")]
    public void Text_OnItsGround_CanBeReadInBothThemes(string text, string ground)
    {
        var (of, on) = (Theme.Colour(text), Theme.Colour(ground));

        Assert.True(Theme.Contrast(of.Light, on.Light) >= 4.5, $"Light: {Theme.Contrast(of.Light, on.Light):0.00}");
        Assert.True(Theme.Contrast(of.Dark, on.Dark) >= 4.5, $"Dark: {Theme.Contrast(of.Dark, on.Dark):0.00}");
    }

    [Theory]
    [InlineData("line-strong", "surface")]
    [InlineData("brand", "raised")]
    public void BorderOfAControl_OnItsGround_CanBeSeenInBothThemes(string border, string ground)
    {
        var (of, on) = (Theme.Colour(border), Theme.Colour(ground));

        Assert.True(Theme.Contrast(of.Light, on.Light) >= 3, $"Light: {Theme.Contrast(of.Light, on.Light):0.00}");
        Assert.True(Theme.Contrast(of.Dark, on.Dark) >= 3, $"Dark: {Theme.Contrast(of.Dark, on.Dark):0.00}");
    }
}
