using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>The first admin, and signing in.</summary>
internal static class SetUp
{
    public static async Task<IPage> TakeAsync(Journey journey)
    {
        var page = await journey.OpenAsync("Ada");
        await page.GotoAsync("/people");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Set up JitSsh" })).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "set-up");

        await page.Locator("#name").FillAsync("Ada");
        await page.Locator("#email").FillAsync(Journey.EmailOf("Ada"));
        await page.Locator("#password").FillAsync("short");
        await Journey.Button(page, "Set up").ClickAsync();
        await Expect(page.Locator("#problem-Password")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("#name")).ToHaveValueAsync("Ada");
        await Expect(page.Locator("#email")).ToHaveValueAsync(Journey.EmailOf("Ada"));
        await journey.Gallery.ShootAsync(page, "set-up-refused");

        await page.Locator("#password").FillAsync(Journey.Password);
        await Journey.Button(page, "Set up").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Hello, Ada" })).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "home-empty");

        await Journey.Button(page, "Sign out").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "sign-in");
        await Journey.SignInAsync(page, "Ada");
        return page;
    }
}
