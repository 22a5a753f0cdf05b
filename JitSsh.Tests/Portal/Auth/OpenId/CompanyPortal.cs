using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Xunit;

namespace JitSsh.Tests.Portal.Auth.OpenId;

/// <summary>A portal that is set up, with three companies to sign in with.</summary>
internal sealed class CompanyPortal : IAsyncDisposable
{
    private CompanyPortal(OpenIdProviders providers, PortalHost portal) => (Providers, Portal) = (providers, portal);

    public OpenIdProviders Providers { get; }

    public PortalHost Portal { get; }

    /// <summary>The first admin.</summary>
    public Actor Ada { get; private set; } = null!;

    public static async Task<CompanyPortal> StartAsync(OpenIdProviders providers, params (string Name, string Value)[] settings)
    {
        var company = await NewAsync(providers, settings);
        await PortalHost.SetUpAsync(company.Portal.Browser());
        var ada = await company.PersonAsync("ada@example.com");
        company.Ada = new(ada.Id, ada.Name, ada.Role);
        return company;
    }

    /// <summary>Without the first admin.</summary>
    public static async Task<CompanyPortal> NewAsync(OpenIdProviders providers, params (string Name, string Value)[] settings)
    {
        await providers.StartAsync();
        return new(providers, new([.. new[] { "company", "other", "entra" }.SelectMany((name, n) => Settings(providers, name, n)), .. settings]));
    }

    /// <summary>Begins with a provider in the portal, passes it as this person, and returns where it leads back to.</summary>
    public static async Task<string> PassAsync(HttpClient browser, string provider, string? person, string query = "") =>
        await OpenIdProviders.PassAsync(await BeginAsync(browser, provider, query), person);

    /// <summary>The address at the provider to which the portal sends the browser.</summary>
    public static async Task<Uri> BeginAsync(HttpClient browser, string provider, string query = "") =>
        (await browser.GetAsync($"/sign-in/with/{provider}{query}")).Headers.Location ?? throw new InvalidOperationException("The portal does not lead to the provider.");

    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string provider, string person, string query = "") => await browser.GetAsync(await PassAsync(browser, provider, person, query));

    /// <summary>That nobody was signed in, and what the sign-in page says.</summary>
    public static async Task<string> RefusalAsync(HttpClient browser, HttpResponseMessage answer)
    {
        Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
        var page = await PortalHost.ReadAsync(await browser.GetAsync("/sign-in"));
        Assert.StartsWith("/sign-in", (await browser.GetAsync("/profile")).Headers.Location?.PathOf(), StringComparison.Ordinal);
        return page.QuerySelector(".problem-summary")?.TextContent.Trim() ?? "";
    }

    public async Task<Person> PersonAsync(string email) => Assert.Single((await Portal.Get<IPeopleStore>().ListAsync(email, Page.First, CancellationToken.None)).Items).Person;

    public async Task<bool> KnowsAsync(string email) => (await Portal.Get<IPeopleStore>().ListAsync(email, Page.First, CancellationToken.None)).Total > 0;

    /// <summary>The names of the groups that somebody is in by themselves.</summary>
    public async Task<IReadOnlyList<string>> GroupsAsync(string email) =>
        [.. Assert.Single((await Portal.Get<IPeopleStore>().ListAsync(email, Page.First, CancellationToken.None)).Items).Groups.Select(g => g.Name)];

    /// <summary>What the audit log says of somebody, the newest first.</summary>
    public async Task<IReadOnlyList<AuditEvent>> AuditAsync(PersonId person) =>
        [.. (await Portal.Get<ReadAuditLog>().RunAsync(Ada, null, new(0, 100))).Value.Items.Where(e => e.SubjectId == person.Value)];

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private static IEnumerable<(string, string)> Settings(OpenIdProviders providers, string name, int n)
    {
        var at = $"JitSsh:SignIn:Providers:{n}:";
        yield return ($"{at}Name", char.ToUpperInvariant(name[0]) + name[1..]);
        yield return ($"{at}Issuer", providers.IssuerOf(name));
        yield return ($"{at}ClientId", "jitssh");
        yield return ($"{at}ClientSecret", "a secret of both: +&%");
        yield return ($"{at}Scopes", "openid profile email groups");
        if (name == "entra")
        {
            yield return ($"{at}Shape", "Entra");
        }
    }
}

internal static class Locations
{
    public static string PathOf(this Uri location) => location.IsAbsoluteUri ? location.PathAndQuery : location.OriginalString;
}
