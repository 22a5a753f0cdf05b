using Xunit;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>That the looks at screens see anything at all.</summary>
[Trait("Category", "Browser")]
public sealed class GalleryTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-gallery-").FullName;

    [Fact]
    public async Task Shoot_ABadPage_FindsPaleTextInBothThemesANamelessFieldAndTheWidth()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), $"There is no {Chromium.Program}.");
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync("Nobody", new("http://127.0.0.1/"));
        await page.SetContentAsync("""<html lang="en"><title>Bad</title><main><h1>Bad</h1><p style="color: #777; background: #888">pale</p><input><div style="width: 500px">wide</div></main></html>""");
        var gallery = new Gallery(directory);
        await gallery.ShootAsync(page, "bad");
        Assert.Equal(2, gallery.Violations.Count(v => v.StartsWith("serious color-contrast", StringComparison.Ordinal)));
        Assert.Single(gallery.Violations, v => v.StartsWith("critical label", StringComparison.Ordinal));
        Assert.Single(gallery.Overflows);
        Assert.Equal(4, Directory.GetFiles(directory, "*.png").Length);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
