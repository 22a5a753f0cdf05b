using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>A shift is handed over while both people look at their pages; the clock is put forward, and nobody does anything.</summary>
[Trait("Category", "Browser")]
public sealed class HandOverTests
{
    [Fact]
    public async Task Shift_HandedOver_OnePageLosesTheAccessAndTheOtherGetsIt()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), $"There is no {Chromium.Program}.");
        await using var portal = new ClockedPortal();
        await portal.FillWithShiftAsync();
        Assert.Equal(["alice"], await portal.VisitAsync(requests: 1));
        await using var chromium = await Chromium.StartAsync();
        var (alice, bob) = (await SignedInAsync(chromium, portal, "Alice"), await SignedInAsync(chromium, portal, "Bob"));
        try
        {
            await Journey.MenuAsync(alice, "My Requests");
            await alice.GetByRole(AriaRole.Link, new() { Name = "web-01" }).First.ClickAsync();
            await Expect(Request.Status(alice)).ToHaveTextAsync("Active");
            await Expect(alice.Locator("#content")).ToContainTextAsync("on call in Web on call");
            await Journey.MenuAsync(bob, "My Requests");
            await Expect(bob.GetByText("You have not asked for anything yet")).ToBeVisibleAsync();
            await alice.EvaluateAsync("window.sameDocument = true");
            await bob.EvaluateAsync("window.sameDocument = true");

            portal.Clock.Move(TimeSpan.FromHours(2));
            Assert.Equal(["bob"], await portal.VisitAsync(requests: 2));
            await Expect(Request.Status(alice)).ToHaveTextAsync("Expired");
            await Expect(bob.GetByRole(AriaRole.Table, new() { Name = "Open requests" }).Locator(".badge")).ToHaveTextAsync("Active");
            Assert.True(await alice.EvaluateAsync<bool>("window.sameDocument === true"), "Alice's page was loaded again.");
            Assert.True(await bob.EvaluateAsync<bool>("window.sameDocument === true"), "Bob's page was loaded again.");
            Assert.Empty(chromium.Errors);
        }
        catch
        {
            await chromium.ShootFailureAsync();
            throw;
        }
    }

    private static async Task<IPage> SignedInAsync(Chromium chromium, ClockedPortal portal, string who)
    {
        var page = await chromium.OpenAsync(who, portal.Address);
        await page.GotoAsync("/");
        await Journey.SignInAsync(page, who);
        return page;
    }
}
