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
        await page.GetByLabel("by people", new() { Exact = true }).CheckAsync();
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
        await journey.Gallery.ShootAsync(page, "flow-builder");
        await Journey.Button(page, "Save access flow").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = Name })).ToContainTextAsync("8 hours");
        await journey.Gallery.ShootAsync(page, "flows");
    }

    private static async Task PickAsync(IPage page, string picker, string search)
    {
        var group = page.GetByRole(AriaRole.Group, new() { Name = picker });
        await group.GetByRole(AriaRole.Searchbox).FillAsync(search);
        await group.GetByRole(AriaRole.List, new() { Name = $"{picker}: found" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(group.GetByRole(AriaRole.List, new() { Name = $"{picker}: chosen" })).ToBeVisibleAsync();
    }
}
