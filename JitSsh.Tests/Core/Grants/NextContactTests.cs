using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Xunit;

namespace JitSsh.Tests.Core.Grants;

public sealed class NextContactTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Now.AddMinutes(30);

    [Theory]
    [InlineData("systemd", 0, 0.0, 0.5)]
    [InlineData("cron", 0, 1.0, 3.0)]
    [InlineData("sleeper", -600, 0.5, 1.75)]
    [InlineData("none", 0, 0.5, 0.0)]
    [InlineData(null, 0, 0.5, 0.0)]
    [InlineData("systemd", 1, 0.5, 0.0)]
    [InlineData("systemd", null, 0.5, 0.0)]
    public void After_AGrantsEnd_IsCollectedLaterOnlyWhereTheServerIsArmedForIt(string? timer, int? armedAfterEnd, double random, double later) =>
        Assert.Equal(End.AddSeconds(later), NextContact.After(Now, new() { GrantEnd = End, Timer = timer, ArmedUntil = armedAfterEnd is { } s ? End.AddSeconds(s) : null }, random));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(5, 160)]
    [InlineData(6, 300)]
    [InlineData(1000, 300)]
    public void After_AServerThatSearches_IsAskedAgainAfterDoublingTimes(int contacts, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), NextContact.After(Now, new() { GrantEnd = End, ScanContacts = contacts }, 0.5));

    [Fact]
    public void After_Nothing_IsNeverAndASweepIsItsTime()
    {
        Assert.Null(NextContact.After(Now, new(), 0.5));
        Assert.Equal(Now.AddMinutes(50), NextContact.After(Now, new() { Sweep = Now.AddMinutes(50) }, 0.5));
        Assert.Equal(End, NextContact.After(Now, new() { GrantEnd = End, Sweep = Now.AddMinutes(50) }, 0.5));
    }

    [Fact]
    public void After_AServerThatIsAlwaysLate_IsNotAskedWithoutAPause() =>
        Assert.Equal(Now.AddSeconds(5), NextContact.After(Now, new() { OwnNext = Now.AddDays(-1) }, 0.5));

    [Fact]
    public void Sweep_ManyServers_AreSpreadEvenlyOverThePeriodAndKeepTheirPlace()
    {
        var every = TimeSpan.FromHours(1);
        var servers = Enumerable.Range(0, 6000).Select(_ => TypedId.New<ServerId>(TimeProvider.System)).ToList();
        var first = servers.Select(s => NextContact.Sweep(s, Now, every)).ToList();
        Assert.All(first, at => Assert.InRange(at, Now, Now + every));
        Assert.All(Enumerable.Range(0, 60), minute => Assert.InRange(first.Count(at => (int)(at - Now).TotalMinutes == minute), 50, 160));
        Assert.Equal(first.Select(at => at + every), servers.Zip(first).Select(s => NextContact.Sweep(s.First, s.Second + (every / 2), every)));
    }
}
