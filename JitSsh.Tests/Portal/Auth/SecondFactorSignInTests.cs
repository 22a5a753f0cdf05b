using System.Net;
using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Auth;

/// <summary>Signing in with a password and a second factor, as a browser and a program do it.</summary>
public sealed class SecondFactorSignInTests
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task SignIn_SecondFactorIsOn_AsksForItAndGoesOnWithTheRightCode()
    {
        await using var portal = new PortalHost();
        var (_, app, codes) = await PreparedAsync(portal);
        var browser = portal.Browser();

        Assert.Equal("/sign-in/code?returnUrl=%2Fservers", LocationOf(await PortalHost.SignInAsync(browser, "ada@example.com", Password, "/servers")));
        Assert.StartsWith("/sign-in?", LocationOf(await browser.GetAsync("/profile")), StringComparison.Ordinal);
        var wrong = await SubmitAsync(browser, "/servers", "12345");
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        Assert.NotEqual("", (await PortalHost.ReadAsync(wrong)).QuerySelector(".problem-summary")!.TextContent.Trim());
        Assert.Equal("/servers", LocationOf(await SubmitAsync(browser, "/servers", app.Code(TimeProvider.System.GetUtcNow().AddSeconds(30)))));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/profile")).StatusCode);

        // A recovery code does as well, and leads to no foreign address.
        var other = portal.Browser();
        await PortalHost.SignInAsync(other, "ada@example.com", Password);
        Assert.Equal("/", LocationOf(await SubmitAsync(other, "//evil.example/", codes[0])));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/profile")).StatusCode);
    }

    [Fact]
    public async Task SignInCode_WithoutThePasswordOrAfterItChanged_LeadsBackToIt()
    {
        await using var portal = new PortalHost();
        var (ada, _, codes) = await PreparedAsync(portal);
        Assert.Equal("/sign-in", LocationOf(await portal.Browser().GetAsync("/sign-in/code")));

        var browser = portal.Browser();
        await PortalHost.SignInAsync(browser, "ada@example.com", Password);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/sign-in/code")).StatusCode);
        await portal.Get<ChangeOwnPassword>().RunAsync(ada, "a quite new password");
        Assert.Equal("/sign-in", LocationOf(await browser.GetAsync("/sign-in/code")));
        Assert.Equal(SecondFactors.RecoveryCodeCount, codes.Count);
    }

    [Fact]
    public async Task SignInCode_ForgedCookie_IsNobodys()
    {
        await using var portal = new PortalHost();
        var (ada, _, _) = await PreparedAsync(portal);
        var browser = portal.Browser();
        browser.DefaultRequestHeaders.Add("Cookie", $"jitssh-second-factor={ada.Id!.Value.Value:N} x");
        Assert.Equal("/sign-in", LocationOf(await browser.GetAsync("/sign-in/code")));
    }

    [Fact]
    public async Task Token_SecondFactorIsOn_IsMadeForPasswordAndCodeOnly()
    {
        await using var portal = new PortalHost();
        var (ada, _, codes) = await PreparedAsync(portal);

        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(portal, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(portal, "000000"));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(portal, codes[0]));
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(portal, codes[0]));
        Assert.Single(await portal.Get<AccessTokens>().ListAsync(ada));
    }

    private static async Task<HttpStatusCode> TokenAsync(PortalHost portal, string? code)
    {
        using var body = new StringContent($$"""{"name":"x","email":"ada@example.com","password":"{{Password}}"{{(code is null ? "" : $",\"code\":\"{code}\"")}}}""", Encoding.UTF8, "application/json");
        return (await portal.Browser().PostAsync("/api/v1/tokens", body)).StatusCode;
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string returnUrl, string code) =>
        PortalHost.SubmitAsync(browser, $"/sign-in/code?returnUrl={Uri.EscapeDataString(returnUrl)}", ("Form.Code", code));

    private static async Task<(Actor Ada, AuthenticatorApp App, IReadOnlyList<string> Codes)> PreparedAsync(PortalHost portal)
    {
        await PortalHost.SetUpAsync(portal.Browser());
        var ada = new Actor((await portal.Get<IPeopleStore>().ListAsync("ada@example.com", Page.First, CancellationToken.None)).Items[0].Person.Id, "Ada", Role.Admin);
        var (app, codes) = await AuthenticatorApp.TurnOnAsync(portal.Get<SecondFactors>(), ada, TimeProvider.System.GetUtcNow());
        return (ada, app, codes);
    }

    private static string LocationOf(HttpResponseMessage response)
    {
        var location = response.Headers.Location ?? throw new InvalidOperationException($"{response.StatusCode} is no redirect.");
        return location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString;
    }
}
