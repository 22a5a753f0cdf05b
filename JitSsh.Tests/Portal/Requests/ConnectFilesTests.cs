using System.Diagnostics;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Portal.Requests;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class ConnectFilesTests
{
    private static readonly RequestId Request = new(new("01a20467-658d-76f3-aa7e-b61e2d177ac3"));

    [Theory]
    [InlineData("10.0.0.4", 22, "ssh -i jitssh-2d177ac3 -o CertificateFile=jitssh-2d177ac3-cert.pub -o UserKnownHostsFile=jitssh-known_hosts -o IdentitiesOnly=yes alice@10.0.0.4")]
    [InlineData("web-01.example.com", 2222, "ssh -i jitssh-2d177ac3 -o CertificateFile=jitssh-2d177ac3-cert.pub -o UserKnownHostsFile=jitssh-known_hosts -o IdentitiesOnly=yes -p 2222 alice@web-01.example.com")]
    [InlineData("fd00::4", 22, "ssh -i jitssh-2d177ac3 -o CertificateFile=jitssh-2d177ac3-cert.pub -o UserKnownHostsFile=jitssh-known_hosts -o IdentitiesOnly=yes alice@fd00::4")]
    public void CommandFor_ServerWithAddress_IsTheWholeCommand(string host, int port, string expected) =>
        Assert.Equal(expected, ConnectFiles.OfNewKey(Request).CommandFor(Access(host, port)));

    [Fact]
    public void CommandFor_ServerWithoutAddress_IsNone() => Assert.Null(ConnectFiles.OfNewKey(Request).CommandFor(Access(null, 22)));

    [Theory]
    [InlineData("~/.ssh/id_ed25519", "~/.ssh/id_ed25519")]
    [InlineData("/home/a/key", "/home/a/key")]
    [InlineData("my keys/it's one", "'my keys/it'\\''s one'")]
    [InlineData("~/my key", "~/'my key'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("a;b", "'a;b'")]
    public void OfKeyAt_AnyPath_IsOneWordForAShell(string path, string word)
    {
        Assert.Equal(word, ConnectFiles.OfKeyAt(Request, path).Key);

        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"HOME=/h; printf '%s' {word}"]) { RedirectStandardOutput = true })!;
        Assert.Equal(path.StartsWith("~/", StringComparison.Ordinal) ? $"/h/{path[2..]}" : path, shell.StandardOutput.ReadToEnd());
    }

    [Theory]
    [InlineData("ssh-ed25519 AAAA", "~/.ssh/id_ed25519")]
    [InlineData("ecdsa-sha2-nistp384 AAAA", "~/.ssh/id_ecdsa")]
    [InlineData("ssh-rsa AAAA", "~/.ssh/id_rsa")]
    [InlineData("sk-ssh-ed25519@openssh.com AAAA", "~/.ssh/id_ed25519_sk")]
    public void UsualPath_IsWhereSshKeygenPutsIt(string line, string path) => Assert.Equal(path, ConnectFiles.UsualPath(line));

    private static RequestedAccess Access(string? host, int port) => new(new(Guid.NewGuid()), "web", host, port, Rows.Grant(GrantState.Active), AccessStatus.Active);
}
