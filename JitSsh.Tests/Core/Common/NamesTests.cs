using JitSsh.Core.Common;
using Xunit;

namespace JitSsh.Tests.Core.Common;

public sealed class NamesTests
{
    [Theory]
    [InlineData("alice", true)]
    [InlineData("a", true)]
    [InlineData("_svc-1", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz01234", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", false)]
    [InlineData("Alice", false)]
    [InlineData("1alice", false)]
    [InlineData("123", false)]
    [InlineData("-rf", false)]
    [InlineData("..", false)]
    [InlineData("al;id", false)]
    [InlineData("$(id)", false)]
    [InlineData("alice\n", false)]
    [InlineData("alice\r", false)]
    [InlineData("älice", false)]
    [InlineData("alice ", false)]
    [InlineData("root", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void LinuxName_ForAnAccount_IsTakenOrRefusedWithASentence(string? name, bool taken) => Assert.Equal(taken, LinuxName.ProblemWithAccount(name) is null);

    [Theory]
    [InlineData("10.0.0.4", true)]
    [InlineData("fd00::1", true)]
    [InlineData("web-01.example.com", true)]
    [InlineData("web", true)]
    [InlineData("10.0.0", false)]
    [InlineData("10.0.0.256", false)]
    [InlineData("-oProxyCommand=id", false)]
    [InlineData("a b", false)]
    [InlineData("a;b", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("web..com", false)]
    [InlineData("web\n", false)]
    [InlineData("", false)]
    public void HostAddress_FromText_IsTakenOrRefusedWithASentence(string host, bool taken)
    {
        Assert.Equal(taken, HostAddress.TryCreate(host, 22, out _, out var problem));
        Assert.Equal(taken, problem is null);
    }

    [Theory]
    [InlineData("Alice \"Al\" O'Neil", true)]
    [InlineData("$(id)", true)]
    [InlineData("Ålice 😀", true)]
    [InlineData("two\nlines", false)]
    [InlineData("abc\u202etxt.exe", false)]
    [InlineData("zero\u0000", false)]
    [InlineData("   ", false)]
    public void PlainText_AsAName_IsRefusedOnlyForWhatDeceives(string name, bool taken) => Assert.Equal(taken, PlainText.ProblemWithName(name) is null);

    [Theory]
    [InlineData(28800, "8 hours")]
    [InlineData(5400, "1 hour 30 minutes")]
    [InlineData(45, "45 seconds")]
    [InlineData(90061, "1 day 1 hour")]
    public void Durations_InWords_AreShort(int seconds, string words) => Assert.Equal(words, Durations.Words(TimeSpan.FromSeconds(seconds)));
}
