using System.Net;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Xunit;

namespace JitSsh.Tests.Portal.Auth.OpenId;

/// <summary>Signing in with a real provider, by HTTP with cookies, and what people and groups become of it.</summary>
public sealed class CompanySignInTests(OpenIdProviders providers)
{
    [Fact]
    public async Task SignIn_FirstAndSecond_MakesThePersonOnceAndGoesWhereTheyWanted()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "first-1", new { name = "Grace Hopper", preferred_username = "Grace.Hopper@example.com", email = "Grace@Example.com", email_verified = true });
        var browser = company.Portal.Browser();

        var answer = await CompanyPortal.SignInAsync(browser, "company", "first-1", "?returnUrl=%2Fservers%3Fq%3Dweb");
        Assert.Equal("/servers?q=web", answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/profile")).StatusCode);
        var grace = await company.PersonAsync("grace@example.com");
        Assert.Equal(("Grace Hopper", "grace-hopper", Role.Member, true), (grace.Name, grace.LinuxName, grace.Role, grace.IsActive));

        // The address at the company has changed; the account is the same.
        await providers.PersonAsync("company", "first-1", new { name = "Grace", preferred_username = "gh", email = "gh@example.com", email_verified = true });
        Assert.Equal("/", (await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "first-1")).Headers.Location?.OriginalString);
        Assert.False(await company.KnowsAsync("gh@example.com"));
        Assert.Equal(["sign-in.succeeded", "sign-in.succeeded", "company-account.linked", "person.added"], (await company.AuditAsync(grace.Id)).Select(e => e.Action));
    }

    [Fact]
    public async Task SignIn_LinuxNameIsTakenOrCannotBeOne_GetsANumberOrNone()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "names-1", new { name = "Other Ada", preferred_username = "ada", email = "ada2@example.com", email_verified = true });
        await providers.PersonAsync("company", "names-2", new { name = "Root", preferred_username = "root", email = "root@example.com", email_verified = true });
        await providers.PersonAsync("company", "names-3", new { name = "Jürgen", preferred_username = "jürgen", email = "j@example.com", email_verified = true });
        foreach (var subject in new[] { "names-1", "names-2", "names-3" })
        {
            Assert.Equal("/", (await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", subject)).Headers.Location?.OriginalString);
        }

        Assert.Equal("ada2", (await company.PersonAsync("ada2@example.com")).LinuxName);
        Assert.Null((await company.PersonAsync("root@example.com")).LinuxName);
        Assert.Null((await company.PersonAsync("j@example.com")).LinuxName);
    }

    [Fact]
    public async Task SignIn_BeforeSetUp_MakesNobody()
    {
        await using var company = await CompanyPortal.NewAsync(providers);
        await providers.PersonAsync("company", "early-1", new { name = "Early", email = "early@example.com", email_verified = true });

        Assert.Equal("/sign-in", (await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "early-1")).Headers.Location?.OriginalString);
        Assert.True(await company.Portal.Get<IPeopleStore>().IsEmptyAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task SignIn_ReturnUrlElsewhere_StaysInThePortal(string returnUrl)
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "return-1", new { name = "R", email = "r@example.com", email_verified = true });

        Assert.Equal("/", (await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "return-1", $"?returnUrl={Uri.EscapeDataString(returnUrl)}")).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task SignIn_DeactivatedPerson_IsRefusedAndTheLogSaysSo()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "gone-1", new { name = "Gone", email = "gone@example.com", email_verified = true });
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "gone-1");
        var gone = await company.PersonAsync("gone@example.com");
        Screenless(await company.Portal.Get<ChangePerson>().RunAsync(company.Ada, gone.Id, new() { Name = "Gone", Email = "gone@example.com" }, isActive: false));

        var browser = company.Portal.Browser();
        Assert.Contains("deactivated", await CompanyPortal.RefusalAsync(browser, await CompanyPortal.SignInAsync(browser, "company", "gone-1")), StringComparison.Ordinal);
        Assert.Equal("sign-in.failed", (await company.AuditAsync(gone.Id))[0].Action);
    }

    [Fact]
    public async Task SignIn_EmailOfALocalPerson_WaitsUntilAnAdminLinksIt()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "taken-1", new { name = "Not Ada", email = "ada@example.com", email_verified = true });
        var accounts = company.Portal.Get<CompanyAccounts>();
        var browser = company.Portal.Browser();
        var said = await CompanyPortal.RefusalAsync(browser, await CompanyPortal.SignInAsync(browser, "company", "taken-1"));
        Assert.Contains("ask an admin to link", said, StringComparison.Ordinal);

        var waiting = Assert.Single((await accounts.ListAsync(company.Ada, company.Ada.Id!.Value)).Value);
        Assert.Equal(("taken-1", null, "ada@example.com"), (waiting.Subject, waiting.LinkedAt, waiting.Email));
        Assert.Equal(OutcomeKind.NotFound, (await accounts.LinkAsync(company.Ada with { Role = Role.Member }, company.Ada.Id.Value, waiting.Id)).Kind);
        Screenless(await accounts.LinkAsync(company.Ada, company.Ada.Id.Value, waiting.Id));
        Assert.Equal("/", (await CompanyPortal.SignInAsync(browser, "company", "taken-1")).Headers.Location?.OriginalString);
        Assert.Equal("Ada", (await company.PersonAsync("ada@example.com")).Name);

        // Taken away again, it is back to waiting, and the session has ended.
        Screenless(await accounts.RemoveAsync(company.Ada, company.Ada.Id.Value, waiting.Id));
        var other = company.Portal.Browser();
        await CompanyPortal.RefusalAsync(other, await CompanyPortal.SignInAsync(other, "company", "taken-1"));
        Assert.Equal(
            ["sign-in.failed", "company-account.removed", "sign-in.succeeded", "company-account.linked", "sign-in.failed"],
            (await company.AuditAsync(company.Ada.Id.Value)).Select(e => e.Action).Take(5));
    }

    [Fact]
    public async Task SignIn_ProviderTrustedForEmail_IsThatPersonAtOnceIfTheAddressWasChecked()
    {
        await using var company = await CompanyPortal.StartAsync(providers, ("JitSsh:SignIn:Providers:0:TrustEmail", "true"));
        await providers.PersonAsync("company", "trusted-1", new { name = "Somebody", email = "ada@example.com", email_verified = false });
        var browser = company.Portal.Browser();
        Assert.Contains("has not checked", await CompanyPortal.RefusalAsync(browser, await CompanyPortal.SignInAsync(browser, "company", "trusted-1")), StringComparison.Ordinal);

        await providers.PersonAsync("company", "trusted-1", new { name = "Somebody", email = "ada@example.com", email_verified = true });
        Assert.Equal("/", (await CompanyPortal.SignInAsync(browser, "company", "trusted-1")).Headers.Location?.OriginalString);
        Assert.NotNull(Assert.Single((await company.Portal.Get<CompanyAccounts>().ListAsync(company.Ada, company.Ada.Id!.Value)).Value).LinkedAt);

        // Somebody else who was given the address.
        await providers.PersonAsync("company", "trusted-2", new { name = "Successor", email = "ada@example.com", email_verified = true });
        var other = company.Portal.Browser();
        Assert.Contains("ask an admin to link", await CompanyPortal.RefusalAsync(other, await CompanyPortal.SignInAsync(other, "company", "trusted-2")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_AccountLinkedBefore_IsThatPersonAndNobodyElses()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "linked-1", new { name = "No address" });
        var accounts = company.Portal.Get<CompanyAccounts>();
        var bob = Screenless(await company.Portal.Get<AddPerson>().RunAsync(company.Ada, new() { Name = "Bob", Email = "bob@example.com" }));

        Screenless(await accounts.AddAsync(company.Ada, bob, "Company", " linked-1 "));
        Assert.Equal("/", (await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "linked-1")).Headers.Location?.OriginalString);
        Assert.Contains("Bob", (await accounts.AddAsync(company.Ada, company.Ada.Id!.Value, "Company", "linked-1")).Sentence, StringComparison.Ordinal);
        Assert.Equal(["Provider", "Subject"], (await accounts.AddAsync(company.Ada, bob, "Nowhere", "")).Problems.Select(p => p.Field));

        // The same subject at another provider is somebody else.
        await providers.PersonAsync("other", "linked-1", new { name = "Other", email = "other@example.com", email_verified = true });
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "other", "linked-1");
        Assert.NotEqual(bob, (await company.PersonAsync("other@example.com")).Id);
    }

    [Fact]
    public async Task SignIn_GroupsAtTheProvider_AreKeptInStepAndOthersAreLeftAlone()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        var save = company.Portal.Get<SaveGroup>();
        await providers.PersonAsync("company", "groups-1", new { name = "Gil", email = "gil@example.com", email_verified = true, groups = new[] { "ops", "unknown" } });
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "groups-1");
        var gil = (await company.PersonAsync("gil@example.com")).Id;
        Screenless(await save.RunAsync(company.Ada, null, "Ops", [], origin: new("Company", "ops")));
        Screenless(await save.RunAsync(company.Ada, null, "Finance", [gil], origin: new("Company", "finance")));
        Screenless(await save.RunAsync(company.Ada, null, "Local", [gil]));
        Screenless(await save.RunAsync(company.Ada, null, "Elsewhere", [gil], origin: new("Other", "ops")));
        Assert.Equal("ExternalId", Assert.Single((await save.RunAsync(company.Ada, null, "Ops again", [], origin: new("Company", "ops"))).Problems).Field);

        await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "groups-1");
        Assert.Equal(["Elsewhere", "Local", "Ops"], await company.GroupsAsync("gil@example.com"));
        Assert.Contains(await company.AuditAsync(gil), e => e.Action == "person.groups-kept-in-step" && e.Text.Contains("into Ops, out of Finance", StringComparison.Ordinal));

        // Removed at the provider.
        await providers.PersonAsync("company", "groups-1", new { name = "Gil", email = "gil@example.com", email_verified = true, groups = Array.Empty<string>() });
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "groups-1");
        Assert.Equal(["Elsewhere", "Local"], await company.GroupsAsync("gil@example.com"));
    }

    [Fact]
    public async Task SignIn_ProviderDoesNotSayGroups_TheyStayAndTheLogSaysSo()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await providers.PersonAsync("company", "silent-1", new { name = "Sil", email = "sil@example.com", email_verified = true });
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "silent-1");
        var sil = (await company.PersonAsync("sil@example.com")).Id;
        Screenless(await company.Portal.Get<SaveGroup>().RunAsync(company.Ada, null, "Ops", [sil], origin: new("Company", "ops")));

        await CompanyPortal.SignInAsync(company.Portal.Browser(), "company", "silent-1");
        Assert.Equal(["Ops"], await company.GroupsAsync("sil@example.com"));
        Assert.Contains(await company.AuditAsync(sil), e => e.Action == "person.groups-unknown");
    }

    private static T Screenless<T>(Outcome<T> outcome) => outcome.IsDone ? outcome.Value : throw new InvalidOperationException(outcome.Sentence);
}
