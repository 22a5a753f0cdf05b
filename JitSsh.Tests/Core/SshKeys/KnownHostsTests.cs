using JitSsh.Core.SshKeys;
using Xunit;

namespace JitSsh.Tests.Core.SshKeys;

public sealed class KnownHostsTests
{
    private static readonly HostPublicKey Key = HostPublicKey.Parse(SampleKeys.Line("ssh-ed25519")).Value!;
    private static readonly HostPublicKey Rsa = HostPublicKey.Parse(SampleKeys.Line("ssh-rsa")).Value!;

    [Theory]
    [InlineData(22, "web-1.example", "web-1.example")]
    [InlineData(22, "10.1.2.3", "10.1.2.3")]
    [InlineData(22, "2001:DB8:0::1", "2001:db8::1")]
    [InlineData(2222, "web-1.example", "[web-1.example]:2222")]
    [InlineData(2222, "2001:db8::1", "[2001:db8::1]:2222")]
    public void Write_Host_IsFoundBySshKeygen(int port, string host, string lookedUp)
    {
        using var tools = new SshTools();
        var text = KnownHosts.Write([host, "OTHER"], port, [Key, Rsa]).Value!;
        var file = tools.Write("known_hosts", text);

        var found = tools.Run("ssh-keygen", null, "-l", "-F", lookedUp, "-f", file);

        Assert.Contains(Key.Fingerprint, found, StringComparison.Ordinal);
        Assert.Contains(Rsa.Fingerprint, found, StringComparison.Ordinal);
        Assert.Equal(2, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith(port == 22 ? lookedUp + ",other ssh-ed25519 " : lookedUp + ",[other]:2222 ssh-ed25519 ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("*")]
    [InlineData("!a")]
    [InlineData("a\nb")]
    [InlineData("a\n")]
    [InlineData("[a]")]
    [InlineData("@cert-authority")]
    [InlineData("|1|x|y")]
    [InlineData("-oProxyCommand=x")]
    [InlineData("0x7f.1")]
    [InlineData("1.2.3")]
    [InlineData("256.1.1.1")]
    [InlineData("010.1.1.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData(":::")]
    [InlineData("a..b")]
    public void Write_NoHost_IsRefused(string host) =>
        Assert.EndsWith("is neither a host name nor an IP address.", KnownHosts.Write([host], 22, [Key]).Problem, StringComparison.Ordinal);

    [Fact]
    public void Write_NothingOrBadPort_IsRefused()
    {
        Assert.Equal("A known_hosts line needs at least one host and one host key.", KnownHosts.Write([], 22, [Key]).Problem);
        Assert.Equal("A known_hosts line needs at least one host and one host key.", KnownHosts.Write(["a"], 22, []).Problem);
        Assert.Equal("0 is no port; ports go from 1 to 65535.", KnownHosts.Write(["a"], 0, [Key]).Problem);
        Assert.Equal("65536 is no port; ports go from 1 to 65535.", KnownHosts.Write(["a"], 65536, [Key]).Problem);
    }
}
