using System.Globalization;
using JitSsh.Core.SshKeys;
using Xunit;

namespace JitSsh.Tests.Core.SshKeys;

public sealed class SshPublicKeyTests
{
    [Theory]
    [MemberData(nameof(SampleKeys.TypeData), MemberType = typeof(SampleKeys))]
    public void Parse_EveryAcceptedType_AgreesWithSshKeygen(string type)
    {
        using var tools = new SshTools();
        var listed = tools.Run("ssh-keygen", null, "-lf", tools.Write("key.pub", SampleKeys.Line(type) + "\n")).Split(' ');

        var key = SshPublicKey.Parse("\r\n \t" + SampleKeys.Line(type) + " \r\n").Value!;

        Assert.Equal(type, key.Type);
        Assert.Equal(listed[0], key.Bits.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(listed[1], key.Fingerprint);
        Assert.Equal(SampleKeys.Line(type), key.Line);
        Assert.Equal(SampleKeys.Blob(type), key.Blob.ToArray());
        Assert.Equal(key, SshPublicKey.Parse(key.Line).Value);
    }

    [Fact]
    public void Parse_CommentWithControlAndBidiCharacters_KeepsOnlyPrintable()
    {
        var line = string.Join(' ', SampleKeys.Line("ssh-ed25519").Split(' ')[..2]);
        Assert.Equal("a [31m bé", SshPublicKey.Parse(line + "  a \u001b[31m\u202e b\u200bé\0").Value!.Comment.Replace("  ", " ", StringComparison.Ordinal));
        Assert.Equal(200, SshPublicKey.Parse(line + " " + new string('x', 5000)).Value!.Comment.Length);
        Assert.Equal(line, SshPublicKey.Parse(line).Value!.Line);
    }

    [Fact]
    public void Fingerprint_IsCheckedByHand_ForOneKnownKey() =>
        Assert.Equal("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
            SshPublicKey.Parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl").Value!.Fingerprint);
}
