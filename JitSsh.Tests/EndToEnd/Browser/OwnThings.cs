using System.Globalization;
using JitSsh.Lab.Servers;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>What people keep for themselves: Carol goes away, Alice keeps a favourite, and takes the command jitssh from her profile to be on the server by it.</summary>
internal static class OwnThings
{
    public static async Task TakeAsync(Journey journey, IPage alice, IPage carol)
    {
        await AwayAsync(journey, carol);
        await FavouriteAsync(journey, alice);
        await CommandAsync(journey, alice, carol);
    }

    private static async Task AwayAsync(Journey journey, IPage page)
    {
        await page.GotoAsync("/profile");
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Name somebody" });
        await form.GetByLabel("Their e-mail address").FillAsync(Journey.EmailOf("Ada"));
        await form.GetByRole(AriaRole.Button, new() { Name = "Let them decide" }).ClickAsync();
        await Expect(form).ToContainTextAsync("Say when you are back");
        await Expect(form.GetByLabel("Their e-mail address")).ToHaveValueAsync(Journey.EmailOf("Ada"));
        await form.Locator("#delegate-until").FillAsync(TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));
        await form.GetByRole(AriaRole.Button, new() { Name = "Let them decide" }).ClickAsync();
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Who decides in whose place" });
        await Expect(table).ToContainTextAsync("Ada");
        await journey.Gallery.ShootAsync(page, "delegation");
        await table.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByText("Nobody decides in your place")).ToBeVisibleAsync();
    }

    private static async Task FavouriteAsync(Journey journey, IPage page)
    {
        await Journey.MenuAsync(page, "New Request");
        var server = page.GetByRole(AriaRole.Table, new() { Name = "Servers that you may ask for" }).GetByLabel(journey.Server.Name);
        await server.CheckAsync();
        await page.GetByText("Keep these servers as a favourite").ClickAsync();
        await page.GetByLabel("Name of the favourite").FillAsync("The shop");
        await Journey.Button(page, "Keep these servers as a favourite").ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "My favourites" })).ToContainTextAsync("The shop");
        await server.UncheckAsync();
        await Journey.Button(page, "Choose the servers of The shop").ClickAsync();
        await Expect(server).ToBeCheckedAsync();
        await journey.Gallery.ShootAsync(page, "favourite");
    }

    /// <summary>The command is fetched as the page says, takes a token that the page made, waits until Carol approves in her browser, and is on the server.</summary>
    private static async Task CommandAsync(Journey journey, IPage alice, IPage carol)
    {
        var home = Directory.CreateDirectory(Path.Combine(journey.Site.Directory, "alice-home")).FullName;
        await alice.GotoAsync("/profile");
        (await ShellAsync(await Connect.OfferedAsync(alice, "Fetch the command"))).EnsureSuccess();
        await alice.Locator("#token-name").FillAsync("laptop");
        await Journey.Button(alice, "Make token").ClickAsync();
        await Expect(alice.GetByRole(AriaRole.Group, new() { Name = "New access token", Exact = true })).ToBeVisibleAsync();
        await journey.Gallery.ShootAsync(alice, "profile");
        (await ShellAsync(await Connect.OfferedAsync(alice, "Sign in with a token"), await Connect.OfferedAsync(alice, "New access token") + "\n")).EnsureSuccess();

        await Journey.MenuAsync(carol, "My Tasks");
        var offered = await Connect.OfferedAsync(alice, "Log in to a server");
        var inside = ShellAsync($"{offered.Replace("NAME", journey.Server.Name, StringComparison.Ordinal)} --for '1 hour' --as developers -- id");
        var task = carol.GetByRole(AriaRole.Article, new() { Name = $"Alice asks for {journey.Server.Name}" });
        await Expect(task).ToContainTextAsync("a reason");
        Assert.False(inside.IsCompleted, "It did not wait.");
        await task.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        var result = (await inside).EnsureSuccess();
        Assert.Contains("(developers)", result.Output, StringComparison.Ordinal);
        Assert.Contains("Waiting for approval by Carol.", result.Error, StringComparison.Ordinal);
        (await ShellAsync($"./jitssh end {journey.Server.Name}")).EnsureSuccess();
        await Journey.MenuAsync(alice, "My Requests");
        await Expect(alice.GetByText("Revoked").First).ToBeVisibleAsync();
        await Expect(alice.GetByRole(AriaRole.Table, new() { Name = "Open requests" })).ToHaveCountAsync(0);

        Task<CommandResult> ShellAsync(string command, string input = "") =>
            HostCommand.RunAsync("env", ["-i", "PATH=/usr/bin:/bin", $"HOME={home}", $"TMPDIR={home}", "sh", "-c", $"cd '{home}' && {command}"], input, CancellationToken.None);
    }
}
