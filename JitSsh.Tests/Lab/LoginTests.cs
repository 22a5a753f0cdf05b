using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

[Trait("Category", "Lab")]
public sealed class LoginTests(LabFixture fixture)
{
    [Fact]
    public async Task Login_WithTheAdminKey_ReachesEachServerAndItsSudo()
    {
        var lab = await fixture.StartedAsync();
        foreach (var server in lab.Servers)
        {
            var result = await lab.AsAdminAsync(server, "hostname; sudo -n id -un");

            Assert.Equal((0, $"{server.Name}\nroot\n", ""), (result.ExitCode, result.Output, result.Error));
        }
    }

    [Fact]
    public async Task Login_Twice_HasTheUsersLoginUidAndTwoSessions()
    {
        var lab = await fixture.StartedAsync();
        const string Read = "cat /proc/self/loginuid; echo; sudo -n cat /proc/self/sessionid";
        var first = (await lab.AsAdminAsync(lab.Servers[0], Read)).Output.Split('\n');
        var second = (await lab.AsAdminAsync(lab.Servers[0], Read)).Output.Split('\n');
        var daemons = await lab.Servers[0].RunAsync("cat /proc/1/loginuid /proc/$(cat /run/sshd.pid)/loginuid");

        Assert.Equal("1000", first[0]);
        Assert.Equal("1000", second[0]);
        Assert.NotEqual(first[1], second[1]);
        Assert.Equal("42949672954294967295", daemons.Output);
    }

    [Fact]
    public async Task Login_WithACertificate_IsInAuthLogWithItsIdAndItsProcess()
    {
        var lab = await fixture.StartedAsync();
        var server = lab.Servers[1];
        var directory = Directory.CreateTempSubdirectory("jitssh-lab-test-").FullName;
        await HostCommand.RunAsync("sh", ["-euc", """
            cd "$1"
            ssh-keygen -q -t ecdsa -N '' -f ca
            ssh-keygen -q -t ed25519 -N '' -f user
            ssh-keygen -q -s ca -I grant-0815 -z 4711 -n request-42 -V -1m:+5m user.pub
            """, "sh", directory], null, TestContext.Current.CancellationToken);
        var trust = $"restrict,pty,cert-authority,principals=\"request-42\" {await File.ReadAllTextAsync($"{directory}/ca.pub")}";
        await server.RunAsync("useradd -m certified && usermod -p '*' certified && install -d -o certified ~certified/.ssh && cat >~certified/.ssh/authorized_keys", trust);

        var login = await lab.SshAsync(
            server, "certified", $"{directory}/user", "ps -o ppid= -p $PPID", "-o", $"CertificateFile={directory}/user-cert.pub");
        var log = await server.ReadFileAsync("/var/log/auth.log");
        await server.RunAsync("userdel -r certified");
        Directory.Delete(directory, recursive: true);

        Assert.Equal("", login.Error);
        Assert.Matches(
            $"""^[A-Z][a-z]{"{2}"} [ 0-9]\d \d\d:\d\d:\d\d {server.Name} sshd\[{login.Output.Trim()}\]: Accepted publickey for certified from 127\.0\.0\.1 port \d+ ssh2: ED25519-CERT SHA256:\S+ ID grant-0815 \(serial 4711\) CA ECDSA SHA256:\S+$""",
            log.Split('\n').Single(line => line.Contains("Accepted publickey for certified", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Login_OfThePersonWhoWasThereBefore_HasItsOwnGroupsAndNoSudo()
    {
        var lab = await fixture.StartedAsync();
        var result = await lab.SshAsync(lab.Servers[2], ServerLab.PersonUser, lab.PersonPrivateKeyPath, "id -Gn; sudo -n true");

        Assert.Equal("olduser dba operators\n", result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task Sudo_OverSsh_DoesNotWaitForNames()
    {
        var lab = await fixture.StartedAsync();
        var result = await lab.AsAdminAsync(lab.Servers[0], "time -p sudo -n true");

        var seconds = double.Parse(result.Error.Split('\n').Single(line => line.StartsWith("real", StringComparison.Ordinal))[5..]);
        Assert.InRange(seconds, 0, 4);
    }

    [Fact]
    public async Task Terminal_OverSsh_IsAListedLogin()
    {
        var lab = await fixture.StartedAsync();
        var result = await lab.SshAsync(
            lab.Servers[0], ServerLab.AdminUser, lab.AdminPrivateKeyPath!, "who", "-tt");

        Assert.StartsWith("jitadmin pts/", result.Output);
    }
}
