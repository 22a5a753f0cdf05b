using System.Net;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Xunit;

namespace JitSsh.Tests.Portal.Auth;

public sealed class SignInTests
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task FirstRun_AnyPage_LeadsToSetUpOnceOnly()
    {
        await using var portal = new PortalHost();
        var browser = portal.Browser();

        Assert.Equal("/setup", (await browser.GetAsync("/servers")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/healthz")).StatusCode);
        Assert.Equal("/", LocationOf(await PortalHost.SetUpAsync(browser)));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/profile")).StatusCode);
        Assert.Equal("/", LocationOf(await portal.Browser().GetAsync("/setup")));
    }

    [Fact]
    public async Task SetUp_WrongInput_SaysItAtTheFieldsAndKeepsWhatWasTyped()
    {
        await using var portal = new PortalHost();

        var page = await PortalHost.ReadAsync(await PortalHost.SubmitAsync(
            portal.Browser(), "/setup", ("Form.Name", "\"><b>Ada"), ("Form.Email", "no address"), ("Form.LinuxName", "root"), ("Form.Password", "short")));

        Assert.Equal("\"><b>Ada", page.QuerySelector("#name")!.GetAttribute("value"));
        Assert.All(["#problem-Email", "#problem-LinuxName", "#problem-Password"], id => Assert.NotEqual("", page.QuerySelector(id)!.TextContent.Trim()));
        Assert.Equal("", page.QuerySelector("#problem-Name")!.TextContent.Trim());
        Assert.Null(page.QuerySelector("#password")!.GetAttribute("value"));
    }

    [Fact]
    public async Task SignIn_Refused_IsTheSameForWrongPasswordUnknownAddressAndDeactivatedPerson()
    {
        await using var portal = new PortalHost();
        var bob = await AddBobAsync(portal);
        await portal.Get<ChangePerson>().RunAsync(await AdaAsync(portal), bob, new() { Name = "Bob", Email = "bob@example.com" }, isActive: false);
        string[] answers =
        [
            await RefusalAsync(portal, "ada@example.com", "another long password"),
            await RefusalAsync(portal, "nobody@example.com", Password),
            await RefusalAsync(portal, "bob@example.com", Password),
        ];

        Assert.NotEqual("", answers[0]);
        Assert.Single(answers.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task SignIn_RightPassword_GoesOnToALocalAddressOnly()
    {
        await using var portal = new PortalHost();
        await PortalHost.SetUpAsync(portal.Browser());

        Assert.Equal("/servers?q=web", LocationOf(await PortalHost.SignInAsync(portal.Browser(), "ADA@example.com", Password, "/servers?q=web")));
        Assert.Equal("/", LocationOf(await PortalHost.SignInAsync(portal.Browser(), "ada@example.com", Password, "//evil.example/")));
    }

    [Fact]
    public async Task SignIn_CookieOfTheSession_IsNotForScripts()
    {
        await using var portal = new PortalHost();

        var cookie = Assert.Single((await PortalHost.SetUpAsync(portal.Browser())).Headers.GetValues("Set-Cookie"), c => c.StartsWith("jitssh=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignIn_TriedTooOften_IsRefusedEvenWithTheRightPassword()
    {
        await using var portal = new PortalHost();
        await PortalHost.SetUpAsync(portal.Browser());
        for (var i = 0; i < 10; i++)
        {
            await PortalHost.SignInAsync(portal.Browser(), "ada@example.com", "another long password");
        }

        Assert.Contains("too often", await RefusalAsync(portal, "ada@example.com", Password), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_WithoutTheFormsToken_DoesNothing()
    {
        await using var portal = new PortalHost();
        var browser = portal.Browser();
        await PortalHost.SetUpAsync(browser);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-out", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/profile")).StatusCode);
    }

    [Fact]
    public async Task SignOut_ByTheForm_TakesTheCookieAway()
    {
        await using var portal = new PortalHost();
        var browser = portal.Browser();
        await PortalHost.SetUpAsync(browser);
        var token = (await PortalHost.ReadAsync(await browser.GetAsync("/profile"))).QuerySelector("#sign-out input")!;
        using var form = new FormUrlEncodedContent([new(token.GetAttribute("name")!, token.GetAttribute("value")!)]);

        Assert.Equal("/sign-in", LocationOf(await browser.PostAsync("/sign-out", form)));
        Assert.Equal("/sign-in?returnUrl=%2Fprofile", LocationOf(await browser.GetAsync("/profile")));
    }

    [Fact]
    public async Task SignedOut_AnyPage_LeadsToSignInAndUnknownAddressesAreNotFound()
    {
        await using var portal = new PortalHost();
        await PortalHost.SetUpAsync(portal.Browser());
        var browser = portal.Browser();

        Assert.All(
            await Task.WhenAll(new[] { "/", "/people", "/servers", "/profile", "/profile/password" }.Select(p => browser.GetAsync(p))),
            response => Assert.StartsWith("/sign-in?returnUrl=", LocationOf(response), StringComparison.Ordinal));
        var missing = await browser.GetAsync("/nothing-here");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("Nothing here", (await PortalHost.ReadAsync(missing)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task ChangePassword_PresentOneIsRight_EndsTheSessionAndOnlyTheNewOneSignsIn()
    {
        await using var portal = new PortalHost();
        var browser = portal.Browser();
        await PortalHost.SetUpAsync(browser);
        var wrong = await PortalHost.ReadAsync(await PortalHost.SubmitAsync(browser, "/profile/password", ("Form.Password", "not my password"), ("Form.NewPassword", "a quite new password")));
        Assert.NotEqual("", wrong.QuerySelector("#problem-Password")!.TextContent.Trim());

        Assert.Equal("/sign-in", LocationOf(await PortalHost.SubmitAsync(browser, "/profile/password", ("Form.Password", Password), ("Form.NewPassword", "a quite new password"))));
        Assert.StartsWith("/sign-in", LocationOf(await browser.GetAsync("/profile")), StringComparison.Ordinal);
        Assert.NotEqual("", await RefusalAsync(portal, "ada@example.com", Password));
        Assert.Equal("/", LocationOf(await PortalHost.SignInAsync(portal.Browser(), "ada@example.com", "a quite new password")));
    }

    [Fact]
    public async Task Document_AnyPage_AsksNobodyElseAndHasNoScriptOfItsOwn()
    {
        await using var portal = new PortalHost();
        await PortalHost.SetUpAsync(portal.Browser());
        var page = await PortalHost.ReadAsync(await portal.Browser().GetAsync("/sign-in"));

        Assert.All(page.QuerySelectorAll("script"), script => Assert.True(script.HasAttribute("src") && script.TextContent.Length == 0));
        Assert.All(
            page.QuerySelectorAll("[src], link[href]").Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")!),
            address => Assert.False(address.Contains("//", StringComparison.Ordinal), address));
        Assert.Empty(page.QuerySelectorAll("[onclick], [onload], [onsubmit]"));
    }

    private static async Task<string> RefusalAsync(PortalHost portal, string email, string password)
    {
        var response = await PortalHost.SignInAsync(portal.Browser(), email, password);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await PortalHost.ReadAsync(response)).QuerySelector(".problem-summary")!.TextContent.Trim();
    }

    private static async Task<PersonId> AddBobAsync(PortalHost portal)
    {
        await PortalHost.SetUpAsync(portal.Browser());
        return (await portal.Get<AddPerson>().RunAsync(await AdaAsync(portal), new() { Name = "Bob", Email = "bob@example.com", Password = Password })).Value;
    }

    private static async Task<Actor> AdaAsync(PortalHost portal)
    {
        var people = await portal.Get<IPeopleStore>().ListAsync("ada@example.com", Page.First, CancellationToken.None);
        return new(people.Items[0].Person.Id, "Ada", Role.Admin);
    }

    private static string LocationOf(HttpResponseMessage response)
    {
        var location = response.Headers.Location ?? throw new InvalidOperationException($"{response.StatusCode} is no redirect.");
        return location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString;
    }
}
