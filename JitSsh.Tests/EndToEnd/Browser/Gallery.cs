using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Looks at each screen on its way: pictures in light and dark, wide and on a phone; what axe finds; whether a phone has to scroll sideways.</summary>
internal sealed class Gallery(string directory)
{
    public const int Wide = 1280;
    public const int Height = 800;
    private const int Phone = 390;
    private static readonly AxeRunOptions Everything = new() { ResultTypes = [ResultType.Violations] };
    private static readonly AxeRunOptions ColoursOnly = new() { ResultTypes = [ResultType.Violations], RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block") };
    private readonly List<string> shots = [];
    private readonly List<string> violations = [];
    private readonly List<string> overflows = [];

    public IReadOnlyList<string> Screens => shots;

    /// <summary>Of the impact serious or critical, with the screen, the page's address and the element.</summary>
    public IReadOnlyList<string> Violations => violations;

    /// <summary>Screens that are wider than a phone.</summary>
    public IReadOnlyList<string> Overflows => overflows;

    /// <summary>The page stays where it is, with everything that is typed in it.</summary>
    public async Task ShootAsync(IPage page, string name)
    {
        shots.Add(name);
        var number = shots.Count;
        foreach (var theme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var width in new[] { Phone, Wide })
            {
                await page.SetViewportSizeAsync(width, Height);
                await SettleAsync(page);
                if (width == Phone && theme == ColorScheme.Light)
                {
                    await MeasureAsync(page, name);
                }

                var file = FormattableString.Invariant($"{number:00}-{name}-{theme.ToString().ToLowerInvariant()}-{width}.png");
                await page.ScreenshotAsync(new() { Path = Path.Combine(directory, file), FullPage = true, Animations = ScreenshotAnimations.Disabled });
            }

            await ScanAsync(page, name, theme);
        }
    }

    /// <summary>One picture for the documentation: what fits into a window, a little smaller than life.</summary>
    public static async Task ShootWindowAsync(IPage page, string name)
    {
        // A window's height is not made smaller by zoom, so the menu at the side would end too early.
        await page.EvaluateAsync("document.documentElement.style.zoom = 0.8; document.querySelector('#main-menu').style.height = '1000px'");
        await SettleAsync(page);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        await page.EvaluateAsync("document.documentElement.style.zoom = ''; document.querySelector('#main-menu').style.height = ''");
    }

    /// <summary>Beside the pictures, for whoever looks at them.</summary>
    public Task WriteAsync() => File.WriteAllLinesAsync(Path.Combine(directory, "findings.txt"), [$"{shots.Count} screens, {violations.Count} violations, {overflows.Count} too wide", .. violations, .. overflows]);

    // Colours that are still on their way from light to dark would be measured half-way.
    private static Task SettleAsync(IPage page) => page.EvaluateAsync("""
        async () => {
          scrollTo(0, 0);
          await document.fonts.ready;
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
          await Promise.allSettled(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity).map(a => a.finished));
        }
        """);

    private async Task MeasureAsync(IPage page, string name)
    {
        var width = await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
        if (width > Phone)
        {
            var widest = await page.EvaluateAsync<string>("""
                () => [...document.querySelectorAll('body *')].filter(e => !e.closest('.table-scroll, pre') && e.getBoundingClientRect().right > innerWidth + 1)
                  .slice(0, 5).map(e => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}${e.className && e.className.split ? '.' + e.className.trim().split(/\s+/).join('.') : ''}`).join('  ')
                """);
            overflows.Add($"{name} ({page.Url}) is {width} px wide on a phone of {Phone}: {widest}");
        }
    }

    private async Task ScanAsync(IPage page, string name, ColorScheme theme)
    {
        // Everything but colour is the same in both themes, and axe takes its time.
        var result = await page.RunAxe(theme == ColorScheme.Light ? Everything : ColoursOnly);
        violations.AddRange(
            from violation in result.Violations
            where violation.Impact is "serious" or "critical"
            from node in violation.Nodes
            select $"{violation.Impact} {violation.Id} on {name}, {theme}, {page.Url}: {node.Target}\n    {violation.Help}\n    {node.Html}\n    {string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(c => c.Message))}");
    }
}
