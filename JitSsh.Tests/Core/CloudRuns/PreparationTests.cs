using JitSsh.Core.CloudRuns;
using JitSsh.Core.Grants;
using JitSsh.Tests.Support;
using Xunit;
using static JitSsh.Tests.EndToEnd.AccessJob;

namespace JitSsh.Tests.Core.CloudRuns;

/// <summary>Servers prepared by Run Command, from nothing to access, and undone; on real servers.</summary>
public sealed class PreparationTests
{
    private const string Traces = "getent passwd jitadmin; ls -d /etc/sudoers.d/jitssh-* /var/lib/jitssh-login /etc/ssh/sshd_config.d/50-jitssh.conf /etc/ssh/jitssh /var/lib/jitssh /run/jitssh-* 2>/dev/null; getent group jitssh";

    [Fact]
    public async Task Prepare_OfABareServer_MakesWhatItNeedsAndUndoTakesItAllAway()
    {
        await using var job = await AzureJob.StartAsync("127.77.111.0");
        await AzureJob.BareAsync(job.Web);
        Assert.Equal("", (await job.Web.RunAsync(Traces)).Output);

        // The plan, which changes nothing.
        var plan = await job.RunAsync(CloudRunKind.Look);
        Assert.Equal((CloudRunState.Done, "user missing, key missing, sudo missing, sshd later"), (plan.State, States(plan)));
        Assert.Equal("Would be made: login user (jitadmin), public key (ssh-ed25519), sudo without a password (/etc/sudoers.d/jitssh-jitadmin).".Replace("ssh-ed25519", KeyType(plan), StringComparison.Ordinal), plan.Text);
        Assert.Equal("", (await job.Web.RunAsync(Traces)).Output);

        var made = await job.RunAsync(CloudRunKind.Prepare);
        Assert.Equal((CloudRunState.Done, "user made, key made, sudo made, sshd later"), (made.State, States(made)));
        Assert.Equal("440 root", (await job.Web.RunAsync("stat -c '%a %U' /etc/sudoers.d/jitssh-jitadmin")).Output.Trim());
        Assert.Equal("jitadmin ALL=(ALL) NOPASSWD:ALL", (await job.Web.ReadFileAsync("/etc/sudoers.d/jitssh-jitadmin")).Trim());
        Assert.Equal("700 jitadmin 600 jitadmin", (await job.Web.RunAsync("echo $(stat -c '%a %U' /home/jitadmin/.ssh /home/jitadmin/.ssh/authorized_keys)")).Output.Trim());
        (await job.Web.RunAsync("visudo -c")).EnsureSuccess();

        // Again: all is there.
        var again = await job.RunAsync(CloudRunKind.Prepare);
        Assert.Equal((CloudRunState.Done, "user there, key there, sudo there, sshd later", "Everything was there: nothing was made."), (again.State, States(again), again.Text));
        Assert.Equal("1", (await job.Web.RunAsync("wc -l </home/jitadmin/.ssh/authorized_keys")).Output.Trim());

        // With the host keys, access works over SSH, and sshd's part is made.
        await job.RunAsync(CloudRunKind.ReadHostKeys);
        var request = await job.RequestAsync(job.Alice);
        await job.UntilAsync(request, r => r.Status == AccessStatus.Active);
        Assert.Equal("0", (await job.Web.RunAsync("test -s /etc/ssh/jitssh/alice; echo $?")).Output.Trim());

        // Not while somebody is on it.
        var refused = await job.Core.Get<AskCloudRuns>().RunAsync(job.Ada, job.Integration, CloudRunKind.Undo, [job.WebId]);
        Assert.Equal($"People have access to {job.Web.Name}. End their access first: without the login user JitSsh could not.", refused.Sentence);
        Done(await job.Core.Get<EndAccess>().RunAsync(job.Ada, request));
        await job.UntilAsync(request, r => r.Status == AccessStatus.Revoked);

        var undone = await job.RunAsync(CloudRunKind.Undo);
        Assert.Equal((CloudRunState.Done, "sudo removed, user removed"), (undone.State, States(undone)));
        Assert.Equal("", (await job.Web.RunAsync("getent passwd jitadmin; ls -d /home/jitadmin /etc/sudoers.d/jitssh-* /var/lib/jitssh-login /run/jitssh-* 2>/dev/null")).Output);
        Assert.StartsWith("JitSsh has made nothing here by Run Command", (await job.RunAsync(CloudRunKind.Undo)).Text);
    }

    [Fact]
    public async Task Prepare_WhereTheUserWasThereBefore_AddsOnlyWhatLacksAndUndoKeepsTheUser()
    {
        await using var job = await AzureJob.StartAsync("127.77.112.0");
        await job.Web.RunAsync("rm /etc/sudoers.d/jitadmin; printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhC8+87mrDwbG0I33k6aKkLx71Lg/VAltI8JcxabMS8 ops' >/home/jitadmin/.ssh/authorized_keys");
        var made = await job.RunAsync(CloudRunKind.Prepare);
        Assert.Equal((CloudRunState.Done, "user there, key made, sudo made, sshd later"), (made.State, States(made)));
        Assert.Equal("2", (await job.Web.RunAsync("wc -l </home/jitadmin/.ssh/authorized_keys")).Output.Trim());
        var undone = await job.RunAsync(CloudRunKind.Undo);
        Assert.Equal((CloudRunState.Done, "sudo removed, key removed, user kept"), (undone.State, States(undone)));
        Assert.Equal("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhC8+87mrDwbG0I33k6aKkLx71Lg/VAltI8JcxabMS8 ops", (await job.Web.ReadFileAsync("/home/jitadmin/.ssh/authorized_keys")).Trim());
        Assert.Equal("jitadmin\n", (await job.Web.RunAsync("id -un jitadmin; ls /var/lib/jitssh-login 2>/dev/null")).Output);
    }

    [Fact]
    public async Task Prepare_WhereItCannot_SaysWhyAndLeavesSudoAsItWas()
    {
        await using var job = await AzureJob.StartAsync("127.77.113.0");
        await job.Web.RunAsync("rm /etc/sudoers.d/jitadmin");

        // A broken sudo stays as it is, and our line does not stay in it.
        await job.Web.RunAsync("echo 'nonsense here' >/etc/sudoers.d/broken; chmod 440 /etc/sudoers.d/broken");
        var broken = await job.RunAsync(CloudRunKind.Prepare);
        Assert.Equal(CloudRunState.Failed, broken.State);
        Assert.StartsWith("sudo without a password: visudo does not pass sudo's configuration, so the line was taken out again: ", broken.Text);
        Assert.Equal("/etc/sudoers.d/broken\n", (await job.Web.RunAsync("ls -d /etc/sudoers.d/*")).Output);

        // A file of somebody else's under our name.
        await job.Web.RunAsync("rm /etc/sudoers.d/broken; rm -rf /var/lib/jitssh-login; echo '# theirs' >/etc/sudoers.d/jitssh-jitadmin");
        Assert.Equal("sudo without a password: /etc/sudoers.d/jitssh-jitadmin is there already, and JitSsh did not make it.", (await job.RunAsync(CloudRunKind.Prepare)).Text);
        Assert.Equal("# theirs\n", await job.Web.ReadFileAsync("/etc/sudoers.d/jitssh-jitadmin"));

        // sshd that reads keys elsewhere.
        await job.Web.RunAsync("rm /etc/sudoers.d/jitssh-jitadmin; echo 'AuthorizedKeysFile /etc/keys/%u' >/etc/ssh/sshd_config.d/10-keys.conf");
        Assert.Equal("Public key: sshd reads keys of jitadmin from /etc/keys/%u, not from its home.", (await job.RunAsync(CloudRunKind.Look)).Text);
    }

    [Fact]
    public async Task Prepare_WithALinkInTheHome_WritesNothingThroughItAsRoot()
    {
        await using var job = await AzureJob.StartAsync("127.77.114.0");
        await job.Web.RunAsync("rm -rf /home/jitadmin/.ssh; mkdir -p /root/target; ln -s /root/target /home/jitadmin/.ssh; chown -h jitadmin /home/jitadmin/.ssh");
        var run = await job.RunAsync(CloudRunKind.Prepare);
        Assert.Equal(CloudRunState.Failed, run.State);
        Assert.StartsWith("Public key: ", run.Text);
        Assert.Equal("", (await job.Web.RunAsync("ls -A /root/target")).Output);
    }

    [Theory]
    [InlineData("a;id")]
    [InlineData("$(id)")]
    [InlineData("a'b")]
    [InlineData("")]
    public void ForLogin_WithANameThatIsNone_IsRefused(string name) => Assert.Throws<FormatException>(() => CloudRunScript.ForLogin(CloudRunKind.Prepare, name, AnsweredServer.Key));

    [Fact]
    public void ForLogin_WithAKeyThatIsNone_IsRefused() => Assert.Throws<FormatException>(() => CloudRunScript.ForLogin(CloudRunKind.Prepare, "jitadmin", "ssh-ed25519 AAAA'; id '"));

    [Theory]
    [InlineData("login 1\nitem user made jitadmin\n")]
    [InlineData("login 1\nitem user conquered jitadmin\ndone\n")]
    [InlineData("login 1\nitem root made x\ndone\n")]
    [InlineData("item user made jitadmin\ndone\n")]
    public void ReadFindings_OfWhatTheScriptDoesNotSay_IsNothing(string answer) => Assert.Null(CloudRunScript.ReadFindings(answer));

    private static string States(CloudRun run) => string.Join(", ", run.Findings.Select(f => $"{f.Name} {f.State}"));

    private static string KeyType(CloudRun run) => run.Findings.First(f => f.Name == "key").Text;
}
