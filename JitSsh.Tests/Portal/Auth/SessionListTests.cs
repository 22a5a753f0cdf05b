using System.Net;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Xunit;

namespace JitSsh.Tests.Portal.Auth;

/// <summary>Sessions as browsers have them.</summary>
public sealed class SessionListTests
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task SignOutThere_EndsThatBrowserAtOnceAndNotThisOne()
    {
        await using var portal = new PortalHost();
        var (here, there) = (portal.Browser(), portal.Browser());
        here.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        await PortalHost.SetUpAsync(here);
        await PortalHost.SignInAsync(there, "ada@example.com", Password);
        var ada = new Actor((await portal.Get<IPeopleStore>().ListAsync("ada@example.com", Page.First, CancellationToken.None)).Items[0].Person.Id, "Ada", Role.Admin);
        var sessions = await portal.Get<Sessions>().ListAsync(ada);
        Assert.Equal(["A browser", "Firefox on Linux"], sessions.Select(s => s.Browser).Order(StringComparer.Ordinal));
        Assert.All(sessions, s => Assert.Equal("Password", s.Way));
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/overview/access-now.csv")).StatusCode);

        await portal.Get<Sessions>().EndAsync(ada, sessions.Single(s => s.Browser == "A browser").Id);
        Assert.Equal(HttpStatusCode.NotFound, (await there.GetAsync("/overview/access-now.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/sign-in")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/overview/access-now.csv")).StatusCode);
    }

    [Fact]
    public async Task SignInAgainAndSignOut_LeaveNoSessionBehind()
    {
        await using var portal = new PortalHost();
        var browser = portal.Browser();
        await PortalHost.SetUpAsync(browser);
        var ada = new Actor((await portal.Get<IPeopleStore>().ListAsync("ada@example.com", Page.First, CancellationToken.None)).Items[0].Person.Id, "Ada", Role.Admin);
        var first = Assert.Single(await portal.Get<Sessions>().ListAsync(ada));

        var token = (await PortalHost.ReadAsync(await browser.GetAsync("/profile"))).QuerySelector("#sign-out input")!;
        using var form = new FormUrlEncodedContent([new(token.GetAttribute("name")!, token.GetAttribute("value")!)]);
        await browser.PostAsync("/sign-out", form);
        Assert.Empty(await portal.Get<Sessions>().ListAsync(ada));
        await PortalHost.SignInAsync(browser, "ada@example.com", Password);
        Assert.NotEqual(first.Id, Assert.Single(await portal.Get<Sessions>().ListAsync(ada)).Id);
    }
}
