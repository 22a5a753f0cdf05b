using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Grants;

public sealed class ReconcileVerdictTests
{
    private static readonly GrantId Id = new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"));

    [Theory]
    [InlineData(GrantState.Pending, "jitssh 1\ngrant 0198c0de-0000-7000-8000-000000000001 in-force\ndone\n", true)]
    [InlineData(GrantState.Pending, "jitssh 1\ngrant 0198c0de-0000-7000-8000-000000000001 in-force\n", false)]
    [InlineData(GrantState.Pending, "grant 0198c0de-0000-7000-8000-000000000001 in-force\njitssh 1\ndone\n", false)]
    [InlineData(GrantState.Pending, "jitssh 1\nchanged 0\ndone\n", false)]
    [InlineData(GrantState.Active, "jitssh 1\nchanged 0\ndone\n", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nended 0198c0de-0000-7000-8000-000000000001\ndone\n", true)]
    [InlineData(GrantState.Ending, "jitssh 1\nended 0198c0de-0000-7000-8000-000000000001\n", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nended 0198c0de-0000-7000-8000-000000000002\ndone\n", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nchanged 1\ndone\n", false)]
    [InlineData(GrantState.Pending, "jitssh 1\nended 0198c0de-0000-7000-8000-000000000001\ndone\n", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nchanged 1\n", false)]
    [InlineData(GrantState.Ending, "", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nerror account alice session-left 12 sleep\ndone\n", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nended 0198c0de-0000-7000-8000-000000000001\nerror account bob session-left 12 sleep\ndone\n", true)]
    [InlineData(GrantState.Ending, "jitssh 1\nerror server - busy no lock\ndone\n", false)]
    [InlineData(GrantState.Ending, "jitssh 1\nerror grant 0198c0de-0000-7000-8000-000000000001 trust-failed x\ndone\n", false)]
    public void On_AnAnswer_OnlyWhatWasSaidCounts(GrantState state, string answer, bool settled)
    {
        var verdict = ReconcileVerdict.On(Grant(state), ServerAnswer.Read(answer));
        Assert.Equal(settled, verdict.Settled);
        Assert.Equal(settled, verdict.Error is null);
    }

    [Theory]
    [InlineData("ended ID\n", true)]
    [InlineData("receipt 5 at 1763829000 timer\nreceipt 5 ended ID\nreceipt 5 end\n", true)]
    [InlineData("receipt 5 at 1763829000 timer\nreceipt 5 ended ID\n", false)]
    [InlineData("receipt 5 at 1763829000 timer\nreceipt 5 ended ID\nreceipt 5 end\ngrant ID in-force\n", false)]
    [InlineData("receipt 5 at 1763829000 timer\nreceipt 5 ended ID\nreceipt 5 end\nerror account alice account-failed x\n", false)]
    public void On_AnActiveGrantThatTheServerEnded_IsOver(string lines, bool over) =>
        Assert.Equal(over, ReconcileVerdict.On(Grant(GrantState.Active), ServerAnswer.Read($"jitssh 1\n{lines.Replace("ID", Id.ToString(), StringComparison.Ordinal)}done\n")).IsOver);

    [Fact]
    public void On_AnEndDecidedWhileTheServerWasBeingTold_IsNeitherDoneNorAnError()
    {
        var verdict = ReconcileVerdict.On(Grant(GrantState.Ending), ServerAnswer.Read($"jitssh 1\ngrant {Id} in-force\ndone\n"));
        Assert.Equal((false, null), (verdict.Settled, verdict.Error));
    }

    [Fact]
    public void On_AMissingGroup_NamesItAndSaysWhatToDo()
    {
        var verdict = ReconcileVerdict.On(Grant(GrantState.Pending), ServerAnswer.Read($"jitssh 1\nerror grant {Id} missing-group dba there is no such group\ndone\n"));
        Assert.Equal("The group 'dba' does not exist on this server. Create it there (groupadd), or ask without it.", verdict.Error);
    }

    private static Grant Grant(GrantState state) => new()
    {
        Id = Id,
        RequestId = new(Guid.NewGuid()),
        ServerId = new(Guid.NewGuid()),
        PersonId = new(Guid.NewGuid()),
        ServerName = "web-01",
        Account = "alice",
        LinuxGroups = [],
        Duration = TimeSpan.FromHours(1),
        CreatedAt = DateTimeOffset.UnixEpoch,
        State = state,
    };
}
