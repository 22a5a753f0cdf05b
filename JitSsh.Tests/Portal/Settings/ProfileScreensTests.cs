using JitSsh.Core.People;
using JitSsh.Portal.Settings;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Settings;

public sealed class ProfileScreensTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task SecondFactor_OffThenOn_ShowsWhatIsAndNothingSecret()
    {
        Assert.Equal("Not turned on", (await screen.ShowAsync<SecondFactorPage>(screen.Ada, "/profile/second-factor")).QuerySelector(".empty-state h2, .empty-state h3, .empty-state strong, .empty-state p")?.TextContent.Trim());

        var factors = screen.Core.Get<SecondFactors>();
        var (_, codes) = await AuthenticatorApp.TurnOnAsync(factors, screen.Ada, TimeProvider.System.GetUtcNow());
        var page = await screen.ShowAsync<SecondFactorPage>(screen.Ada, "/profile/second-factor");
        Assert.Contains(page.QuerySelectorAll("dl.facts dd"), d => d.TextContent.Trim() == "10");
        Assert.DoesNotContain(codes, c => page.TextContent.Contains(c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sessions_OthersThanThisOne_CanBeSignedOut()
    {
        await screen.Core.Get<Sessions>().BeginAsync(screen.Alice.Id!.Value, "198.51.100.7", "Mozilla/5.0 (iPhone) Safari/605", "Contoso");
        var rows = (await screen.ShowAsync<MySessions>(screen.Alice, "/profile")).QuerySelectorAll("tbody tr");
        Assert.Equal(2, rows.Length);
        var other = Assert.Single(rows, r => r.QuerySelector("button") is not null);
        Assert.Contains("Safari on iPhone", other.TextContent, StringComparison.Ordinal);
        Assert.Contains("Contoso", other.TextContent, StringComparison.Ordinal);
        Assert.Contains("This one", Assert.Single(rows, r => r.QuerySelector("button") is null).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void QrPicture_OfAnAddress_HasTheThreeCornersThatScannersLookFor()
    {
        var picture = QrPicture.Of("otpauth://totp/JitSsh:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=JitSsh");
        var dark = picture.Path.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(m => m[..m.IndexOf('h', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);

        // Four modules of margin on each side, then squares of seven by seven.
        var far = picture.Size - 4 - 7;
        Assert.All(new[] { (4, 4), (far, 4), (4, far) }, corner => Assert.All(Enumerable.Range(0, 7), i =>
        {
            Assert.Contains($"{corner.Item1 + i} {corner.Item2}", dark);
            Assert.Contains($"{corner.Item1} {corner.Item2 + i}", dark);
        }));
        Assert.DoesNotContain("0 0", dark);
    }
}
