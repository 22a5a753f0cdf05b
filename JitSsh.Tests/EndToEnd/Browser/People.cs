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

        // Everyone is in it by way of the group within.
        await page.GetByRole(AriaRole.Link, new() { Name = "Add group" }).ClickAsync();
        await page.Locator("#name").FillAsync("Leads");
        await page.GetByLabel(Approvers, new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add group" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Leads" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Who is in it now" })).ToContainTextAsync(Approvers);
        await journey.Gallery.ShootAsync(page, "group");
        await ShiftAsync(journey, page);
    }

    /// <summary>A rotation of two; the second stands in now. By the keyboard where that is not the same as by the mouse.</summary>
    private static async Task ShiftAsync(Journey journey, IPage page)
    {
        await page.GotoAsync("/people/shifts");
        await Expect(page.GetByText("No shift yet")).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "shifts-empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add shift" }).ClickAsync();
        await page.Locator("#name").FillAsync("Web on call");
        await page.Locator("#zone").FillAsync("Nowhere");
        await Journey.Button(page, "Add shift").ClickAsync();
        await Expect(page.Locator("#problem-TimeZone")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("#problem-People")).Not.ToBeEmptyAsync();
        await journey.Gallery.ShootAsync(page, "shift-new-refused");
        await page.Locator("#zone").FillAsync("Europe/Zurich");
        foreach (var name in new[] { "Carol", "Alice" })
        {
            await page.GetByLabel("People of the rotation: search people").FillAsync(name);
            await Journey.Button(page, $"Add {name}").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(Journey.Button(page, $"Take {name} out")).ToBeVisibleAsync();
        }

        await Journey.Button(page, "Move Alice up").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("ol li").First).ToContainTextAsync("Alice");
        await page.Locator("#first").FillAsync("2026-01-05");
        await Journey.Button(page, "Add hours").ClickAsync();
        await journey.Gallery.ShootAsync(page, "shift-new");
        await Journey.Button(page, "Take hours 1 out").ClickAsync();
        await Journey.Button(page, "Add shift").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Web on call" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Who is on call" })).ToContainTextAsync("Alice");

        await page.GetByLabel("Who: search people").FillAsync("Carol");
        await Journey.Button(page, "Choose Carol").ClickAsync();
        await page.Locator("#stand-from").FillAsync("2030-03-05T08:00");
        await page.Locator("#stand-to").FillAsync("2030-03-06T08:00");
        await Journey.Button(page, "Let them stand in").ClickAsync();
        await Expect(page.Locator("#stand-from")).ToHaveValueAsync("");
        await page.GotoAsync(new Uri(page.Url).AbsolutePath + "?from=2030-03-04");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Who is on call" })).ToContainTextAsync("Carol stands in");
        await journey.Gallery.ShootAsync(page, "shift");
        await page.GotoAsync("/people/shifts");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Web on call" })).ToContainTextAsync("in turn, 2 people");
        await journey.Gallery.ShootAsync(page, "shifts");
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
