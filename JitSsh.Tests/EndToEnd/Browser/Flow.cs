using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>An access flow: Alice may ask for the servers, as docker or developers, with approval by the group.</summary>
internal static class Flow
{
    public const string Name = "Work on production";

    public static async Task TakeAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "Access Flows");
        await journey.Gallery.ShootAsync(page, "flows-empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "New access flow" }).ClickAsync();
        await page.Locator("#flow-name").FillAsync(Name);
        await PickAsync(page, "Who may ask", "alice");
        await page.GetByLabel("docker").CheckAsync();
        await page.GetByLabel("developers").CheckAsync();
        await page.Locator("#flow-duration").FillAsync("a good while");
        await page.GetByLabel("by one of these people").CheckAsync();
        await PickAsync(page, "Who approves", "approv");
        await Journey.Button(page, "Save access flow").ClickAsync();
        await Expect(page.Locator("#problem-MaxDuration")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("#flow-name")).ToHaveValueAsync(Name);
        await Expect(page.Locator("#flow-duration")).ToHaveValueAsync("a good while");
        await journey.Gallery.ShootAsync(page, "flow-refused");

        await page.Locator("#flow-duration").FillAsync("8 hours");
        await Expect(page.Locator("#problem-MaxDuration")).ToBeEmptyAsync();
        var meaning = page.GetByRole(AriaRole.Complementary, new() { Name = "What this means now" });
        await Expect(meaning).ToContainTextAsync("Alice");
        await Expect(meaning).ToContainTextAsync("Carol");
        await Expect(meaning).ToContainTextAsync(journey.Server.Name);
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "What changes by saving" })).ToContainTextAsync("1 person more on");
        await journey.Gallery.ShootAsync(page, "flow-builder");
        await Journey.Button(page, "Save access flow").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = Name })).ToContainTextAsync("8 hours");
        await journey.Gallery.ShootAsync(page, "flows");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Versions of {Name}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("The first");
        await journey.Gallery.ShootAsync(page, "flow-versions");
        await BundleAsync(journey, page);
        await AssertionAsync(journey, page);
    }

    private static async Task BundleAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "Access Flows");
        await page.GetByRole(AriaRole.Link, new() { Name = "Bundles", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No bundle yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New bundle" }).ClickAsync();
        await Journey.Button(page, "Save bundle").ClickAsync();
        await Expect(page.Locator("#problem-Name")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("#problem-Targets")).Not.ToBeEmptyAsync();
        await page.Locator("#bundle-name").FillAsync("Web, production");
        await page.GetByLabel("and these servers by themselves").Last.FillAsync(journey.Server.Name);
        await page.GetByRole(AriaRole.List, new() { Name = "and these servers by themselves: found" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await journey.Gallery.ShootAsync(page, "bundle");
        await Journey.Button(page, "Save bundle").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync("no access flow");
        await journey.Gallery.ShootAsync(page, "bundles");
    }

    private static async Task AssertionAsync(Journey journey, IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Assertions", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No assertion yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New assertion" }).ClickAsync();
        await page.Locator("#assertion-name").FillAsync("Nobody at weekends");
        await page.GetByLabel("Everybody who is active").CheckAsync();
        await page.GetByLabel("Web, production").First.CheckAsync();
        await page.GetByLabel("on these days and hours").CheckAsync();
        foreach (var day in new[] { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday" })
        {
            await page.GetByLabel(day).UncheckAsync();
        }

        await page.GetByLabel("Saturday").CheckAsync();
        await Journey.Button(page, "Save assertion").ClickAsync();

        // The flow that was just written is open at weekends.
        await Expect(page.Locator("#problem-People")).ToContainTextAsync($"The access flow '{Name}' breaks this now");
        await journey.Gallery.ShootAsync(page, "assertion-refused");
        await page.GetByLabel("Everybody who is active").UncheckAsync();
        await PickAsync(page, "Who never gets them", "ada");
        await Journey.Button(page, "Save assertion").ClickAsync();
        await Expect(page.GetByText("Holds", new() { Exact = true })).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "assertions");
    }

    private static async Task PickAsync(IPage page, string picker, string search)
    {
        var group = page.GetByRole(AriaRole.Group, new() { Name = picker, Exact = true });
        await group.GetByRole(AriaRole.Searchbox).FillAsync(search);
        await group.GetByRole(AriaRole.List, new() { Name = $"{picker}: found" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(group.GetByRole(AriaRole.List, new() { Name = $"{picker}: chosen" })).ToBeVisibleAsync();
    }
}
