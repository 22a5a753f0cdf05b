using System.Diagnostics;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Alice asks in her browser, Carol approves in hers; neither page is loaded again.</summary>
internal static class Request
{
    private const string Why = "Ticket 4711: the shop answers slowly";

    public static async Task TakeAsync(Journey journey, IPage alice, IPage carol)
    {
        await journey.Gallery.ShootAsync(alice, "home-member");
        await Journey.MenuAsync(carol, "My Tasks");
        await Expect(carol.GetByText("Nothing waits for you")).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(carol, "tasks-empty");
        await carol.EvaluateAsync("window.sameDocument = true");

        await AskAsync(journey, alice);
        await alice.EvaluateAsync("window.sameDocument = true");

        var task = carol.GetByRole(AriaRole.Article, new() { Name = $"Alice asks for {journey.Server.Name}" });
        await Expect(task).ToContainTextAsync(Why);
        await journey.Gallery.ShootAsync(carol, "tasks");
        await task.GetByRole(AriaRole.Textbox).FillAsync("I have seen the ticket");
        var watch = Stopwatch.StartNew();
        await task.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(Status(alice)).ToHaveTextAsync("Active");
        journey.UntilActive = watch.Elapsed;
        await Expect(alice.Locator("#content")).ToContainTextAsync("I have seen the ticket");
        await Expect(task).ToHaveCountAsync(0);
        Assert.True(await alice.EvaluateAsync<bool>("window.sameDocument === true"), "Alice's page was loaded again.");
        Assert.True(await carol.EvaluateAsync<bool>("window.sameDocument === true"), "Carol's page was loaded again.");
    }

    /// <summary>The badge at the top of a request's page.</summary>
    public static ILocator Status(IPage page) => page.Locator("#content p[role=status] .badge").First;

    private static async Task AskAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "New Request");
        await journey.Gallery.ShootAsync(page, "request-new-empty");
        await page.GetByRole(AriaRole.Table, new() { Name = "Servers that you may ask for" }).GetByLabel(journey.Server.Name).CheckAsync();
        await page.GetByLabel("docker").CheckAsync();
        await page.Locator("#justification").FillAsync(Why);

        await page.GetByRole(AriaRole.Radio, new() { Name = "other" }).CheckAsync();
        await page.GetByLabel("Other length of time").FillAsync("9 hours");
        await Journey.Button(page, "Send request").ClickAsync();
        await Expect(page.Locator("#problem-Duration")).ToContainTextAsync("8 hours");
        await Expect(page.GetByLabel("Other length of time")).ToHaveValueAsync("9 hours");
        await Expect(page.Locator("#justification")).ToHaveValueAsync(Why);
        await journey.Gallery.ShootAsync(page, "request-new-refused");

        await page.GetByRole(AriaRole.Radio, new() { Name = "1 hour" }).CheckAsync();
        await Expect(page.Locator("#problem-Duration")).ToBeEmptyAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "What happens next" })).ToContainTextAsync("Carol is asked to approve");
        await journey.Gallery.ShootAsync(page, "request-new");
        await Journey.Button(page, "Send request").ClickAsync();
        await Expect(Status(page)).ToHaveTextAsync("Pending approval");
        await journey.Gallery.ShootAsync(page, "request-pending");
    }
}
