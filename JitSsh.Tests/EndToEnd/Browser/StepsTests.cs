using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>A request in two steps, of which the first approves a part and the second escalates; the access is extended; then the glass is broken and the review signed. Nobody loads a page again.</summary>
[Trait("Category", "Browser")]
public sealed class StepsTests
{
    private const string Why = "Ticket 4712: the shop is slow";
    private const string Emergency = "The shop is down and nobody answers the phone";

    [Fact]
    public async Task Request_InStepsExtendedAndInAnEmergency_IsSeenLiveByEverybody()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), $"There is no {Chromium.Program}.");
        await using var portal = new ClockedPortal();
        await portal.FillWithStepsAsync();
        await using var chromium = await Chromium.StartAsync();
        var gallery = new Gallery(Directory.CreateDirectory(Path.Combine(Repository.Screenshots, "steps")).FullName);
        try
        {
            var pages = new List<IPage>();
            foreach (var who in new[] { "Alice", "Bob", "Carol", "Dave" })
            {
                var page = await chromium.OpenAsync(who, portal.Address);
                await page.GotoAsync("/");
                await Journey.SignInAsync(page, who);
                pages.Add(page);
            }

            var (alice, bob, carol, dave) = (pages[0], pages[1], pages[2], pages[3]);
            await InTwoStepsAsync(portal, gallery, alice, bob, carol, dave);
            await ExtendAsync(portal, gallery, alice, bob, carol);
            await BreakGlassAsync(portal, gallery, alice, carol);
            await gallery.WriteAsync();
            Assert.Empty(gallery.Violations);
            Assert.Empty(gallery.Overflows);
            Assert.Empty(chromium.Errors);
        }
        catch
        {
            await chromium.ShootFailureAsync();
            throw;
        }
    }

    private static async Task InTwoStepsAsync(ClockedPortal portal, Gallery gallery, IPage alice, IPage bob, IPage carol, IPage dave)
    {
        foreach (var page in new[] { bob, carol, dave })
        {
            await Journey.MenuAsync(page, "My Tasks");
            await Expect(page.GetByText("Nothing waits for you")).ToBeVisibleAsync();
            await page.EvaluateAsync("window.sameDocument = true");
        }

        await AskAsync(alice, ["web-01", "web-02"], Why);
        await Expect(Request.Status(alice)).ToHaveTextAsync("Pending approval");
        await alice.EvaluateAsync("window.sameDocument = true");
        await Expect(alice.Locator("#content")).ToContainTextAsync("Bob");

        // Only whose turn it is has something to do.
        var first = TaskOf(bob, "Alice asks for web-01, web-02");
        await Expect(first).ToContainTextAsync(Why);
        await Expect(carol.GetByText("Nothing waits for you")).ToBeVisibleAsync();
        await first.GetByText("Approve a part, or shorter").ClickAsync();
        await first.GetByRole(AriaRole.Checkbox, new() { Name = "web-02" }).UncheckAsync();
        await first.GetByLabel("For at most").FillAsync("1 hour");
        await gallery.ShootAsync(bob, "part");
        await first.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(bob.GetByText("Nothing waits for you")).ToBeVisibleAsync();

        var second = TaskOf(carol, "Alice asks for web-01");
        await Expect(second).ToContainTextAsync("1 hour; asked for 2 hours");
        await Expect(second).ToContainTextAsync("by Bob");
        await Expect(alice.Locator("#content")).ToContainTextAsync("Carol");
        await Expect(alice.Locator("#content")).ToContainTextAsync("web-02");
        await gallery.ShootAsync(carol, "second-step");
        await gallery.ShootAsync(alice, "waits-in-second-step");

        await Expect(dave.GetByText("Nothing waits for you")).ToBeVisibleAsync();
        portal.Clock.Move(TimeSpan.FromMinutes(11));
        var others = TaskOf(dave, "Alice asks for web-01");
        await Expect(alice.Locator("#content")).ToContainTextAsync("Others asked, too");
        await others.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(second).ToHaveCountAsync(0);
        await Expect(Request.Status(alice)).ToHaveTextAsync("Granting");
        Assert.Equal(["alice"], await portal.VisitAsync(requests: 1));
        await Expect(Request.Status(alice)).ToHaveTextAsync("Active");
        Assert.Equal(["web-01"], (await portal.EndsAsync()).Keys);
        await SameDocumentAsync(alice, bob, carol, dave);
    }

    private static async Task ExtendAsync(ClockedPortal portal, Gallery gallery, IPage alice, IPage bob, IPage carol)
    {
        var before = (await portal.EndsAsync())["web-01"];
        var more = alice.GetByRole(AriaRole.Form, new() { Name = "More time" });
        await more.GetByLabel("By").FillAsync("2 hours");
        await more.GetByLabel("Why").FillAsync("The index is still being built");
        await Journey.Button(alice, "Ask for more time").ClickAsync();
        await Expect(more).ToContainTextAsync("up to 1 hour");
        await Expect(more.GetByLabel("Why")).ToHaveValueAsync("The index is still being built");
        await gallery.ShootAsync(alice, "extension-refused");
        await more.GetByLabel("By").FillAsync("30 minutes");
        await Journey.Button(alice, "Ask for more time").ClickAsync();
        await Expect(more).ToHaveCountAsync(0);

        var first = TaskOf(bob, "Alice asks for more time on web-01");
        await Expect(first).ToContainTextAsync("30 minutes more");
        await gallery.ShootAsync(bob, "extension");
        await first.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await TaskOf(carol, "Alice asks for more time on web-01").GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(alice.Locator("#content")).ToContainTextAsync("More time");
        await Expect(alice.Locator("#content dd").Filter(new() { HasText = "30 minutes, given" })).ToBeVisibleAsync();
        await Expect(Request.Status(alice)).ToHaveTextAsync("Active");
        Assert.Equal(before + TimeSpan.FromMinutes(30), (await portal.EndsAsync())["web-01"]);
        Assert.Equal(["alice"], await portal.VisitAsync(requests: 1));
        await gallery.ShootAsync(alice, "extended");
        await SameDocumentAsync(alice, bob, carol);
    }

    private static async Task BreakGlassAsync(ClockedPortal portal, Gallery gallery, IPage alice, IPage carol)
    {
        await AskAsync(alice, ["web-02"], "down!", emergency: true);
        await Expect(alice.Locator("#problem-Justification")).ToContainTextAsync("at least 20 characters");
        await gallery.ShootAsync(alice, "emergency-refused");
        await alice.Locator("#justification").FillAsync(Emergency);
        await Journey.Button(alice, "Send request").ClickAsync();
        await Expect(Request.Status(alice)).ToHaveTextAsync("Granting");
        await portal.VisitAsync(requests: 2);
        await Expect(Request.Status(alice)).ToHaveTextAsync("Active");

        var review = carol.GetByRole(AriaRole.Article, new() { Name = "Alice broke the glass for web-02" });
        await Expect(review).ToContainTextAsync(Emergency);
        await gallery.ShootAsync(carol, "review");
        await review.GetByRole(AriaRole.Button, new() { Name = "Sign the review" }).ClickAsync();
        await Expect(review).ToContainTextAsync("Say what you found");
        await review.GetByRole(AriaRole.Textbox).FillAsync("It was down; a disk was full");
        await review.GetByRole(AriaRole.Button, new() { Name = "Sign the review" }).ClickAsync();
        await Expect(review).ToHaveCountAsync(0);
        await Expect(alice.Locator("#content")).ToContainTextAsync("signed by Carol");
        await Expect(alice.Locator("#content")).ToContainTextAsync("It was down; a disk was full");
        await gallery.ShootAsync(alice, "reviewed");

        await carol.GetByRole(AriaRole.Button, new() { Name = "Notices" }).ClickAsync();
        await Expect(carol.GetByText("Alice broke the glass for web-02").First).ToBeVisibleAsync();
        await SameDocumentAsync(carol);
    }

    private static async Task AskAsync(IPage alice, string[] servers, string why, bool emergency = false)
    {
        await Journey.MenuAsync(alice, "New Request");
        var table = alice.GetByRole(AriaRole.Table, new() { Name = "Servers that you may ask for" });
        foreach (var server in servers)
        {
            await table.GetByLabel(server).CheckAsync();
        }

        await alice.GetByRole(AriaRole.Radio, new() { Name = "2 hours" }).CheckAsync();
        if (emergency)
        {
            await alice.GetByLabel("This is an emergency").CheckAsync();
        }

        await alice.Locator("#justification").FillAsync(why);
        await Journey.Button(alice, "Send request").ClickAsync();
    }

    private static ILocator TaskOf(IPage page, string heading) => page.GetByRole(AriaRole.Article, new() { Name = heading, Exact = true });

    private static async Task SameDocumentAsync(params IPage[] pages)
    {
        foreach (var page in pages)
        {
            Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"), "A page was loaded again.");
        }
    }
}
