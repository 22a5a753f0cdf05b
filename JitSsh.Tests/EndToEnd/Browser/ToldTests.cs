using System.Text.RegularExpressions;
using JitSsh.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>A request is told by mail and by webhook, to servers that are down at first; Ada sees that, and sees it arrive. Bob comes by the link in his mail.</summary>
[Trait("Category", "Browser")]
public sealed partial class ToldTests
{
    [Fact]
    public async Task Request_WhileMailAndWebhookAreDown_IsToldOnceBothAreBack_AndDecidedFromTheLink()
    {
        Assert.SkipUnless(File.Exists(Chromium.Program), $"There is no {Chromium.Program}.");
        await using var mail = new MailSink();
        await using var hook = new HookSink();
        await using var portal = new ClockedPortal(
            ("JitSsh:Notifications:Email:Host", "127.0.0.1"), ("JitSsh:Notifications:Email:Port", $"{mail.Port}"), ("JitSsh:Notifications:Email:Security", "None"),
            ("JitSsh:Notifications:Email:From", "jitssh@example.com"), ("JitSsh:Notifications:Webhooks:Allow:0", "127.0.0.1"), ("JitSsh:PublicUrl", "https://jit.example.com/"));
        await portal.FillWithApproverAsync();
        await using var chromium = await Chromium.StartAsync();
        var gallery = new Gallery(Directory.CreateDirectory(Path.Combine(Repository.Screenshots, "told")).FullName);
        try
        {
            var (ada, alice, bob) = (await chromium.OpenAsync("Ada", portal.Address), await chromium.OpenAsync("Alice", portal.Address), await chromium.OpenAsync("Bob", portal.Address));
            foreach (var (page, who) in new[] { (ada, "Ada"), (alice, "Alice") })
            {
                await page.GotoAsync("/");
                await Journey.SignInAsync(page, who);
            }

            await AddWebhookAsync(ada, hook);
            await mail.StopAsync();
            await hook.StopAsync();
            await AskAsync(alice);
            var sent = ada.GetByRole(AriaRole.Table, new() { Name = "What was sent to this webhook" });
            await Expect(sent.Locator(".badge")).ToHaveTextAsync("Failing");
            await Expect(sent).ToContainTextAsync("Alice asks for access to web-01");
            await gallery.ShootAsync(ada, "webhook-down");
            await ada.EvaluateAsync("window.sameDocument = true");

            mail.Start();
            hook.Start();
            portal.Clock.Move(TimeSpan.FromMinutes(1));
            await Expect(sent.Locator(".badge")).ToHaveTextAsync("Sent");
            await gallery.ShootAsync(ada, "webhook-sent");
            Assert.Equal("RequestSubmitted", Assert.Single(hook.Calls).Json.GetProperty("kind").GetString());
            var link = Link().Match(MailSink.PartsOf(await MailToAsync(mail, "bob")).Plain).Value;
            await bob.GotoAsync(new Uri(link).PathAndQuery);
            await bob.Locator("#email").FillAsync(Journey.EmailOf("Bob"));
            await bob.Locator("#password").FillAsync(Journey.Password);
            await gallery.ShootAsync(bob, "sign-in-from-the-link");
            await Journey.Button(bob, "Sign in").ClickAsync();
            await gallery.ShootAsync(bob, "from-the-link");
            await Journey.Button(bob, "Approve").First.ClickAsync();
            await Expect(Request.Status(alice)).ToHaveTextAsync("Granting");
            await portal.VisitAsync(requests: 1);
            await Expect(Request.Status(alice)).ToHaveTextAsync("Active");
            Assert.Contains("works", MailSink.HeaderOf(await MailToAsync(mail, "alice", "works"), "Subject"), StringComparison.Ordinal);

            // Nothing twice, however long it waits.
            portal.Clock.Move(TimeSpan.FromMinutes(30));
            await alice.GotoAsync("/notices");
            await Expect(alice.GetByRole(AriaRole.Table, new() { Name = "Notices" })).ToContainTextAsync("Access to web-01 works");
            await gallery.ShootAsync(alice, "notices");
            Assert.Single(hook.Calls);
            Assert.Equal(mail.Messages.Count, mail.Messages.Select(m => MailSink.HeaderOf(m, "Message-ID")).Distinct(StringComparer.Ordinal).Count());
            Assert.Single(mail.Messages, m => MailSink.HeaderOf(m, "To").Contains("bob", StringComparison.Ordinal));
            Assert.True(await ada.EvaluateAsync<bool>("window.sameDocument === true"), "Ada's page was loaded again.");
            await gallery.WriteAsync();
            Assert.Empty(gallery.Violations);
            Assert.Empty(gallery.Overflows);
            Assert.Empty(chromium.Errors);
        }
        catch
        {
            await chromium.ShootFailureAsync();
            throw;
        }
    }

    private static async Task AddWebhookAsync(IPage ada, HookSink hook)
    {
        await Journey.MenuAsync(ada, "Webhooks");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Add webhook" }).ClickAsync();
        await ada.Locator("#hook-name").FillAsync("Operations channel");
        await ada.Locator("#hook-url").FillAsync(hook.Url);
        await ada.GetByLabel("A request was submitted").CheckAsync();
        await Journey.Button(ada, "Add webhook").ClickAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Go on to test it" }).ClickAsync();
        await Expect(ada.GetByText("Nothing was sent yet")).ToBeVisibleAsync();
    }

    private static async Task AskAsync(IPage alice)
    {
        await Journey.MenuAsync(alice, "New Request");
        await alice.GetByRole(AriaRole.Table, new() { Name = "Servers that you may ask for" }).GetByLabel("web-01").CheckAsync();
        await Journey.Button(alice, "Send request").ClickAsync();
        await Expect(Request.Status(alice)).ToHaveTextAsync("Pending approval");
    }

    private static async Task<string> MailToAsync(MailSink mail, string who, string subject = "")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(Chromium.Patience));
        while (true)
        {
            if (mail.Messages.FirstOrDefault(m => MailSink.HeaderOf(m, "To").Contains(who, StringComparison.Ordinal) && MailSink.HeaderOf(m, "Subject").Contains(subject, StringComparison.Ordinal)) is { } message)
            {
                return message;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    [GeneratedRegex(@"https://jit\.example\.com/\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();
}
