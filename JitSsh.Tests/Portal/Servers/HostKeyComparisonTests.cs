using JitSsh.Core.Servers;
using JitSsh.Portal.Servers;
using Xunit;

namespace JitSsh.Tests.Portal.Servers;

public sealed class HostKeyComparisonTests
{
    [Theory]
    [InlineData("", "", HostKeyMatch.NotShown)]
    [InlineData("a", "", HostKeyMatch.NotShown)]
    [InlineData("", "a", HostKeyMatch.First)]
    [InlineData("ab", "ba", HostKeyMatch.Same)]
    [InlineData("ab", "a", HostKeyMatch.Partly)]
    [InlineData("a", "ab", HostKeyMatch.Partly)]
    [InlineData("ab", "cd", HostKeyMatch.Changed)]
    public void Of_AcceptedAndShown_SaysHowTheyStand(string accepted, string shown, HostKeyMatch expected) =>
        Assert.Equal(expected, HostKeyComparison.Of(Keys(accepted), Keys(shown)));

    private static IReadOnlyList<HostKey> Keys(string names) => [.. names.Select(n => new HostKey($"ssh-ed25519 {n}", "ssh-ed25519", $"SHA256:{n}"))];
}
