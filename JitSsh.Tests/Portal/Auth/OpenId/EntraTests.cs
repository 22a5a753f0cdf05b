using JitSsh.Core.People;
using Xunit;

namespace JitSsh.Tests.Portal.Auth.OpenId;

/// <summary>The dialect of Microsoft Entra ID: <c>oid</c>, <c>tid</c>, and groups that do not fit into a token.</summary>
public sealed class EntraTests(OpenIdProviders providers)
{
    private const string Ops = "0b9e2c3a-1111-4222-8333-444455556666";

    [Fact]
    public async Task SignIn_TokenOfTheTenant_IsTheUserOfTheDirectory()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        var oid = await PersonAsync("entra-1", "eve@example.com", new { });
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "entra", "entra-1");

        var eve = await company.PersonAsync("eve@example.com");
        Assert.Equal(oid, Assert.Single((await company.Portal.Get<CompanyAccounts>().ListAsync(company.Ada, eve.Id)).Value).Subject);
        Assert.Equal("eve", eve.LinuxName);
    }

    [Fact]
    public async Task SignIn_TokenOfAnotherTenantOrWithoutUser_IsRefused()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await PersonAsync("entra-2", "foreign@example.com", new { tid = Guid.NewGuid() });
        var browser = company.Portal.Browser();
        Assert.Contains("could not be checked", await CompanyPortal.RefusalAsync(browser, await CompanyPortal.SignInAsync(browser, "entra", "entra-2")), StringComparison.Ordinal);

        await providers.PersonAsync("entra", "entra-2", new { }, new { preferred_username = "foreign@example.com", name = "F" });
        await CompanyPortal.RefusalAsync(browser, await CompanyPortal.SignInAsync(browser, "entra", "entra-2"));
        Assert.False(await company.KnowsAsync("foreign@example.com"));
    }

    [Fact]
    public async Task SignIn_MoreGroupsThanFit_LeavesThemAsTheyWere()
    {
        await using var company = await CompanyPortal.StartAsync(providers);
        await PersonAsync("entra-3", "many@example.com", new { groups = new[] { Ops } });
        await company.Portal.Get<SaveGroup>().RunAsync(company.Ada, null, "Ops", [], origin: new("Entra", Ops.ToUpperInvariant()));
        await CompanyPortal.SignInAsync(company.Portal.Browser(), "entra", "entra-3");
        Assert.Equal(["Ops"], await company.GroupsAsync("many@example.com"));

        foreach (var tooMany in new object[] { new { hasgroups = true }, new { _claim_names = new { groups = "src1" }, _claim_sources = new { src1 = new { endpoint = "https://graph.windows.net/x" } } } })
        {
            await PersonAsync("entra-3", "many@example.com", tooMany);
            await CompanyPortal.SignInAsync(company.Portal.Browser(), "entra", "entra-3");
            Assert.Equal(["Ops"], await company.GroupsAsync("many@example.com"));
        }

        Assert.Equal(2, (await company.AuditAsync((await company.PersonAsync("many@example.com")).Id)).Count(e => e.Action == "person.groups-unknown"));
    }

    [Fact]
    public async Task SignIn_MoreGroupsThanFitAndGraphIsSet_AsksGraphForAllPages()
    {
        await providers.StartAsync();
        await using var company = await CompanyPortal.StartAsync(providers, ("JitSsh:SignIn:Providers:2:GraphEndpoint", providers.GraphEndpoint));
        await PersonAsync("entra-4", "graph@example.com", new { hasgroups = true });
        await company.Portal.Get<SaveGroup>().RunAsync(company.Ada, null, "Ops", [], origin: new("Entra", Ops));
        await providers.GraphAsync([Guid.NewGuid().ToString()], [Ops]);

        await CompanyPortal.SignInAsync(company.Portal.Browser(), "entra", "entra-4");
        Assert.Equal(["Ops"], await company.GroupsAsync("graph@example.com"));
    }

    /// <summary>A person of the directory; their user's id is returned.</summary>
    private async Task<string> PersonAsync(string subject, string userName, object token)
    {
        var oid = Guid.NewGuid().ToString();
        var said = new Dictionary<string, object?>(StringComparer.Ordinal) { ["oid"] = oid, ["tid"] = OpenIdProviders.Tenant, ["preferred_username"] = userName, ["name"] = subject };
        foreach (var property in token.GetType().GetProperties())
        {
            said[property.Name] = property.GetValue(token);
        }

        // Who it is stays the same when what is said of them changes.
        oids.TryAdd(subject, oid);
        said["oid"] = oids[subject];
        await providers.StartAsync();
        await providers.PersonAsync("entra", subject, new { }, said);
        return oids[subject];
    }

    private readonly Dictionary<string, string> oids = new(StringComparer.Ordinal);
}
