using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Alice stands in on call and has access without asking; then Ada changes the flow, and it ends. Alice's page is not loaded again.</summary>
internal static class Automatic
{
    private const string Name = "Web on call, automatic";

    public static async Task TakeAsync(Journey journey, IPage ada, IPage alice)
    {
        await StandInAsync(ada);
        await FlowAsync(journey, ada);

        await Journey.MenuAsync(alice, "My Requests");
        var open = alice.GetByRole(AriaRole.Table, new() { Name = "Open requests" });
        await Expect(open).ToContainTextAsync("given automatically");
        await Expect(open.Locator(".badge")).ToHaveTextAsync("Active");
        await journey.Gallery.ShootAsync(alice, "my-requests-given");
        await open.GetByRole(AriaRole.Link, new() { Name = journey.Server.Name }).First.ClickAsync();
        await Expect(alice.GetByRole(AriaRole.Heading, new() { Level = 1, Name = $"Access to {journey.Server.Name}" })).ToBeVisibleAsync();
        await Expect(alice.Locator("#content")).ToContainTextAsync($"Given by the access flow '{Name}': on call in Web on call.");
        await journey.Gallery.ShootAsync(alice, "given-active");
        await alice.EvaluateAsync("window.sameDocument = true");

        await EndAsync(journey, ada);
        await Expect(Request.Status(alice)).ToHaveTextAsync("Revoked");
        await Expect(alice.Locator("#content")).ToContainTextAsync("the access flow no longer allows it");
        Xunit.Assert.True(await alice.EvaluateAsync<bool>("window.sameDocument === true"), "Alice's page was loaded again.");
        await journey.Gallery.ShootAsync(alice, "given-ended");
    }

    private static async Task StandInAsync(IPage page)
    {
        await page.GotoAsync("/people/shifts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Web on call" }).ClickAsync();
        await page.GetByLabel("Who: search people").FillAsync("Alice");
        await Journey.Button(page, "Choose Alice").ClickAsync();
        var there = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"));
        await page.Locator("#stand-from").FillAsync(there.AddMinutes(-5).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await page.Locator("#stand-to").FillAsync(there.AddHours(3).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await Journey.Button(page, "Let them stand in").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Who is on call" })).ToContainTextAsync("Alice stands in");
    }

    private static async Task FlowAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "Access Flows");
        await page.GetByRole(AriaRole.Link, new() { Name = "New access flow" }).ClickAsync();
        await page.Locator("#flow-name").FillAsync(Name);
        await page.GetByLabel("Automatic: whoever matches has it, without asking").CheckAsync();
        await Flow.PickAsync(page, "Who gets it", "web on");
        await page.GetByRole(AriaRole.Group, new() { Name = "and these servers by themselves", Exact = true }).GetByRole(AriaRole.Searchbox).FillAsync(journey.Server.Name);
        await page.GetByRole(AriaRole.List, new() { Name = "and these servers by themselves: found" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByLabel(Journey.Integration, new() { Exact = true }).First.UncheckAsync();
        await Expect(page.GetByText("Who approves")).Not.ToBeVisibleAsync();
        await page.Locator("#flow-duration").FillAsync("10 minutes");
        await Journey.Button(page, "Save access flow").ClickAsync();
        await Expect(page.Locator("#problem-MaxDuration")).ToContainTextAsync("at least 30 minutes");
        await page.Locator("#flow-duration").FillAsync("8 hours");
        var meaning = page.GetByRole(AriaRole.Complementary, new() { Name = "What this means now" });
        await Expect(meaning).ToContainTextAsync("1 person has it now");
        await Expect(meaning).ToContainTextAsync("Alice");
        await journey.Gallery.ShootAsync(page, "flow-automatic");
        await Journey.Button(page, "Save access flow").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = Name })).ToContainTextAsync("while they match");
        await journey.Gallery.ShootAsync(page, "flows-with-automatic");
    }

    /// <summary>A change that takes the server away says what it ends, and is not made by saying no; then the flow is deactivated.</summary>
    private static async Task EndAsync(Journey journey, IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = $"Edit {Name}" }).ClickAsync();
        await page.GetByText("Self-serve: they ask for it").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "What changes by saving" })).ToContainTextAsync("1 active grant ends");
        await Journey.Button(page, "Save as a new version").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All access flows" }).ClickAsync();
        await Journey.Button(page, $"Deactivate {Name}").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 active grant ends at once");
        await journey.Gallery.ShootAsync(page, "flow-deactivate");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = Name })).ToContainTextAsync("Not active");
    }
}
