using JitSsh.Lab.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Site = JitSsh.Lab.Tour.Site;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>From an empty portal to access that was given and has ended, by hand in a browser: Ada administers, Alice asks, Carol approves.</summary>
internal sealed class Journey(Site site, Chromium chromium)
{
    /// <summary>Of everybody; the portal is this journey's own and gone after it.</summary>
    public const string Password = "four words in a row";

    public const string Integration = "Contoso Production";

    public Site Site => site;

    public Gallery Gallery { get; } = new(Repository.Screenshots);

    /// <summary>What is being done, for whoever looks into a failure.</summary>
    public string Step { get; private set; } = "";

    /// <summary>From the approver's click to the moment the asking person's open page says Active.</summary>
    public TimeSpan UntilActive { get; set; }

    /// <summary>What id said in the session over ssh.</summary>
    public string Id { get; set; } = "";

    public IReadOnlyList<string> ScriptErrors => chromium.Errors;

    /// <summary>The server that is asked for.</summary>
    public LabServer Server => site.Servers.Servers[0];

    public async Task TravelAsync()
    {
        var ada = await TakeAsync("Set-up", SetUp.TakeAsync);
        await TakeAsync("People", () => People.TakeAsync(this, ada));
        await TakeAsync("Azure VM SSH", () => Wizard.TakeAsync(this, ada));
        await TakeAsync("Access flow", () => Flow.TakeAsync(this, ada));
        var (alice, carol) = (await SignedInAsync("Alice"), await SignedInAsync("Carol"));
        await TakeAsync("Request", () => Request.TakeAsync(this, alice, carol));
        await TakeAsync("Connect", () => Connect.TakeAsync(this, alice));
        await TakeAsync("Their own things", () => OwnThings.TakeAsync(this, alice, carol));
        await TakeAsync("Automatic flow", () => Automatic.TakeAsync(this, ada, alice));
        await TakeAsync("The other screens", () => OtherScreens.TakeAsync(this, ada, alice, carol));
    }

    public Task<IPage> OpenAsync(string who) => chromium.OpenAsync(who, site.Portal.Address);

    public static string EmailOf(string who) => $"{who.ToLowerInvariant()}@example.com";

    public static async Task SignInAsync(IPage page, string who)
    {
        await page.Locator("#email").FillAsync(EmailOf(who));
        await page.Locator("#password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Hello, {who}" })).ToBeVisibleAsync();
    }

    /// <summary>By the menu, as people go.</summary>
    public static async Task MenuAsync(IPage page, string entry)
    {
        await page.Locator("#main-menu").GetByRole(AriaRole.Link, new() { Name = entry }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = entry })).ToBeVisibleAsync();
    }

    public static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name });

    private async Task<IPage> SignedInAsync(string who)
    {
        var page = await OpenAsync(who);
        await page.GotoAsync("/");
        await SignInAsync(page, who);
        return page;
    }

    private async Task<IPage> TakeAsync(string step, Func<Journey, Task<IPage>> take)
    {
        Step = step;
        return await take(this);
    }

    private async Task TakeAsync(string step, Func<Task> take)
    {
        Step = step;
        await take();
    }
}
