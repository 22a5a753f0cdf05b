using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Alice, who asks; Carol, who approves as a member of a group.</summary>
internal static class People
{
    public const string Approvers = "Approvers";

    public static async Task TakeAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "People");
        await AddAsync(journey, page, "Alice", "alice");
        await AddAsync(journey, page, "Carol", null);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "People and groups" }).GetByRole(AriaRole.Link, new() { Name = "Groups" }).ClickAsync();
        await Expect(page.GetByText("No group yet")).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "groups-empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add group" }).ClickAsync();
        await page.Locator("#name").FillAsync(Approvers);
        await page.GetByLabel("Search people to add").FillAsync("car");
        await Journey.Button(page, "Add Carol").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Members (1)" })).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "group-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add group" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = Approvers })).ToContainTextAsync("Carol");
        await journey.Gallery.ShootAsync(page, "groups");
    }

    private static async Task AddAsync(Journey journey, IPage page, string name, string? linuxName)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Add person" }).ClickAsync();
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#email").FillAsync(Journey.EmailOf(name));
        await page.Locator("#password").FillAsync(Journey.Password);
        if (linuxName is not null)
        {
            // A name that no Linux account may have is refused at its field; the rest stays as typed.
            await page.Locator("#linux-name").FillAsync("root");
            await Journey.Button(page, "Add person").ClickAsync();
            await Expect(page.Locator("#problem-LinuxName")).Not.ToBeEmptyAsync();
            await Expect(page.Locator("#name")).ToHaveValueAsync(name);
            await Expect(page.Locator("#linux-name")).ToHaveValueAsync("root");
            await journey.Gallery.ShootAsync(page, "person-new-refused");
            await page.Locator("#linux-name").FillAsync(linuxName);
        }

        await Journey.Button(page, "Add person").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = Journey.EmailOf(name) })).ToContainTextAsync(linuxName ?? "none yet");
    }
}
