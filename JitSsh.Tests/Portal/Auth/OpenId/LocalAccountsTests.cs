using System.Security.Claims;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Portal.Auth.OpenId;

/// <summary>Passwords, when a company wants none but one.</summary>
public sealed class LocalAccountsTests
{
    private const string Password = "a long enough password";

    private static readonly (string, string)[] Off =
    [
        ("JitSsh:SignIn:LocalAccounts", "false"),
        ("JitSsh:SignIn:EmergencyAccount", "ada@example.com"),
        ("JitSsh:SignIn:Providers:0:Name", "Contoso"),
        ("JitSsh:SignIn:Providers:0:Issuer", "https://login.example.com"),
        ("JitSsh:SignIn:Providers:0:ClientId", "jitssh"),
        ("JitSsh:SignIn:Providers:0:ClientSecret", "secret"),
    ];

    [Fact]
    public async Task Password_LocalAccountsAreOff_WorksForTheEmergencyAccountOnlyAndAdminsAreTold()
    {
        await using var portal = new PortalHost(Off);
        await PortalHost.SetUpAsync(portal.Browser());
        var people = await portal.Get<IPeopleStore>().ListAsync("ada@example.com", Page.First, CancellationToken.None);
        var ada = new Actor(people.Items[0].Person.Id, "Ada", Role.Admin);
        await portal.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob", Email = "bob@example.com", Password = Password, Role = Role.Admin });
        Assert.Equal(System.Net.HttpStatusCode.OK, (await PortalHost.SignInAsync(portal.Browser(), "bob@example.com", Password)).StatusCode);
        using var token = await portal.Browser().PostAsync("/api/v1/tokens", new StringContent($$"""{"name":"x","email":"bob@example.com","password":"{{Password}}"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, token.StatusCode);

        Assert.Equal(System.Net.HttpStatusCode.Found, (await PortalHost.SignInAsync(portal.Browser(), "Ada@example.com", Password)).StatusCode);
        var events = (await portal.Get<ReadAuditLog>().RunAsync(ada, "sign-in.emergency", Page.First)).Value.Items;
        Assert.NotEmpty(events);
        var bob = (await portal.Get<IPeopleStore>().ListAsync("bob@example.com", Page.First, CancellationToken.None)).Items[0].Person;
        Assert.Contains((await portal.Get<MyNotices>().ListAsync(new(bob.Id, bob.Name, bob.Role), unreadOnly: false, Page.First)).Value.Items, n => n.Notice.Kind == NoticeKind.EmergencySignIn);
    }

    [Theory]
    [InlineData("ada@example.com", null, true)]
    [InlineData("bob@example.com", null, false)]
    [InlineData("bob@example.com", "contoso", true)]
    [InlineData("bob@example.com", "gone", false)]
    public async Task Session_LocalAccountsAreOff_EndsUnlessItsWayIsStillOpen(string email, string? way, bool goesOn)
    {
        await using var portal = new PortalHost(Off);
        await PortalHost.SetUpAsync(portal.Browser());
        var ada = new Actor((await portal.Get<IPeopleStore>().ListAsync("ada@example.com", Page.First, CancellationToken.None)).Items[0].Person.Id, "Ada", Role.Admin);
        await portal.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob", Email = "bob@example.com", Password = Password });
        await using var scope = portal.Services.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<SignInAccount>>();
        var session = await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByEmailAsync(email))!);
        var person = TypedId.TryParse<PersonId>(session.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : throw new InvalidOperationException("Nobody is signed in.");
        session.Identities.First().AddClaim(new(CurrentActor.SessionClaim, (await portal.Get<Sessions>().BeginAsync(person, "", null, "Password")).ToString()));
        if (way is not null)
        {
            session.Identities.First().AddClaim(new(ClaimTypes.AuthenticationMethod, way));
        }

        Assert.Equal(goesOn, await signIn.ValidateSecurityStampAsync(session) is not null);
    }

    [Fact]
    public async Task SetUp_LocalAccountsAreOff_TakesTheEmergencyAccountAsFirstAdmin()
    {
        await using var portal = new PortalHost(Off);

        var refused = await PortalHost.ReadAsync(await PortalHost.SubmitAsync(portal.Browser(), "/setup", ("Form.Name", "Eve"), ("Form.Email", "eve@example.com"), ("Form.Password", Password)));
        Assert.Contains("ada@example.com", refused.QuerySelector("#problem-Email")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Found, (await PortalHost.SetUpAsync(portal.Browser())).StatusCode);
    }

    [Fact]
    public async Task SignInPage_WithProviders_HasAButtonForEach()
    {
        await using var portal = new PortalHost(Off);
        await PortalHost.SetUpAsync(portal.Browser());
        var page = await PortalHost.ReadAsync(await portal.Browser().GetAsync("/sign-in?returnUrl=%2Fservers"));

        var link = Assert.Single(page.QuerySelectorAll("a.solid-button"));
        Assert.Equal(("Sign in with Contoso", "/sign-in/with/contoso?returnUrl=%2Fservers"), (link.TextContent, link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("Name", "...", "Providers:0:Name")]
    [InlineData("Issuer", "http://login.example.com", "Providers:0:Issuer")]
    [InlineData("Issuer", "login", "Providers:0:Issuer")]
    [InlineData("ClientId", "", "Providers:0:ClientId")]
    [InlineData("ClientSecret", "", "ClientSecretFile")]
    [InlineData("ClientSecretFile", "/etc/hostname", "not both")]
    [InlineData("Scopes", "profile", "has to hold openid")]
    [InlineData("GraphEndpoint", "https://graph.example.com", "shape Entra only")]
    public async Task Settings_ThatCannotWork_AreRefusedAtTheStartWithASentence(string name, string value, string said)
    {
        // Not over the portal's own start, which says it and ends.
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => CoreHost.StartAsync(null, null, [.. Off, ($"JitSsh:SignIn:Providers:0:{name}", value)]));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ThatWouldLeaveNobodyOrEverybodyIn_AreRefused()
    {
        var shut = new SignInSettings { LocalAccounts = false };
        Assert.Equal(2, Problems(shut).Count);
        var open = new SignInProvider { Name = "A", Issuer = "https://login.microsoftonline.com/common/v2.0", ClientId = "x", ClientSecret = "x", Shape = ProviderShape.Entra };
        Assert.Contains("names no tenant", Assert.Single(Problems(new() { Providers = [open] })), StringComparison.Ordinal);
        open.Shape = ProviderShape.Plain;
        Assert.Empty(Problems(new() { Providers = [open] }));
        Assert.Contains("same address", Assert.Single(Problems(new() { Providers = [open, new() { Name = "a!", Issuer = "https://a.example", ClientId = "x", ClientSecret = "x" }] })), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Problems(SignInSettings settings) => [.. new SignInSettingProblems().Validate(null, settings).Failures ?? []];
}
