using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Notifications;

/// <summary>What is told, to whom, over real sockets; the clock is the test's, and the sender is called when the test says so.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private MailSink mail = null!;
    private HookSink hook = null!;
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync()
    {
        (mail, hook) = (new(), new());
        server = await AnsweredServer.StartAsync(
            ("JitSsh:Notifications:Email:Host", "127.0.0.1"), ("JitSsh:Notifications:Email:Port", $"{mail.Port}"), ("JitSsh:Notifications:Email:Security", "None"),
            ("JitSsh:Notifications:Email:From", "jitssh@example.com"), ("JitSsh:Notifications:Webhooks:Allow:0", "127.0.0.1"), ("JitSsh:PublicUrl", "https://jit.example.com/"));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await mail.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task AccessActive_IsToldTheRequesterAloneInThePortalAndByMail()
    {
        var (request, _) = await server.ActiveAsync();
        await SendAsync();
        var notice = Assert.Single(await InboxAsync(server.Alice));
        Assert.Equal((NoticeKind.AccessActive, $"/requests/{request}"), (notice.Notice.Kind, notice.Words.Path));
        Assert.Empty(await InboxAsync(server.Carol));
        Assert.Empty(await InboxAsync(server.Ada));
        var message = Assert.Single(mail.Messages);
        Assert.Equal("[JitSsh] Access to web-01 works", MailSink.HeaderOf(message, "Subject"));
        Assert.Contains("alice@example.com", MailSink.HeaderOf(message, "To"), StringComparison.Ordinal);
        Assert.Contains($"https://jit.example.com/requests/{request}", MailSink.PartsOf(message).Plain, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://jit.example.com/requests/{request}\"", MailSink.PartsOf(message).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailServer_DownAndUpAgain_LosesNothingAndSendsNothingTwice()
    {
        await mail.StopAsync();
        await server.ActiveAsync();
        var next = await SendAsync();
        Assert.Empty(mail.Messages);
        for (var n = 0; n < 20; n++)
        {
            server.Clock.Now = next!.Value;
            next = await SendAsync();
        }

        mail.Start();
        server.Clock.Now = next!.Value;
        await SendAsync();
        Assert.Single(mail.Messages);
        server.Clock.Now += TimeSpan.FromDays(4);
        await SendAsync();
        Assert.Single(mail.Messages, m => m.Contains("works", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MailServer_ThatStaysDown_IsTriedOnceMoreAtTheEndOfTheWindow_AndGivenUp()
    {
        await mail.StopAsync();
        await server.ActiveAsync();
        var begun = server.Clock.Now;
        await SendAsync();
        server.Clock.Now = begun + DeliveryPlan.Window - TimeSpan.FromSeconds(5);
        Assert.Equal(begun + DeliveryPlan.Window, await SendAsync());
        server.Clock.Now = begun + DeliveryPlan.Window;
        Assert.Null(await SendAsync());
        mail.Start();
        server.Clock.Now += TimeSpan.FromDays(1);
        await SendAsync();
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task Sender_KilledBetweenSendingAndNoting_SendsAgainUnderTheSameMessageId()
    {
        await server.ActiveAsync();
        var outbox = server.Core.Get<IOutbox>();
        var now = server.Clock.Now;
        var due = Assert.Single(await outbox.LeaseDueAsync(now, now.AddMinutes(2), 8, default));
        Assert.Empty(await outbox.LeaseDueAsync(now, now.AddMinutes(2), 8, default));
        Assert.True((await server.Core.Get<IEnumerable<ISendNotices>>().Single(w => w.Takes(due.Delivery)).SendAsync(due, default)).IsSent);

        // Another process starts. The first, if it lives after all, can note nothing any more.
        await server.Core.Get<DeliverNotices>().BeginAsync();
        if (TestDatabase.IsPostgres)
        {
            // There it may be another portal's; it ends by itself.
            server.Clock.Now += TimeSpan.FromMinutes(2);
        }

        await SendAsync();
        Assert.False(await outbox.NoteAsync(due, new(true, "late"), null, now, default));
        Assert.Equal(2, mail.Messages.Count);
        Assert.Single(mail.Messages.Select(m => MailSink.HeaderOf(m, "Message-ID")).Distinct());
    }

    [Fact]
    public async Task Mailbox_ThatDoesNotExist_IsNotTriedAgain()
    {
        mail.ToRecipient = "550 no such mailbox";
        await server.ActiveAsync();
        await SendAsync();
        Assert.Null(await server.Core.Get<IOutbox>().NextDueAsync(default));
        mail.ToRecipient = "250 ok";
        server.Clock.Now += TimeSpan.FromHours(5);
        await SendAsync();
        Assert.DoesNotContain(mail.Messages, m => m.Contains("works", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AccessThatEndsSoon_IsToldOnce_AndItsEndWithTheReason()
    {
        var (request, grant) = await server.ActiveAsync();
        Assert.Equal(grant.NotAfter!.Value.AddMinutes(-10), await SendAsync());
        server.Clock.Now = grant.NotAfter!.Value.AddMinutes(-10);
        await SendAsync();
        await SendAsync();
        Assert.Equal([NoticeKind.AccessEndsSoon, NoticeKind.AccessActive], (await InboxAsync(server.Alice)).Select(n => n.Notice.Kind));
        server.Clock.Now = grant.NotAfter!.Value;
        await server.VisitAsync(_ => $"ended {grant.Id}\n");
        Assert.Equal(GrantState.Ended, (await server.GrantAsync(request)).State);
        await SendAsync();
        var ended = (await InboxAsync(server.Alice))[0];
        Assert.Equal(("Access to web-01 has ended", "Its time was over."), (ended.Words.Title, ended.Words.Text));

        // What was not read is over, and nobody has to read it any more.
        Assert.Equal(1, (await InboxAsync(server.Alice)).Count(n => n.ReadAt is null && n.Notice.Kind != NoticeKind.AccessActive));
        Assert.Equal(3, mail.Messages.Count);
    }

    [Fact]
    public async Task Residue_IsToldAdminsAndNobodyElse_AndFailingIsToldOnceAfterThreeAttempts()
    {
        await server.VisitNowAsync("residue alice planted-key ssh-ed25519\nresidue - foreign-trust x\n");
        Assert.Equal(NoticeKind.ResidueFound, Assert.Single(await InboxAsync(server.Ada)).Notice.Kind);
        Assert.Empty(await InboxAsync(server.Alice));
        await server.RequestAsync();
        for (var n = 1; n <= 5; n++)
        {
            var lease = await server.LeaseAsync();
            await server.Core.Get<IReconcileStore>().ReportFailureAsync(lease, JitSsh.Core.Servers.ShellFailure.Timeout, "web-01 did not answer.", server.Clock.Now, default);
            Assert.Equal(n >= 3 ? 1 : 0, (await InboxAsync(server.Alice)).Count(x => x.Notice.Kind == NoticeKind.AccessFailing));
            Assert.Equal(n >= 3 ? 1 : 0, (await InboxAsync(server.Ada)).Count(x => x.Notice.Kind == NoticeKind.AccessFailing));
            server.Clock.Now += TimeSpan.FromMinutes(10);
        }
    }

    [Fact]
    public async Task Choice_AgainstMailOrThePortal_IsKept()
    {
        Screen.Done(await server.Core.Get<ChooseNotices>().SaveAsync(server.Alice, [new(NoticeKind.AccessActive, InApp: true, Email: false), new(NoticeKind.AccessEnded, InApp: false, Email: true)]));
        var (request, grant) = await server.ActiveAsync();
        await SendAsync();
        Assert.Empty(mail.Messages);
        Assert.Single(await InboxAsync(server.Alice));
        Screen.Done(await server.Core.Get<EndAccess>().RunAsync(server.Ada, request));
        await server.VisitAsync(_ => $"ended {grant.Id}\n");
        await SendAsync();
        Assert.Contains("An admin ended it.", MailSink.PartsOf(Assert.Single(mail.Messages)).Plain, StringComparison.Ordinal);
        Assert.Single(await InboxAsync(server.Alice));
    }

    [Fact]
    public async Task Webhook_DownAndUpAgain_GetsEachNoticeOnceSignedUnderItsDeliverysId()
    {
        var made = await AddAsync(new() { Name = "Log", Url = hook.Url, Kinds = [NoticeKind.RequestSubmitted, NoticeKind.RequestDecided, NoticeKind.AccessActive] });
        await hook.StopAsync();
        await server.ActiveAsync();
        var next = await SendAsync();
        hook.Start();
        hook.Answer = ("503 Busy", "come back");
        server.Clock.Now = next!.Value;
        next = await SendAsync();
        var refused = hook.Calls;
        hook.Answer = ("204 No Content", "");
        server.Clock.Now = next!.Value;
        await SendAsync();
        await SendAsync();
        var taken = hook.Calls.Skip(refused.Count).ToList();
        Assert.Equal(["AccessActive", "RequestDecided", "RequestSubmitted"], taken.Select(c => c.Json.GetProperty("kind").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(refused.Select(c => c.Headers["JitSsh-Delivery"]).Order(), taken.Select(c => c.Headers["JitSsh-Delivery"]).Order());
        Assert.All(taken, c => Assert.Equal(
            $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(made.Secret), Encoding.UTF8.GetBytes($"{server.Clock.Now.ToUnixTimeSeconds()}.").Concat(c.Body).ToArray()))}", c.Headers["JitSsh-Signature"]));
        var log = Screen.Done(await server.Core.Get<ShowWebhooks>().DeliveriesAsync(server.Ada, made.Id, Page.First));
        Assert.All(log.Items, r => Assert.Equal((DeliveryState.Sent, 3, "204"), (r.Delivery.State, r.Delivery.Attempts, r.Delivery.Answer)));
    }

    [Fact]
    public async Task Webhook_RedirectAndTestAndAnotherWebhooksOutage_AreSaidAndDoNotHoldOthers()
    {
        await using var other = new HookSink();
        var made = await AddAsync(new() { Name = "Moved", Url = hook.Url, Kinds = [NoticeKind.AccessActive] });
        var good = await AddAsync(new() { Name = "Good", Url = other.Url, Kinds = [NoticeKind.AccessActive] });
        hook.Answer = ($"302 Found\r\nLocation: {other.Url}", "");
        await server.ActiveAsync();
        await SendAsync();
        Assert.Single(other.Calls);
        var moved = Screen.Done(await server.Core.Get<ShowWebhooks>().DeliveriesAsync(server.Ada, made.Id, Page.First)).Items[0].Delivery;
        Assert.Equal(DeliveryState.Waiting, moved.State);
        Assert.Contains("redirect", moved.Answer, StringComparison.Ordinal);
        other.Answer = ("400 Bad Request", "no such channel");
        var answer = Screen.Done(await server.Core.Get<TestWebhook>().RunAsync(server.Ada, good.Id));
        Assert.Equal((400, "no such channel", false), (answer.Status, answer.Text, answer.IsTaken));
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<TestWebhook>().RunAsync(server.Alice, good.Id)).Kind);
        Assert.Single(hook.Calls);
    }

    [Fact]
    public async Task Webhook_SentAgainAfterItWasGivenUp_Arrives()
    {
        await hook.StopAsync();
        var made = await AddAsync(new() { Name = "Log", Url = hook.Url, Kinds = [NoticeKind.AccessActive] });
        await server.ActiveAsync();
        await SendAsync();
        server.Clock.Now += DeliveryPlan.Window;
        await SendAsync();
        var show = server.Core.Get<ShowWebhooks>();
        var row = Screen.Done(await show.DeliveriesAsync(server.Ada, made.Id, Page.First)).Items[0].Delivery;
        Assert.Equal(DeliveryState.GivenUp, row.State);
        hook.Start();
        Assert.Equal(OutcomeKind.NotFound, (await show.AgainAsync(server.Alice, made.Id, row.Id)).Kind);
        Screen.Done(await show.AgainAsync(server.Ada, made.Id, row.Id));
        await SendAsync();
        Assert.Equal(row.Id.ToString(), Assert.Single(hook.Calls).Headers["JitSsh-Delivery"]);
        Assert.Equal(OutcomeKind.Conflict, (await show.AgainAsync(server.Ada, made.Id, row.Id)).Kind);
    }

    private Task<DateTimeOffset?> SendAsync() => server.Core.Get<DeliverNotices>().RunAsync();

    private async Task<WebhookMade> AddAsync(WebhookInput input) => Screen.Done(await server.Core.Get<SaveWebhook>().AddAsync(server.Ada, input));

    private async Task<IReadOnlyList<InboxRow>> InboxAsync(Actor who) => Screen.Done(await server.Core.Get<MyNotices>().ListAsync(who, false, Page.First)).Items;
}
