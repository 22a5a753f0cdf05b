using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Servers;

public sealed class ServerAnswerTests
{
    private const string Grant = "0198c0de-0000-7000-8000-000000000001";

    [Fact]
    public void Read_AWholeReceipt_HasEverythingThatWasSaid()
    {
        var receipt = Assert.Single(Read(
            $"""
            receipt 1763829000 at 1763828999 timer
            receipt 1763829000 before alice open 1005 docker,adm {Grant}
            receipt 1763829000 after alice locked 1005 - -
            receipt 1763829000 session alice 4711 ended sshd: alice@pts/0
            receipt 1763829000 session alice 4712 left it does not die
            receipt 1763829000 home alice archived /var/lib/jitssh/homes/alice.tar.gz
            receipt 1763829000 server prepared: sshd reads /etc/ssh/jitssh
            receipt 1763829000 drift - 50-jitssh.conf had been changed
            receipt 1763829000 ended {Grant}
            receipt 1763829000 residue alice planted-key ssh-ed25519 SHA256:abc /home/alice/.ssh/authorized_keys
            receipt 1763829000 clean bob
            receipt 1763829000 error account alice session-left 4712 it does not die
            receipt 1763829000 end
            """).Receipts);
        Assert.Equal((1763829000, 1763828999, ReceiptBy.Timer), (receipt.Number, receipt.At.ToUnixTimeSeconds(), receipt.By));
        var alice = receipt.Accounts[0];
        Assert.Equal(("open", "1005"), (alice.Before!.State, alice.Before.Uid));
        Assert.Equal(["docker", "adm"], alice.Before.Groups);
        Assert.Equal([Grant], alice.Before.Grants);
        Assert.Equal(("locked", 0, 0), (alice.After!.State, alice.After.Groups.Count, alice.After.Grants.Count));
        Assert.Equal("archived /var/lib/jitssh/homes/alice.tar.gz", alice.Home);
        Assert.False(alice.IsClean);
        Assert.True(receipt.Accounts.Single(a => a.Account == "bob").IsClean);
        Assert.Equal([("4711", true, "sshd: alice@pts/0"), ("4712", false, "it does not die")], receipt.Sessions.Select(s => (s.Pid, s.Ended, s.Text)));
        Assert.Equal(["prepared: sshd reads /etc/ssh/jitssh"], receipt.ServerChanges);
        Assert.Equal([new("-", "50-jitssh.conf had been changed")], receipt.Drift);
        Assert.Equal([Grant], receipt.Ended);
        Assert.Equal([new("alice", "planted-key", "ssh-ed25519 SHA256:abc /home/alice/.ssh/authorized_keys")], receipt.Residue);
        Assert.Equal([new("account", "alice", "session-left", "4712 it does not die")], receipt.Errors);
    }

    [Fact]
    public void Read_TwoReceiptsBetweenEachOther_AreKeptApart_AndOneWithoutItsLastLineDoesNotCount()
    {
        var answer = Read($"receipt 7 at 1763828999 boot\nreceipt 8 at 1763829000 connector\nreceipt 7 ended {Grant}\nreceipt 8 server left\nreceipt 7 end\nreceipt 9 at 1763829001 timer\nreceipt 9 ended x\nreceipt 8 end\n");
        Assert.Equal([7, 8], answer.Receipts.Select(r => r.Number));
        Assert.Equal([Grant], answer.Receipts[0].Ended);
        Assert.Empty(answer.Receipts[1].Ended);
    }

    [Fact]
    public void Read_WhatIsThereNow_StandsAtTheTop()
    {
        var answer = Read($"info timer systemd\ninfo armed 1763829600\nended {Grant}\nresidue alice crontab 2 lines\nresidue - foreign-trust mallory\nclean bob\nscanning carol\nsomething new\n");
        Assert.Equal(("systemd", 1763829600), (answer.Timer, answer.ArmedUntil!.Value.ToUnixTimeSeconds()));
        Assert.Equal([Grant], answer.Ended);
        Assert.Equal([new("alice", "crontab", "2 lines"), new("-", "foreign-trust", "mallory")], answer.Residue);
        Assert.Equal(["bob"], answer.Clean);
        Assert.Equal(["carol"], answer.Scanning);
    }

    [Fact]
    public void Read_AnAnswerOfAnOlderScript_LacksThemAndIsWhole()
    {
        var answer = Read("clock 1763829001\ninfo openssh 9.2\nchanged 0\nnext -\n");
        Assert.True(answer.IsWhole);
        Assert.Equal((null, null, 0, 0, 0, 0), (answer.Timer, answer.ArmedUntil, answer.Receipts.Count, answer.Residue.Count, answer.Clean.Count, answer.Ended.Count));
    }

    [Theory]
    [InlineData("receipt 99999999999999999999 at 1763828999 timer")]
    [InlineData("receipt 0 at 1763828999 timer")]
    [InlineData("receipt -5 at 1763828999 timer")]
    [InlineData("receipt 5 at 99999999999999 timer")]
    [InlineData("receipt 5 at 1763828999 somebody")]
    [InlineData("receipt 5 at")]
    [InlineData("receipt 5")]
    [InlineData("receipt")]
    public void Read_AReceiptThatIsNone_IsPassedOver(string line) => Assert.Empty(Read($"{line}\nreceipt 5 end\nreceipt 0 end\n").Receipts);

    [Theory]
    [InlineData("residue ../../etc planted-key x")]
    [InlineData("residue alice <script> x")]
    [InlineData("residue alice")]
    [InlineData("clean al;ice")]
    [InlineData("scanning -")]
    [InlineData("ended a/b")]
    [InlineData("clock 99999999999999999")]
    [InlineData("clock -99999999999999999")]
    public void Read_FieldsThatAreNone_ArePassedOver(string line)
    {
        var answer = Read($"{line}\n");
        Assert.Equal((0, 0, 0, 0, null), (answer.Residue.Count, answer.Clean.Count, answer.Scanning.Count, answer.Ended.Count, answer.Clock));
    }

    [Fact]
    public void Read_TooMuchOfEverything_IsCutAndSaysSo()
    {
        var answer = Read(string.Concat(Enumerable.Range(0, 5000).Select(i => $"residue alice files {i}{new string('x', 1000)}\nreceipt {i + 1} at 1763828999 timer\n{string.Concat(Enumerable.Repeat($"receipt {i + 1} server a\n", 3))}receipt {i + 1} end\n")));
        Assert.True(answer.HasMoreResidue);
        Assert.InRange(answer.Residue.Count, 1, 1000);
        Assert.All(answer.Residue, r => Assert.InRange(r.Text.Length, 1, 300));
        Assert.InRange(answer.Receipts.Count, 1, 500);
        Assert.Equal(answer.Receipts.Count, answer.Receipts.Max(r => r.Number));
    }

    [Fact]
    public void Read_AnyText_NeverThrowsAndIsPrintable() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var line = (text ?? "").Replace('\n', ' ');
        var answer = Read($"residue alice files {line}\nreceipt 5 at 1763828999 timer\nreceipt 5 drift alice {line}\nreceipt 5 before alice {line}\nreceipt 5 session alice 12 left {line}\nreceipt 5 {line}\nreceipt 5 end\nreceipt {line}\n{line}\n");
        return answer.Residue.Select(r => r.Text).Concat(answer.Receipts.SelectMany(r => r.Drift.Select(d => d.Text).Concat(r.Sessions.Select(s => s.Text)))).All(t => t.Length <= 300 && t.All(c => c is >= ' ' and <= '~'));
    }).QuickCheckThrowOnFailure();

    private static ServerAnswer Read(string lines) => ServerAnswer.Read($"a banner\njitssh 1\n{lines.ReplaceLineEndings("\n")}\ndone\n");
}
