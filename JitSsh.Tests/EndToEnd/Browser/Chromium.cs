using Microsoft.Playwright;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Debian's Chromium, driven by Playwright. Each person has a context: cookies of their own, as if on a machine of their own.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string Program = "/usr/bin/chromium";

    /// <summary>For one thing to appear; generous, since the machine may be busy.</summary>
    public const float Patience = 60_000;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly List<(string Who, IPage Page)> pages = [];
    private readonly List<string> errors = [];

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Exceptions of scripts on any page.</summary>
    public IReadOnlyList<string> Errors => errors;

    public static async Task<Chromium> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args =
            [
                "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run",
            ],
        });
        return new(playwright, browser);
    }

    /// <summary>A page in a context of its own.</summary>
    public async Task<IPage> OpenAsync(string who, Uri address)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = Gallery.Wide, Height = Gallery.Height },
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(Patience);
        context.Console += (_, said) =>
        {
            // What the content policy forbids is told nowhere else.
            if (said.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                errors.Add($"{who}: {said.Text}");
            }
        };
        context.WebError += (_, error) => errors.Add($"{who}: {error.Error}");
        var page = await context.NewPageAsync();
        pages.Add((who, page));
        return page;
    }

    /// <summary>What everybody sees now, for whoever looks into a failure.</summary>
    public async Task ShootFailureAsync()
    {
        foreach (var (who, page) in pages)
        {
            try
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, $"failed-{who.ToLowerInvariant()}.png") });
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                // The failure that is looked into must not be hidden by this one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
