using JitSsh.Lab.Servers;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Connects Azure VM SSH through all steps of the wizard.</summary>
internal static class Wizard
{
    public static async Task TakeAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "Catalog");
        await journey.Gallery.ShootAsync(page, "catalog");
        await page.GetByRole(AriaRole.Link, new() { Name = "Connect Azure VM SSH" }).ClickAsync();
        await Expect(StepTitle(page)).ToHaveTextAsync("Connector");
        await journey.Gallery.ShootAsync(page, "wizard-1-connector");
        await NextAsync(page, "Discovery");
        await DiscoverAsync(journey, page);
        await NextAsync(page, "Configuration");
        await page.Locator("#field-Name").FillAsync(Journey.Integration);
        await page.Locator("#field-LoginUser").FillAsync(ServerLab.AdminUser);
        await page.Locator("#field-LinuxGroups").FillAsync("docker, developers");
        await journey.Gallery.ShootAsync(page, "wizard-3-configuration");
        await NextAsync(page, "Secret");
        await GiveKeyAsync(journey, page);
        await NextAsync(page, "Get more");
        await page.Locator("#field-Message").FillAsync("Production: every session is recorded.");
        await journey.Gallery.ShootAsync(page, "wizard-5-get-more");
        await NextAsync(page, "Test and connect");
        await journey.Gallery.ShootAsync(page, "wizard-6-test-and-connect");
        await Journey.Button(page, "Test and connect").ClickAsync();
        await AcceptHostKeysAsync(journey, page);
        await page.Locator("#content").GetByRole(AriaRole.Link, new() { Name = "Connected Integrations" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = Journey.Integration }).Locator(".badge")).ToHaveTextAsync("Active");
        await journey.Gallery.ShootAsync(page, "integrations");
    }

    private static ILocator StepTitle(IPage page) => page.Locator("#step-title");

    private static async Task NextAsync(IPage page, string next)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();
        await Expect(StepTitle(page)).ToHaveTextAsync(next);
    }

    private static async Task DiscoverAsync(Journey journey, IPage page)
    {
        var (azure, servers) = (journey.Site.Azure, journey.Site.Servers.Servers);
        await page.Locator("#field-Cloud").SelectOptionAsync("Custom");
        await page.Locator("#field-AuthorityHost").FillAsync(azure.Endpoint.ToString());
        await page.Locator("#field-ResourceManagerEndpoint").FillAsync(azure.Endpoint.ToString());
        await page.Locator("#field-Audience").FillAsync(azure.Audience);
        await page.Locator("#field-TenantId").FillAsync(azure.TenantId.ToString());
        await page.Locator("#field-ClientId").FillAsync(azure.ClientId.ToString());
        await page.Locator("#field-SourceSecret").FillAsync(azure.ClientSecret);
        await page.Locator("#field-Port").FillAsync($"{servers[0].Port}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var found = page.GetByRole(AriaRole.Table, new() { Name = "Servers that would be found" });
        foreach (var server in servers)
        {
            await Expect(found.GetByRole(AriaRole.Row, new() { Name = server.Name })).ToContainTextAsync(server.Address);
        }

        await Expect(found.Locator("tbody tr")).ToHaveCountAsync(servers.Count);
        await journey.Gallery.ShootAsync(page, "wizard-2-discovery");
    }

    private static async Task GiveKeyAsync(Journey journey, IPage page)
    {
        var privateKey = journey.Site.Servers.AdminPrivateKeyPath!;
        var publicKey = (await File.ReadAllTextAsync($"{privateKey}.pub")).Trim();
        var field = page.Locator("#field-Base64PrivateKey");
        await field.FillAsync(publicKey);
        await field.BlurAsync();
        await Expect(page.Locator("#problem-Base64PrivateKey")).ToContainTextAsync("public key");
        await Expect(field).ToHaveValueAsync(publicKey);
        await journey.Gallery.ShootAsync(page, "wizard-4-secret-refused");

        // What was typed in the steps before is still there.
        await Journey.Button(page, "Back").ClickAsync();
        await Expect(page.Locator("#field-Name")).ToHaveValueAsync(Journey.Integration);
        await Expect(page.Locator("#field-LinuxGroups")).ToHaveValueAsync("docker, developers");
        await NextAsync(page, "Secret");

        // As cat key | base64 writes it.
        await field.FillAsync(Convert.ToBase64String(await File.ReadAllBytesAsync(privateKey), Base64FormattingOptions.InsertLineBreaks));
        await field.BlurAsync();
        await Expect(page.GetByText("The key was read and can be used.")).ToBeVisibleAsync();
        Assert.DoesNotContain("PRIVATE KEY", await page.ContentAsync(), StringComparison.Ordinal);
        await journey.Gallery.ShootAsync(page, "wizard-4-secret");
    }

    private static async Task AcceptHostKeysAsync(Journey journey, IPage page)
    {
        var servers = journey.Site.Servers.Servers;
        await Expect(page.Locator("#test-title")).ToContainTextAsync($"The host keys of {servers.Count} servers wait");
        foreach (var server in servers)
        {
            var shown = await page.GetByRole(AriaRole.List, new() { Name = $"Host keys of {server.Name}" }).Locator("code").AllTextContentsAsync();
            Assert.Equal(server.Info.HostKeys.Select(k => k.Fingerprint).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        }

        await journey.Gallery.ShootAsync(page, "wizard-6-host-keys");
        await Journey.Button(page, $"Accept all {servers.Count} shown").ClickAsync();
        await Expect(page.Locator("#test-title")).ToHaveTextAsync($"Connected: {servers.Count} of {servers.Count} servers ready");
        await journey.Gallery.ShootAsync(page, "wizard-6-ready");
    }
}
