using JitSsh.Core.Servers;
using JitSsh.Tests.Lab;
using Xunit;

namespace JitSsh.Tests.Core.Servers.RunCommand;

/// <summary>A script and its whole answer, over a channel that passes on the last 4096 bytes; run in a real server.</summary>
public sealed class RunCommandEnvelopeTests(LabFixture lab)
{
    private const int Cut = 4096;

    [Fact]
    public async Task First_WithAShortAnswer_BringsItWholeAndLeavesNothing()
    {
        var (envelope, first) = await RunAsync("echo 'it''s \"quoted\" $HOME'; printf '%s\\n' \"$(id -u)\"");
        Assert.True(envelope.Take(first));
        Assert.True(envelope.IsWhole);
        Assert.Equal("its \"quoted\" $HOME\n0\n", envelope.Open());
        Assert.Equal("", await SayAsync("ls -d /run/jitssh-* 2>/dev/null"));
    }

    [Fact]
    public async Task Next_AfterALongAnswer_BringsItInPieces()
    {
        // Nothing that gzip could make small.
        var (envelope, first) = await RunAsync("head -c 9000 /dev/urandom | od -An -tx1");
        Assert.True(envelope.Take(first));
        Assert.False(envelope.IsWhole);
        Assert.Null(envelope.Open());
        var pieces = 1;
        while (!envelope.IsWhole)
        {
            Assert.Equal("700", (await SayAsync("stat -c %a /run/jitssh-*")).Trim());
            Assert.True(envelope.Take(Last(await SayAsync(envelope.Next()))));
            pieces++;
        }

        Assert.InRange(pieces, 3, 10);
        Assert.Equal(9000, envelope.Open()!.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("", await SayAsync("ls -d /run/jitssh-* 2>/dev/null"));
    }

    [Fact]
    public async Task Take_OfWhatWasCutOrForged_IsFalse()
    {
        var (envelope, first) = await RunAsync("echo yes");
        Assert.False(envelope.Take(""));
        Assert.False(envelope.Take(first.TrimEnd()[..^3]));
        Assert.False(new RunCommandEnvelope().Take(first));
        Assert.False(envelope.Take(first.Replace(" 0 ", " 1 ", StringComparison.Ordinal)));
        Assert.False(envelope.IsWhole);
        Assert.Null(envelope.Open());
        Assert.True(envelope.Take("noise\n" + first));
        Assert.Equal("yes\n", envelope.Open());
    }

    [Fact]
    public async Task Open_OfAnAnswerThatWasChanged_IsNull()
    {
        var (envelope, first) = await RunAsync("echo yes");
        var at = first.IndexOf(" 0 H4s", StringComparison.Ordinal) + 12;
        Assert.True(envelope.Take(first[..at] + (first[at] == 'A' ? 'B' : 'A') + first[(at + 1)..]));
        Assert.Null(envelope.Open());
    }

    private async Task<(RunCommandEnvelope Envelope, string First)> RunAsync(string script)
    {
        var envelope = new RunCommandEnvelope();
        return (envelope, Last(await SayAsync(envelope.First(script))));
    }

    private async Task<string> SayAsync(string script) => (await (await lab.StartedAsync()).Servers[0].RunAsync(script)).Output;

    private static string Last(string text) => text.Length <= Cut ? text : text[^Cut..];
}
