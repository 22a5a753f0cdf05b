using JitSsh.Lab.Servers;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Alice makes a key in her browser, logs in with the command that the page offers, and ends her access.</summary>
internal static class Connect
{
    /// <summary>Nothing of this machine's own SSH configuration counts, nothing is asked, and refused logins count against an address that is not the connector's.</summary>
    public const string Ssh = "ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null -o IdentityAgent=none -o ConnectTimeout=10 -o BindAddress=127.0.99.1 ";

    public static async Task TakeAsync(Journey journey, IPage page)
    {
        await journey.Gallery.ShootAsync(page, "request-active");
        await Journey.Button(page, "Make a key in this browser").ClickAsync();
        await Expect(page.GetByText("Your certificate is ready.")).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "request-connect");
        await Gallery.ShootWindowAsync(page, "screenshot");

        var directory = Directory.CreateDirectory(Path.Combine(journey.Site.Directory, "downloads")).FullName;
        foreach (var file in new[] { "Private key:", "Certificate:", "Host keys:" })
        {
            var download = await page.RunAndWaitForDownloadAsync(() => Journey.Button(page, file).ClickAsync());
            await download.SaveAsAsync(Path.Combine(directory, download.SuggestedFilename));
        }

        await ShellAsync(directory, await OfferedAsync(page, "Command for the key's permissions"));
        var login = await OfferedAsync(page, journey.Server.Name);
        Assert.StartsWith("ssh ", login, StringComparison.Ordinal);
        // Something stays behind, for the page of open items.
        login = $"{Ssh}{login[4..]} 'id; mkdir -p .config/systemd/user; touch .config/systemd/user/again.service'";
        var inside = await ShellAsync(directory, login);
        Assert.True(inside.ExitCode == 0, $"{login}\n{inside.Error}");
        journey.Id = inside.Output;

        await Journey.Button(page, $"End now: {journey.Server.Name}").ClickAsync();
        await Expect(Journey.Button(page, "End access")).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "request-end");
        await Journey.Button(page, "End access").ClickAsync();
        await Expect(Request.Status(page)).ToHaveTextAsync("Revoked");
        await journey.Gallery.ShootAsync(page, "request-revoked");
        await page.GetByText("What changed on the server").ClickAsync();
        await Expect(page.GetByText(".config/systemd/user/again.service").First).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(page, "request-receipts");
        var outside = await ShellAsync(directory, login);
        Assert.Equal(255, outside.ExitCode);
        Assert.Contains("Permission denied (", outside.Error, StringComparison.Ordinal);
    }

    /// <summary>What the button Copy copies.</summary>
    public static async Task<string> OfferedAsync(IPage page, string label) =>
        (await page.GetByRole(AriaRole.Group, new() { Name = label, Exact = true }).Locator("[data-copy-source]").TextContentAsync())!;

    private static Task<CommandResult> ShellAsync(string directory, string command) => HostCommand.RunAsync("sh", ["-c", $"cd '{directory}' && {command}"], null, CancellationToken.None);
}
