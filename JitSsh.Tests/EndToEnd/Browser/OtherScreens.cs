using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>The screens that the journey did not pass, with what it left on them.</summary>
internal static class OtherScreens
{
    public static async Task TakeAsync(Journey journey, IPage ada, IPage alice, IPage carol)
    {
        var gallery = journey.Gallery;
        await Journey.MenuAsync(alice, "My Requests");
        await Expect(alice.GetByRole(AriaRole.Table, new() { Name = "Closed requests" })).ToBeVisibleAsync();
        await gallery.ShootAsync(alice, "my-requests");
        await alice.GotoAsync("/profile/password");
        await gallery.ShootAsync(alice, "password");
        await alice.GotoAsync("/notices");
        await Expect(alice.GetByRole(AriaRole.Table, new() { Name = "Notices" })).ToContainTextAsync("works");
        await alice.Locator(".bell > button").ClickAsync();
        await Expect(alice.GetByRole(AriaRole.Region, new() { Name = "Newest notices" })).ToBeVisibleAsync();
        await gallery.ShootAsync(alice, "notices-and-bell");
        await alice.Keyboard.PressAsync("Escape");
        await Expect(alice.GetByRole(AriaRole.Region, new() { Name = "Newest notices" })).Not.ToBeVisibleAsync();
        await Expect(alice.Locator(".bell > button")).ToBeFocusedAsync();
        await alice.GotoAsync("/settings/notifications");
        await Expect(alice.GetByRole(AriaRole.Table)).ToContainTextAsync("My access works");
        await gallery.ShootAsync(alice, "notifications");
        await alice.GotoAsync("/no-such-page");
        await Expect(alice.GetByRole(AriaRole.Heading, new() { Name = "Nothing here" })).ToBeVisibleAsync();
        await gallery.ShootAsync(alice, "not-found");

        await Journey.MenuAsync(carol, "Activity");
        await gallery.ShootAsync(carol, "activity-of-a-member");

        await ada.Locator("#main-menu").GetByRole(AriaRole.Link, new() { Name = "Home" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Hello, Ada" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "home-admin");
        await Journey.MenuAsync(ada, "Activity");
        await gallery.ShootAsync(ada, "activity");
        await ada.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Time line" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "time-line");
        await Journey.MenuAsync(ada, "Activity");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Reports" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "No report yet" })).ToBeVisibleAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "New report" }).First.ClickAsync();
        await ada.GetByLabel("How often").SelectOptionAsync("Week");
        await ada.GetByLabel("Time zone").FillAsync("Nowhere");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Save report" }).ClickAsync();
        await Expect(ada.GetByText("There is no time zone").First).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "report-refused");
        await ada.GetByLabel("Name").FillAsync("Requests of the week");
        await ada.GetByLabel("Time zone").FillAsync("Europe/Zurich");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Save report" }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await Expect(ada.Locator(".notice.good")).ToContainTextAsync("under the bell");
        await gallery.ShootAsync(ada, "report");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Back to reports" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Table)).ToContainTextAsync("every Monday at 08:00 (Europe/Zurich)");
        await gallery.ShootAsync(ada, "reports");
        await Journey.MenuAsync(ada, "Overview");
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Standing against used" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "overview");
        await Journey.MenuAsync(ada, "Activity");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Table)).ToContainTextAsync("Alice");
        await gallery.ShootAsync(ada, "audit-log");
        await Journey.MenuAsync(ada, "Connected Integrations");
        await ada.GetByRole(AriaRole.Link, new() { Name = Journey.Integration, Exact = true }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "On a new server" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "integration");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Host keys and preparation by Run Command" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Prepare servers" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "run-command");
        await ada.GoBackAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(ada.Locator("#field-Name")).ToHaveValueAsync(Journey.Integration);
        await gallery.ShootAsync(ada, "integration-edit");
        await Journey.MenuAsync(ada, "Servers");
        await Expect(ada.GetByRole(AriaRole.Row, new() { Name = journey.Server.Name })).ToContainTextAsync("Ready");
        await gallery.ShootAsync(ada, "servers");
        await ada.GetByRole(AriaRole.Link, new() { Name = journey.Server.Name }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Who is on it, and why" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "server");
        await Journey.MenuAsync(ada, "Open Items");
        await Expect(ada.GetByText(".config/systemd/user/again.service")).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "open-items");
        await Journey.MenuAsync(ada, "People");
        await gallery.ShootAsync(ada, "people");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Alice" }).ClickAsync();
        await Expect(ada.Locator("#email")).ToHaveValueAsync(Journey.EmailOf("Alice"));
        await gallery.ShootAsync(ada, "person");
        await Journey.MenuAsync(ada, "Webhooks");
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "No webhook yet" })).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "webhooks");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Add webhook" }).ClickAsync();
        await ada.Locator("#hook-name").FillAsync("Operations channel");
        await ada.Locator("#hook-url").FillAsync("https://127.0.0.1/hook");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(ada.GetByText("Choose at least one.")).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "webhook-refused");
        await ada.Locator("#hook-url").FillAsync("https://localhost:9/services/T0");
        await ada.GetByLabel("Access has ended").CheckAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Go on to test it" }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Test", Exact = true }).ClickAsync();
        await Expect(ada.GetByText("It did not answer")).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "webhook");
        await ada.GotoAsync("/catalog/ssh-servers/connect");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Expect(ada.Locator("#field-Servers")).ToBeVisibleAsync();
        await gallery.ShootAsync(ada, "wizard-ssh-servers");
    }
}
