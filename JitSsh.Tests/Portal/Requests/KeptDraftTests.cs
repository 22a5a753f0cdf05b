using JitSsh.Core.Common;
using JitSsh.Portal.Requests;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class KeptDraftTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private readonly PersonId alice = new(Guid.NewGuid());
    private readonly ServerId web = new(Guid.NewGuid());

    [Fact]
    public void Restore_WhatWasKept_IsWhatIsAskedFor()
    {
        var typed = new RequestDraft { Justification = "Deploy", Later = true, StartsAt = Now.AddHours(3), BreakGlass = false, Whom = new(Guid.NewGuid()) };
        typed.Servers.Add(web);
        typed.LinuxGroups.Add("docker");
        typed.For("90 minutes");
        var back = new RequestDraft();
        back.Restore(typed.ToKept(alice, Now));
        Assert.True(back.ToKept(alice, Now.AddDays(1)).SaysTheSameAs(typed.ToKept(alice, Now)));
        var (before, after) = (typed.ToInput(TimeSpan.Zero), back.ToInput(TimeSpan.Zero));
        Assert.Equal((before.Duration, before.Justification, before.StartsAt), (after.Duration, after.Justification, after.StartsAt));
        Assert.NotNull(after.For);
        Assert.Equal(before.For, after.For);
        Assert.Equal([web], after.Servers);
        Assert.Equal(["docker"], after.LinuxGroups);
    }

    [Fact]
    public void BelongsTo_AnotherPersonOrOldOrForOtherServers_IsNotBroughtBack()
    {
        var typed = new RequestDraft { Justification = "Deploy" };
        typed.Servers.Add(web);
        var kept = typed.ToKept(alice, Now);
        Assert.True(kept.BelongsTo(alice, Now.AddMinutes(1), []));
        Assert.True(kept.BelongsTo(alice, Now.AddMinutes(1), [web]));
        Assert.False(kept.BelongsTo(alice, Now.AddMinutes(1), [new(Guid.NewGuid())]));
        Assert.False(kept.BelongsTo(new(Guid.NewGuid()), Now.AddMinutes(1), []));
        Assert.False(kept.BelongsTo(alice, Now + KeptDraft.Lasts, []));
        Assert.False(new RequestDraft().ToKept(alice, Now).BelongsTo(alice, Now, []));
    }

    [Fact]
    public void ToInput_LaterWithoutAMoment_IsRefusedAtItsField() => Assert.NotNull(new RequestDraft { Later = true }.ToInput(TimeSpan.Zero).StartsAt);
}
