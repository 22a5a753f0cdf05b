using JitSsh.Core.Common;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Notifications;

/// <summary>A request from its submission to its decision, with everything that runs in the background.</summary>
public sealed class WhoIsToldTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private MailSink mail = null!;
    private Screen screen = null!;

    public async ValueTask InitializeAsync()
    {
        mail = new();
        screen = await Screen.StartAsync(
            ("JitSsh:Notifications:Email:Host", "127.0.0.1"), ("JitSsh:Notifications:Email:Port", $"{mail.Port}"), ("JitSsh:Notifications:Email:Security", "None"), ("JitSsh:Notifications:Email:From", "jitssh@example.com"));
    }

    public async ValueTask DisposeAsync()
    {
        await screen.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Request_Submitted_IsToldItsApproverAndNobodyElse_ByMailWithoutAnybodyAsking()
    {
        await screen.RequestAsync("web-prod-1", "web-prod-2");
        await screen.Core.UntilAsync(() => Task.FromResult(mail.Messages.Count), n => n > 0, Limit);
        var message = Assert.Single(mail.Messages);
        Assert.Contains("bob@example.com", MailSink.HeaderOf(message, "To"), StringComparison.Ordinal);
        Assert.Contains("Deploy release 12", MailSink.PartsOf(message).Plain, StringComparison.Ordinal);
        Assert.Equal("Alice Requester asks for access to web-prod-1, web-prod-2", Assert.Single(await InboxAsync(screen.Bob)).Words.Title);
        Assert.Empty(await InboxAsync(screen.Carol));
        Assert.Empty(await InboxAsync(screen.Ada));
        Assert.Empty(await InboxAsync(screen.Alice));
    }

    [Fact]
    public async Task Request_Decided_IsToldTheRequesterWithTheReason_AndNobodyHasToReadThatItWaits()
    {
        var id = await screen.RequestAsync("web-prod-1");
        Screen.Done(await screen.Core.Get<DecideRequest>().RunAsync(screen.Bob, id, approve: false, "Not on a Friday"));
        var told = Assert.Single(await InboxAsync(screen.Alice));
        Assert.Equal(("Access to web-prod-1 was rejected", "By Bob Approver.\nReason: Not on a Friday", $"/requests/{id}"), (told.Words.Title, told.Words.Text, told.Words.Path));
        Assert.Equal(0, await screen.Core.Get<MyNotices>().CountUnreadAsync(screen.Bob));
        Assert.NotNull(Assert.Single(await InboxAsync(screen.Bob)).ReadAt);
    }

    [Fact]
    public async Task Mail_OfARequestThatIsDecidedWhileTheServerIsDown_IsNotSentToTheApproverAnyMore()
    {
        await mail.StopAsync();
        var id = await screen.RequestAsync("web-prod-1");
        Screen.Done(await screen.Core.Get<DecideRequest>().RunAsync(screen.Bob, id, approve: false, ""));
        mail.Start();
        await screen.Core.UntilAsync(() => Task.FromResult(mail.Messages.Count), n => n > 0, Limit);
        Assert.Contains("alice@example.com", MailSink.HeaderOf(Assert.Single(mail.Messages), "To"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_TakenBack_OrLapsed_LeavesNothingToRead()
    {
        var id = await screen.RequestAsync("web-prod-1");
        Screen.Done(await screen.Core.Get<CancelRequest>().RunAsync(screen.Alice, id));
        Assert.Equal(0, await screen.Core.Get<MyNotices>().CountUnreadAsync(screen.Bob));
        Assert.Empty(await InboxAsync(screen.Alice));
    }

    [Fact]
    public async Task Notice_OfAnother_IsNotThere_AndOnesOwnIsReadAndUnread()
    {
        await screen.RequestAsync("web-prod-1");
        var mine = screen.Core.Get<MyNotices>();
        var notice = Assert.Single(await InboxAsync(screen.Bob)).Notice.Id;
        Assert.Equal(OutcomeKind.NotFound, (await mine.MarkAsync(screen.Ada, notice, read: true)).Kind);
        Assert.Equal(1, await mine.CountUnreadAsync(screen.Bob));
        Screen.Done(await mine.MarkAsync(screen.Bob, notice, read: true));
        Assert.Equal(0, await mine.CountUnreadAsync(screen.Bob));
        Screen.Done(await mine.MarkAsync(screen.Bob, notice, read: false));
        Screen.Done(await mine.MarkAllReadAsync(screen.Bob));
        Assert.Equal(0, await mine.CountUnreadAsync(screen.Bob));
    }

    private async Task<IReadOnlyList<InboxRow>> InboxAsync(Actor who) => Screen.Done(await screen.Core.Get<MyNotices>().ListAsync(who, false, Page.First)).Items;
}
