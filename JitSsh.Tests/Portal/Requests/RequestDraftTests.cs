using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Requests;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class RequestDraftTests
{
    [Theory]
    [InlineData(8 * 60, "15,30,60,120,240,480")]
    [InlineData(60, "15,30,60")]
    [InlineData(10, "10")]
    [InlineData(90, "15,30,60,90")]
    [InlineData(0, "30,60,120,240,480")]
    public void QuickChoices_NeverMoreThanAllowed(int max, string expected) =>
        Assert.Equal(expected, string.Join(',', RequestDraft.QuickChoices(TimeSpan.FromMinutes(max)).Select(c => c.TotalMinutes)));

    [Fact]
    public void ToInput_NothingSaid_IsAnHourOrTheMostThereIs()
    {
        Assert.Equal(TimeSpan.FromHours(1), new RequestDraft().ToInput(TimeSpan.FromHours(8)).Duration);
        Assert.Equal(TimeSpan.FromMinutes(10), new RequestDraft().ToInput(TimeSpan.FromMinutes(10)).Duration);
        Assert.Empty(new RequestDraft().ToInput(TimeSpan.FromHours(8)).LinuxGroups);
    }

    [Fact]
    public void ToInput_NoLengthOfTime_IsZeroForCoreToRefuse()
    {
        var draft = new RequestDraft();
        draft.For("soon");
        Assert.Equal(TimeSpan.Zero, draft.ToInput(TimeSpan.FromHours(8)).Duration);
        Assert.Equal("soon", draft.Duration);
    }

    [Fact]
    public void AskAgain_TakesAllOfIt()
    {
        var before = Rows.Row(RequestState.Approved, Rows.Grant(GrantState.Ended, reason: EndReason.Expired));
        var draft = new RequestDraft();
        draft.AskAgain(before);

        var input = draft.ToInput(TimeSpan.FromMinutes(5));
        Assert.Equal(before.Servers.Select(s => s.ServerId), input.Servers);
        Assert.Equal(["docker"], input.LinuxGroups);
        Assert.Equal(TimeSpan.FromHours(2), input.Duration);
        Assert.Equal(before.Request.Justification, input.Justification);
    }
}
