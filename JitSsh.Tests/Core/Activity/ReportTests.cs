using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Activity;

/// <summary>Saved reports, and their way to their owner over a real socket; the clock is the test's: Monday, 2 March 2026, 10:00 UTC.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private static readonly ReportSchedule Daily = new(ReportEvery.Day, DayOfWeek.Sunday, new(8, 0), "UTC");

    private MailSink mail = null!;
    private AnsweredServer site = null!;

    public async ValueTask InitializeAsync()
    {
        mail = new();
        site = await AnsweredServer.StartAsync(
            ("JitSsh:Notifications:Email:Host", "127.0.0.1"), ("JitSsh:Notifications:Email:Port", $"{mail.Port}"), ("JitSsh:Notifications:Email:Security", "None"),
            ("JitSsh:Notifications:Email:From", "jitssh@example.com"), ("JitSsh:PublicUrl", "https://jit.example.com/"));
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Report_OfOnePerson_IsNobodyElses()
    {
        var id = await AddAsync(site.Alice, "Open", "?state=open&skip=50");
        Assert.Equal("state=open", Assert.Single(await Reports.ListAsync(site.Alice)).Filter);
        Assert.Empty(await Reports.ListAsync(site.Ada));
        Assert.False((await Reports.FindAsync(site.Ada, id)).IsDone);
        Assert.False((await Reports.ChangeAsync(site.Ada, id, Input("Mine", ""))).IsDone);
        Assert.False((await Send.SendNowAsync(site.Ada, id)).IsDone);
        Assert.False((await Reports.RemoveAsync(site.Ada, id)).IsDone);
        Assert.True((await Reports.RemoveAsync(site.Alice, id)).IsDone);
        Assert.Empty(await Reports.ListAsync(site.Alice));
    }

    [Theory]
    [InlineData("", "state=open", "UTC", "Name")]
    [InlineData("Taken", "state=open", "UTC", "Name")]
    [InlineData("New", "state=nonsense", "UTC", "Filter")]
    [InlineData("New", "colour=red", "UTC", "Filter")]
    [InlineData("New", "from=2026-02-30", "UTC", "Filter")]
    [InlineData("New", "from=2026-03-02&to=2026-03-01", "UTC", "Filter")]
    [InlineData("New", "q=a%0Ab", "UTC", "Filter")]
    [InlineData("New", "state=open", "Mars/Olympus", "TimeZone")]
    public async Task BadInput_GetsItsSentenceAtItsField_WhenAddedAndWhenChanged(string name, string filter, string zone, string field)
    {
        await AddAsync(site.Alice, "Taken", "");
        var other = await AddAsync(site.Alice, "Other", "");
        var input = Input(name, filter, Daily with { TimeZone = zone });
        Assert.Equal(field, Assert.Single((await Reports.AddAsync(site.Alice, input)).Problems).Field);
        Assert.Equal(field, Assert.Single((await Reports.ChangeAsync(site.Alice, other, input)).Problems).Field);
    }

    [Fact]
    public async Task Changes_AreAudited_WithTheDifference()
    {
        var id = await AddAsync(site.Alice, "Open", "state=open");
        Screen.Done(await Reports.ChangeAsync(site.Alice, id, Input("Open", "state=closed", Daily)));
        Screen.Done(await Send.SendNowAsync(site.Alice, id));
        Screen.Done(await Reports.RemoveAsync(site.Alice, id));
        var events = Screen.Done(await site.Core.Get<ReadAuditLog>().RunAsync(site.Ada, "report.", Page.First)).Items;
        Assert.Equal(["report.removed", "report.sent", "report.changed", "report.saved"], events.Select(e => e.Action));
        Assert.All(events, e => Assert.Equal(site.Alice.Id, e.ActorId));
        Assert.Equal([("filter", "state=open", "state=closed"), ("schedule", null, "every day at 08:00 (UTC)")], events[2].Changes.Select(c => (c.Field, c.Before, c.After)));
    }

    [Fact]
    public async Task DueReport_IsSentOnce_WithACountAndALinkToTheDaysBefore_ButNoRows()
    {
        Screen.Done(await site.Core.Get<JitSsh.Core.Requests.SubmitRequest>().RunAsync(site.Alice, new() { Servers = [site.Id], Duration = AnsweredServer.Lasts, Justification = "Look into ticket 4711" }));
        await AddAsync(site.Alice, "All of mine", "server=web&from=2020-01-01", Daily);
        await MailAsync();
        Assert.Equal(At(3, 8), await Send.RunAsync());
        site.Clock.Now = At(3, 8);
        Assert.Equal(At(4, 8), await Send.RunAsync());
        await Send.RunAsync();
        await MailAsync();

        var message = Assert.Single(mail.Messages, IsReport);
        Assert.Equal("[JitSsh] Report All of mine", MailSink.HeaderOf(message, "Subject"));
        Assert.Contains("alice@example.com", MailSink.HeaderOf(message, "To"), StringComparison.Ordinal);
        var (plain, html) = MailSink.PartsOf(message);
        Assert.Contains("1 request matches on 2 Mar 2026 (UTC).", plain, StringComparison.Ordinal);
        Assert.Contains("https://jit.example.com/activity?server=web&from=2026-03-02&to=2026-03-02", plain, StringComparison.Ordinal);
        Assert.Contains("href=\"https://jit.example.com/activity?server=web&amp;from=2026-03-02&amp;to=2026-03-02\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", plain + html, StringComparison.Ordinal);
        Assert.Equal(site.Clock.Now, Assert.Single(await Reports.ListAsync(site.Alice)).SentAt);
        Assert.Single(await site.AuditAsync("report.sent"));
        Assert.Empty(await InboxAsync(site.Ada));
    }

    [Fact]
    public async Task DueReport_WhileNobodyWorkedForDays_IsSentOnce_AboutAllOfTheDays()
    {
        await AddAsync(site.Alice, "Daily", "", Daily);
        site.Clock.Now = At(6, 9);
        Assert.Equal(At(7, 8), await Send.RunAsync());
        var notice = Assert.Single(await InboxAsync(site.Alice));
        Assert.Equal("No request matches from 2 Mar 2026 to 5 Mar 2026 (UTC).", notice.Words.Text);
        Assert.Equal("/activity?from=2026-03-02&to=2026-03-05", notice.Words.Path);
    }

    [Fact]
    public async Task DueReport_WhileTheMailServerIsDown_ArrivesOnceItIsUp()
    {
        await AddAsync(site.Alice, "Daily", "", Daily);
        await mail.StopAsync();
        site.Clock.Now = At(3, 8);
        await Send.RunAsync();
        var next = await MailAsync();
        mail.Start();
        site.Clock.Now = next!.Value;
        await MailAsync();
        await MailAsync();
        Assert.Single(mail.Messages, IsReport);
    }

    [Fact]
    public async Task TwoSenders_AtOnce_TellOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(site.Alice, $"Report {i}", "", Daily);
        }

        site.Clock.Now = At(3, 8);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Send.RunAsync())));
        Assert.Equal(5, (await InboxAsync(site.Alice)).Count);
        Assert.Equal(5, (await site.AuditAsync("report.sent")).Count);
    }

    [Fact]
    public async Task ReportOfAMember_CountsTheirOwnRequestsOnly()
    {
        await site.RequestAsync();
        foreach (var (who, words) in new[] { (site.Ada, "1 request matches."), (site.Alice, "1 request matches."), (site.Carol, "No request matches.") })
        {
            Screen.Done(await Send.SendNowAsync(who, await AddAsync(who, "All", "")));
            Assert.Equal(words, Assert.Single(await InboxAsync(who), n => n.Notice.Kind == NoticeKind.ReportDue).Words.Text);
        }
    }

    [Fact]
    public async Task SendNow_SaysWhatTheNextOneWouldHaveSoFar_AndLeavesTheScheduleAlone()
    {
        var id = await AddAsync(site.Alice, "Weekly", "", new(ReportEvery.Week, DayOfWeek.Friday, new(8, 0), "UTC"));
        Screen.Done(await Send.SendNowAsync(site.Alice, id));
        Assert.Equal("/activity?from=2026-02-27&to=2026-03-02", Assert.Single(await InboxAsync(site.Alice)).Words.Path);
        Assert.Equal(At(6, 8), Assert.Single(await Reports.ListAsync(site.Alice)).DueAt);
    }

    [Fact]
    public async Task PersonWhoIsDeactivated_IsToldNothing_AndGoesOnWhenActivatedAgain()
    {
        await AddAsync(site.Carol, "Daily", "", Daily);
        await ActivateAsync(site.Carol, false);
        site.Clock.Now = At(3, 8);
        Assert.Equal(At(4, 8), await Send.RunAsync());
        await ActivateAsync(site.Carol, true);
        site.Clock.Now = At(4, 8);
        await Send.RunAsync();
        Assert.Single(await InboxAsync(site.Carol));
        Assert.Single(await site.AuditAsync("report.sent"));
    }

    [Fact]
    public async Task Webhook_CannotBeToldOfReports()
    {
        var outcome = await site.Core.Get<SaveWebhook>().AddAsync(site.Ada, new() { Name = "Hook", Url = "https://hooks.example.com/x", Kinds = [NoticeKind.ReportDue] });
        Assert.Equal("Kinds", Assert.Single(outcome.Problems).Field);
    }

    private SavedReports Reports => site.Core.Get<SavedReports>();

    private SendReports Send => site.Core.Get<SendReports>();

    private static DateTimeOffset At(int day, int hour) => new(2026, 3, day, hour, 0, 0, TimeSpan.Zero);

    private static bool IsReport(string message) => MailSink.HeaderOf(message, "Subject").Contains("Report", StringComparison.Ordinal);

    private static ReportInput Input(string name, string filter, ReportSchedule? schedule = null) => new() { Name = name, Filter = filter, Schedule = schedule };

    private async Task<SavedReportId> AddAsync(Actor who, string name, string filter, ReportSchedule? schedule = null) => Screen.Done(await Reports.AddAsync(who, Input(name, filter, schedule)));

    private Task<DateTimeOffset?> MailAsync() => site.Core.Get<DeliverNotices>().RunAsync();

    private async Task<IReadOnlyList<InboxRow>> InboxAsync(Actor who) =>
        [.. Screen.Done(await site.Core.Get<MyNotices>().ListAsync(who, false, Page.First)).Items.Where(n => n.Notice.Kind == NoticeKind.ReportDue)];

    private async Task ActivateAsync(Actor who, bool isActive) => Screen.Done(await site.Core.Get<ChangePerson>().RunAsync(
        site.Ada, who.Id!.Value, new() { Name = "Carol", Email = "carol@example.com", LinuxName = "carol" }, isActive));
}
