using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Notices;
using JitSsh.Portal.Settings;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Notices;

/// <summary>What people see of what they are told.</summary>
public sealed class NoticesTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Bell_CountsWhatIsUnread_AndThePageListsItWithItsLink()
    {
        Assert.Null((await screen.ShowAsync<NoticeBell>(screen.Bob, "/")).QuerySelector(".count"));
        Assert.Contains("Nothing yet", (await screen.ShowAsync<NoticesPage>(screen.Bob, "/notices")).TextContent, StringComparison.Ordinal);
        await screen.RequestAsync("web-prod-1");
        var bell = await screen.ShowAsync<NoticeBell>(screen.Bob, "/");
        Assert.Equal("1", bell.QuerySelector(".count")!.FirstChild!.TextContent);
        Assert.Equal("false", bell.QuerySelector("button")!.GetAttribute("aria-expanded"));
        var page = await screen.ShowAsync<NoticesPage>(screen.Bob, "/notices?unread=true");
        Assert.Equal("Alice Requester asks for access to web-prod-1", page.QuerySelector("a[href='/tasks']")!.TextContent);
        Assert.Contains("Deploy release 12", page.TextContent, StringComparison.Ordinal);
        Assert.Null((await screen.ShowAsync<NoticeBell>(screen.Carol, "/")).QuerySelector(".count"));
        Screen.Done(await screen.Core.Get<MyNotices>().MarkAllReadAsync(screen.Bob));
        Assert.Contains("Everything is read", (await screen.ShowAsync<NoticesPage>(screen.Bob, "/notices?unread=true")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_HaveABoxForEachKindAndWay_AndSayThatThereIsNoMailServer()
    {
        var page = await screen.ShowAsync<NotificationsPage>(screen.Alice, "/settings/notifications");
        Assert.Equal(NoticeKinds.All.Count * 2, page.QuerySelectorAll("input[type=checkbox]").Length);
        Assert.Contains("No mail server is set up", page.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("JitSsh:Notifications:Email", page.TextContent, StringComparison.Ordinal);
        Assert.Contains("JitSsh:Notifications:Email", (await screen.ShowAsync<NotificationsPage>(screen.Ada, "/settings/notifications")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_AreForAdmins_AndShowOnlyTheHost()
    {
        Assert.Contains("Nothing here", (await screen.ShowAsync<WebhooksPage>(screen.Alice, "/settings/webhooks")).TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing here", (await screen.ShowAsync<WebhookPage>(screen.Alice, "/settings/webhooks/new")).TextContent, StringComparison.Ordinal);
        Assert.Contains("No webhook yet", (await screen.ShowAsync<WebhooksPage>(screen.Ada, "/settings/webhooks")).TextContent, StringComparison.Ordinal);
        var made = Screen.Done(await screen.Core.Get<SaveWebhook>().AddAsync(screen.Ada, new() { Name = "Channel", Shape = WebhookShape.Slack, Url = "https://hooks.example.com/services/S4f1c9e", Kinds = [NoticeKind.AccessEnded] }));
        var list = await screen.ShowAsync<WebhooksPage>(screen.Ada, "/settings/webhooks");
        Assert.Contains("https://hooks.example.com/…", list.TextContent, StringComparison.Ordinal);
        var page = await screen.ShowAsync<WebhookPage>(screen.Ada, $"/settings/webhooks/{made.Id}", (nameof(WebhookPage.Id), made.Id.ToString()));
        Assert.DoesNotContain("S4f1c9e", page.InnerHtml, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent yet", page.TextContent, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.NotFound, (await screen.Core.Get<SaveWebhook>().RemoveAsync(screen.Alice, made.Id)).Kind);
    }
}
