using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Xunit;

namespace JitSsh.Tests.Core.Grants;

public sealed class DesiredStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 0, 59, 59, 700, TimeSpan.Zero);
    private static readonly ServerTerms Terms = new("jitadmin", TimeSpan.FromDays(30), false, true, false, "ecdsa-sha2-nistp256 AAAA");

    [Fact]
    public void At_PendingGrant_StartsNowAndIsInForceForItsWholeDuration()
    {
        var plan = DesiredState.At(Terms, [Grant(GrantState.Pending)], _ => true, 7, Now);
        var start = Assert.Single(plan.Starts);
        Assert.Equal(Now, start.NotBefore);
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 59, 59, TimeSpan.Zero), start.NotAfter);
        Assert.Equal(start.NotAfter, Assert.Single(Assert.Single(plan.State.Accounts).TrustLines).NotAfter);
        Assert.Equal(7, plan.State.Generation);
    }

    [Fact]
    public void At_TheSecondOfItsEnd_GrantIsOverAndNotToldToTheServer()
    {
        var plan = DesiredState.At(Terms, [Grant(GrantState.Active, Now)], _ => true, 1, Now);
        Assert.Equal(EndReason.Expired, Assert.Single(plan.Ends).Reason);
        Assert.Empty(plan.State.Accounts);
    }

    [Fact]
    public void At_DeactivatedPerson_EndsPendingAndActive()
    {
        var plan = DesiredState.At(Terms, [Grant(GrantState.Pending), Grant(GrantState.Active, Now.AddHours(1))], _ => false, 1, Now);
        Assert.All(plan.Ends, e => Assert.Equal(EndReason.PersonDisabled, e.Reason));
        Assert.Equal(2, plan.Ends.Count);
        Assert.Empty(plan.Starts);
        Assert.Empty(plan.State.Accounts);
    }

    [Fact]
    public void At_ActiveGrantWithoutAnEnd_IsNotInForce()
    {
        var plan = DesiredState.At(Terms, [Grant(GrantState.Active)], _ => true, 1, Now);
        Assert.Single(plan.Ends);
        Assert.Empty(plan.State.Accounts);
    }

    [Fact]
    public void At_TwoGrantsOfOneAccount_AreOneAccountWithTwoTrustLines()
    {
        var plan = DesiredState.At(Terms, [Grant(GrantState.Active, Now.AddHours(1), "docker"), Grant(GrantState.Active, Now.AddHours(2), "dba")], _ => true, 1, Now);
        Assert.Equal(2, Assert.Single(plan.State.Accounts).TrustLines.Count);
    }

    [Fact]
    public void At_EverythingThatEnds_IsAskedAfterWithItsReason_ButNotWhatWasNeverSent()
    {
        var over = Grant(GrantState.Active, Now);
        var revoked = Grant(GrantState.Ending, Now.AddHours(1), account: "bob");
        revoked.EndReason = EndReason.RevokedByAdmin;
        var sent = Grant(GrantState.Pending, account: "carol");
        sent.NotBefore = Now.AddMinutes(-1);
        var neverSent = Grant(GrantState.Pending, account: "dora");
        var plan = DesiredState.At(Terms, [revoked, over], _ => true, 1, Now);
        Assert.Equal([("alice", over.Id, over.RequestId, "expired"), ("bob", revoked.Id, revoked.RequestId, "revoked-by-admin")], plan.State.Endings.Select(e => (e.Account, e.Grant, e.Principal, e.Reason)));
        Assert.Equal([("carol", "person-disabled")], DesiredState.At(Terms, [sent, neverSent], _ => false, 1, Now).State.Endings.Select(e => (e.Account, e.Reason)));
        Assert.Empty(DesiredState.At(Terms, [Grant(GrantState.Active, Now.AddHours(1))], _ => true, 1, Now).State.Endings);
    }

    [Fact]
    public void WordOf_EveryReason_IsOneOfTheProtocol() => Assert.Equal(
        ["expired", "flow-changed", "person-disabled", "revoked-by-admin", "revoked-by-requester", "server-gone", "unused"], Enum.GetValues<EndReason>().Select(EndReasons.WordOf).Order(StringComparer.Ordinal));

    [Fact]
    public void At_AnyGrants_TellsTheServerExactlyThoseInForce_AndDoesNotDependOnTheirOrder()
    {
        var grants = (from state in Gen.Elements(Enum.GetValues<GrantState>()).Where(s => s != GrantState.Ended)
                      from seconds in Gen.Choose(-100, 100)
                      from account in Gen.Elements("alice", "bob", "carol")
                      select Grant(state, state == GrantState.Pending ? null : Now.AddSeconds(seconds), account: account)).ListOf();
        Prop.ForAll(grants.ToArbitrary(), list =>
        {
            var plan = DesiredState.At(Terms, list, _ => true, 1, Now);
            var told = plan.State.Accounts.SelectMany(a => a.TrustLines.Select(l => l.Grant)).ToHashSet();
            var inForce = list.Where(g => g.State == GrantState.Pending || (g.State == GrantState.Active && g.NotAfter > Now)).Select(g => g.Id).ToHashSet();
            var reversed = DesiredState.At(Terms, [.. Enumerable.Reverse(list)], _ => true, 1, Now);
            return told.SetEquals(inForce)
                && plan.State.Accounts.All(a => a.TrustLines.Count > 0)
                && plan.State.Accounts.Select(a => a.Name).SequenceEqual(reversed.State.Accounts.Select(a => a.Name))
                && plan.State.Accounts.SelectMany(a => a.TrustLines).Select(l => l.Grant).SequenceEqual(reversed.State.Accounts.SelectMany(a => a.TrustLines).Select(l => l.Grant));
        }).QuickCheckThrowOnFailure();
    }

    private static Grant Grant(GrantState state, DateTimeOffset? notAfter = null, string group = "docker", string account = "alice") => new()
    {
        Id = TypedId.New<GrantId>(TimeProvider.System),
        RequestId = TypedId.New<RequestId>(TimeProvider.System),
        ServerId = new(Guid.Empty),
        PersonId = new(Guid.Empty),
        ServerName = "web-01",
        Account = account,
        LinuxGroups = [group],
        Duration = TimeSpan.FromHours(1),
        CreatedAt = Now,
        State = state,
        NotAfter = notAfter,
    };
}
