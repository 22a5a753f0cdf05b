using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Portal.Integrations.Form;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class InstallCommandsTests
{
    [Theory]
    [InlineData("root; reboot")]
    [InlineData("$(id)")]
    [InlineData("")]
    public void User_NoLinuxName_IsRefused(string user)
    {
        using var key = GeneratePrivateKey.Execute();

        Assert.Throws<ArgumentException>(() => InstallCommands.User(user, key.PublicKeyLine));
        Assert.Throws<ArgumentException>(() => InstallCommands.Sudo(user));
    }

    [Theory]
    [InlineData("ssh-ed25519 AAAA\" && reboot")]
    [InlineData("ssh-ed25519 $(reboot)")]
    [InlineData("ssh-ed25519")]
    public void User_NoKeyLine_IsRefused(string line) => Assert.Throws<ArgumentException>(() => InstallCommands.User("jitadmin", line));

    [Fact]
    public void Sudo_User_IsCheckedByVisudoBeforeItIsPutInPlace()
    {
        var command = InstallCommands.Sudo("jitadmin");

        Assert.True(command.IndexOf("visudo -c", StringComparison.Ordinal) < command.IndexOf("/etc/sudoers.d/", StringComparison.Ordinal));
    }
}
