using System.Text.Json;
using JitSsh.Portal.Auth.OpenId;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace JitSsh.Tests.Portal.Auth.OpenId;

/// <summary>Answers that are not the provider's to this browser: nobody is signed in, and nobody is made.</summary>
public sealed class AttackTests(OpenIdProviders providers)
{
    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"set":{"nonce":"another"}}""", false)]
    [InlineData("""{"set":{"nonce":null}}""", false)]
    [InlineData("""{"set":{"aud":"another"}}""", false)]
    [InlineData("""{"set":{"aud":["jitssh","another"]}}""", false)]
    [InlineData("""{"set":{"azp":"another"}}""", false)]
    [InlineData("""{"set":{"iss":"https://another.example"}}""", false)]
    [InlineData("""{"set":{"exp":1700000000}}""", false)]
    [InlineData("""{"set":{"exp":null}}""", false)]
    [InlineData("""{"set":{"sub":null}}""", false)]
    [InlineData("""{"set":{"sub":"somebody-else"}}""", false)]
    [InlineData("""{"foreignKey":true}""", false)]
    [InlineData("""{"alg":"none"}""", false)]
    public async Task IdToken_WithSomethingWrong_SignsNobodyIn(string change, bool isGood)
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("other", "token-1", new { name = "T", email = "token@example.com", email_verified = true });
        var browser = company.Portal.Browser();
        var back = await CompanyPortal.PassAsync(browser, "other", "token-1");
        await providers.NextAsync("other", JsonDocument.Parse(change).RootElement);

        var answer = await browser.GetAsync(back);

        Assert.Equal(isGood, await company.KnowsAsync("token@example.com"));
        if (!isGood)
        {
            Assert.Contains("could not be checked", await CompanyPortal.RefusalAsync(browser, answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Answer_UsedTwice_IsGoodOnceEvenWithItsCookie()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "twice-1", new { name = "T", email = "twice@example.com", email_verified = true });
        var first = company.Portal.Browser();
        var begun = await first.GetAsync("/sign-in/with/company");
        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie")).Split(';')[0];
        var back = await OpenIdProviders.PassAsync(begun.Headers.Location!, "twice-1");
        Assert.Equal("/", (await first.GetAsync(back)).Headers.Location?.OriginalString);

        var second = company.Portal.Browser();
        using var again = new HttpRequestMessage(HttpMethod.Get, back) { Headers = { { "Cookie", cookie } } };
        Assert.Contains("over already", await CompanyPortal.RefusalAsync(second, await second.SendAsync(again)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_OfAnotherAttempt_IsRefusedByItsVerifier()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "code-1", new { name = "T", email = "code@example.com", email_verified = true });
        var stolen = QueryHelpers.ParseQuery((await CompanyPortal.PassAsync(company.Portal.Browser(), "company", "code-1")).Split('?')[1]);
        var browser = company.Portal.Browser();
        var state = QueryHelpers.ParseQuery((await CompanyPortal.BeginAsync(browser, "company")).Query)["state"].ToString();

        var answer = await browser.GetAsync(QueryHelpers.AddQueryString("/sign-in/from/company", new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = stolen["code"], ["iss"] = stolen["iss"], ["state"] = state }));

        await CompanyPortal.RefusalAsync(browser, answer);
        Assert.False(await company.KnowsAsync("code@example.com"));
    }

    [Fact]
    public async Task State_OfAnotherBrowser_IsRefused()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "state-1", new { name = "T", email = "state@example.com", email_verified = true });
        var back = await CompanyPortal.PassAsync(company.Portal.Browser(), "company", "state-1");

        var victim = company.Portal.Browser();
        Assert.Contains("another browser", await CompanyPortal.RefusalAsync(victim, await victim.GetAsync(back)), StringComparison.Ordinal);
        Assert.False(await company.KnowsAsync("state@example.com"));
    }

    [Theory]
    [InlineData("another address")]
    [InlineData("another issuer")]
    [InlineData("no issuer")]
    public async Task Answer_OfAnotherProvider_NeverGetsTheCode(string mixUp)
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "mix-1", new { name = "T", email = "mix@example.com", email_verified = true });
        var browser = company.Portal.Browser();
        var back = await CompanyPortal.PassAsync(browser, "company", "mix-1");
        var (here, there) = (Uri.EscapeDataString(providers.IssuerOf("company")), Uri.EscapeDataString(providers.IssuerOf("other")));
        Assert.Contains($"iss={here}", back, StringComparison.Ordinal);
        var mixed = mixUp switch
        {
            "another address" => back.Replace("/from/company", "/from/other", StringComparison.Ordinal).Replace(here, there, StringComparison.Ordinal),
            "another issuer" => back.Replace(here, there, StringComparison.Ordinal),
            _ => back.Replace($"iss={here}", "x=y", StringComparison.Ordinal),
        };

        Assert.Contains("could not be checked", await CompanyPortal.RefusalAsync(browser, await browser.GetAsync(mixed)), StringComparison.Ordinal);
        Assert.False(await company.KnowsAsync("mix@example.com"));
    }

    [Fact]
    public async Task Provider_RefusesTheSignIn_SaysItAndNothingThatCameWithIt()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        var browser = company.Portal.Browser();
        var back = await OpenIdProviders.PassAsync(await CompanyPortal.BeginAsync(browser, "company"), person: null);

        var said = await CompanyPortal.RefusalAsync(browser, await browser.GetAsync($"{back}&error_description=Call+0800+EVIL"));
        Assert.Contains("did not let you go on", said, StringComparison.Ordinal);
        Assert.DoesNotContain("EVIL", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AnyProvider_AsksWithPkceAndKeepsTheSecretsFromScripts()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        var begun = await company.Portal.Browser().GetAsync("/sign-in/with/company");
        var query = QueryHelpers.ParseQuery(begun.Headers.Location!.Query);
        Assert.Equal(("code", "S256", "jitssh"), (query["response_type"].ToString(), query["code_challenge_method"].ToString(), query["client_id"].ToString()));
        Assert.Equal([43, 43, 43], new[] { "state", "nonce", "code_challenge" }.Select(n => query[n].ToString().Length));

        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"));
        Assert.All(["; httponly", "; samesite=lax", "; secure", "; path=/sign-in", "; max-age=600"], part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(query["nonce"].ToString(), cookie, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await company.Portal.Browser().GetAsync("/sign-in/with/nobody")).StatusCode);
    }

    [Fact]
    public void Attempt_AfterTenMinutes_IsOver()
    {
        var clock = new MovedClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var attempts = new SignInAttempts(new EphemeralDataProtectionProvider(), clock);
        Assert.NotNull(attempts.Take(Returned(attempts, out var soon), soon.State));

        var late = Returned(attempts, out var attempt);
        clock.Move(SignInAttempts.GoodFor);
        Assert.Null(attempts.Take(late, attempt.State));
    }

    private static DefaultHttpContext Returned(SignInAttempts attempts, out SignInAttempt attempt)
    {
        var begun = new DefaultHttpContext();
        attempt = attempts.Begin(begun, "company", "https://localhost/x", "/");
        var returned = new DefaultHttpContext();
        returned.Request.Headers.Cookie = begun.Response.Headers.SetCookie.ToString().Split(';')[0];
        return returned;
    }
}
