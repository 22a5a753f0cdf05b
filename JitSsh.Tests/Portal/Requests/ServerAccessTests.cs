using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class ServerAccessTests
{
    [Fact]
    public async Task Failing_SaysWhatAndHowOftenAndWhenAgain()
    {
        var shown = await ShowAsync(Rows.Row(RequestState.Approved, Rows.Grant(GrantState.Pending, error: "The group 'docker' does not exist on this server.")), canEnd: true);

        var notice = shown.QuerySelector(".notice")!;
        Assert.Contains("The group 'docker' does not exist on this server.", notice.TextContent, StringComparison.Ordinal);
        Assert.Contains("It was tried 3 times in a row.", notice.TextContent, StringComparison.Ordinal);
        Assert.Equal("2026-05-04T10:05:00Z", notice.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Equal("Failing", shown.QuerySelector(".badge")!.TextContent);
        Assert.Equal("End now: web-prod-1", shown.QuerySelector("button")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Active_ShowsTimeLeftAndNoNotice()
    {
        var shown = await ShowAsync(Rows.Row(RequestState.Approved, Rows.Grant(GrantState.Active)), canEnd: true);

        Assert.Equal("2026-05-04T12:00:00Z", shown.QuerySelector(".time-left")!.GetAttribute("datetime"));
        Assert.Null(shown.QuerySelector(".notice"));
        Assert.Equal("Active", shown.QuerySelector("[aria-current=step] .way-name")!.TextContent);
    }

    [Fact]
    public async Task Ended_HasNothingToEndAndNoTimeLeft()
    {
        var shown = await ShowAsync(Rows.Row(RequestState.Approved, Rows.Grant(GrantState.Ended, reason: EndReason.RevokedByAdmin)), canEnd: false);

        Assert.Null(shown.QuerySelector("button"));
        Assert.Null(shown.QuerySelector(".time-left"));
        Assert.Null(shown.QuerySelector("[aria-current]"));
        Assert.Contains("an admin ended it", shown.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Summary_WhatPeopleTyped_IsTextAndNotMarkup()
    {
        var shown = await Screen.PartAsync<RequestSummary>((nameof(RequestSummary.Row), Rows.Row(RequestState.Approved)));

        Assert.Null(shown.QuerySelector("b"));
        Assert.Contains("Because <b>I</b> must", shown.TextContent, StringComparison.Ordinal);
        Assert.Contains("by Bob Approver", shown.TextContent, StringComparison.Ordinal);
        Assert.Equal("Fine", shown.QuerySelector("blockquote")!.TextContent);
    }

    private static Task<AngleSharp.Dom.IElement> ShowAsync(RequestRow row, bool canEnd) => Screen.PartAsync<ServerAccess>(
        (nameof(ServerAccess.Row), row), (nameof(ServerAccess.Access), row.Servers[0]), (nameof(ServerAccess.CanEnd), canEnd));
}
