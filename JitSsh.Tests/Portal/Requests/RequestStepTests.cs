using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Requests;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class RequestStepTests
{
    [Fact]
    public void Of_Pending_WaitsForTheDecision() =>
        Assert.Equal("Asked:Done Decided:Now Granting:Next Active:Next Ended:Next", Steps(Rows.Row(RequestState.Pending)));

    [Theory]
    [InlineData(RequestState.Rejected, "Rejected")]
    [InlineData(RequestState.Cancelled, "Cancelled")]
    [InlineData(RequestState.Lapsed, "Lapsed")]
    public void Of_No_TheRestNeverComes(RequestState state, string name) =>
        Assert.Equal($"Asked:Done {name}:Bad Granting:Never Active:Never Ended:Never", Steps(Rows.Row(state)));

    [Fact]
    public void Of_ApprovedWithoutGrantYet_IsGranting() =>
        Assert.Equal("Asked:Done Approved:Done Granting:Now Active:Next Ended:Next", Steps(Rows.Row(RequestState.Approved)));

    [Theory]
    [InlineData(GrantState.Pending, true, null, "Asked:Done Approved:Done Granting:Now Active:Next Ended:Next")]
    [InlineData(GrantState.Pending, true, "No route", "Asked:Done Approved:Done Granting:Bad Active:Next Ended:Next")]
    [InlineData(GrantState.Active, true, null, "Asked:Done Approved:Done Granted:Done Active:Now Ended:Next")]
    [InlineData(GrantState.Active, true, "No route", "Asked:Done Approved:Done Granted:Done Active:Bad Ended:Next")]
    [InlineData(GrantState.Ending, true, null, "Asked:Done Approved:Done Granted:Done Active:Done Ending:Now")]
    [InlineData(GrantState.Ending, true, "No route", "Asked:Done Approved:Done Granted:Done Active:Done Ending:Bad")]
    [InlineData(GrantState.Ended, true, null, "Asked:Done Approved:Done Granted:Done Active:Done Ended:Done")]
    [InlineData(GrantState.Ending, false, null, "Asked:Done Approved:Done Granting:Never Active:Never Ending:Now")]
    [InlineData(GrantState.Ended, false, null, "Asked:Done Approved:Done Granting:Never Active:Never Ended:Done")]
    public void Of_EachStateOfAGrant_SaysHowFarItIs(GrantState state, bool wasActive, string? error, string expected) =>
        Assert.Equal(expected, Steps(Rows.Row(RequestState.Approved, Rows.Grant(state, wasActive, error, EndReason.Expired))));

    [Fact]
    public void Of_Ending_IsNeverDone()
    {
        // What looks ended must be ended: rule 6.
        foreach (var error in new[] { null, "No route" })
        {
            var row = Rows.Row(RequestState.Approved, Rows.Grant(GrantState.Ending, error: error, reason: EndReason.RevokedByAdmin));
            Assert.NotEqual(StepState.Done, RequestStep.Of(row, row.Servers[0])[^1].State);
        }
    }

    [Fact]
    public void Of_Approved_SaysByWhom()
    {
        var byBob = Rows.Row(RequestState.Approved);
        var byItself = Rows.Row(RequestState.Approved, automatic: true);
        Assert.Equal("by Bob Approver", RequestStep.Of(byBob, byBob.Servers[0])[1].Detail);
        Assert.Equal("automatically", RequestStep.Of(byItself, byItself.Servers[0])[1].Detail);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void PhraseOf_EveryReason_HasWords(EndReason reason) => Assert.NotEqual("", EndReasons.PhraseOf(reason));

    public static TheoryData<EndReason> Reasons => [.. Enum.GetValues<EndReason>()];

    private static string Steps(RequestRow row) => string.Join(' ', RequestStep.Of(row, row.Servers[0]).Select(s => $"{s.Name}:{s.State}"));
}
