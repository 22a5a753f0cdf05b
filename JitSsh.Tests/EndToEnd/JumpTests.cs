using JitSsh.Core.Catalog;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>A server behind another one: its name is known to the jump server only, so there is no other way to it.</summary>
[Trait("Category", "Lab")]
public sealed class JumpTests : IAsyncLifetime
{
    private const string Inner = "inner.lab.example";

    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Bastion => lab.Servers[0];

    private LabServer Hidden => lab.Servers[1];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.46.0", 2);
        try
        {
            core = await CoreHost.StartAsync();
            job = await AccessJob.PrepareAsync(core, lab);
            await Bastion.RunAsync($"echo '{Hidden.Address} {Inner}' >> /etc/hosts");
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await job.DisposeAsync();
        await core.DisposeAsync();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task AServerBehindAnother_IsReadGrantedAndEndedThroughIt_AndKeepsItsIdAndHostKey()
    {
        var before = await HiddenAsync();
        await BehindAsync();
        var after = await HiddenAsync();
        Assert.Equal((before.Id, before.HostKeys, ServerLab.AdminUser, job.Servers[Bastion.Name]), (after.Id, after.HostKeys, after.LoginUser, after.JumpServerId!.Value));

        // The host keys come from the server itself, although ssh-keyscan cannot jump.
        var keys = AccessJob.Done(await core.Get<HostKeys>().ScanAsync(job.Admin, after.Id));
        Assert.Equal(Hidden.Info.HostKeys.Select(k => k.Fingerprint).Order(StringComparer.Ordinal), keys.Select(k => k.Fingerprint).Order(StringComparer.Ordinal));

        var request = await job.ActiveAsync(job.Alice, [Hidden.Name], ["docker"], TimeSpan.FromMinutes(5));
        Assert.Contains("jitssh:", (await Hidden.RunAsync("cat /etc/ssh/jitssh/alice")).Output, StringComparison.Ordinal);
        AccessJob.Done(await core.Get<EndAccess>().RunAsync(job.Alice, request));
        await job.UntilAsync(request, AccessStatus.Revoked, TimeSpan.FromSeconds(60));
        Assert.Equal("0", (await Hidden.RunAsync("grep -c . /etc/ssh/jitssh/alice 2>/dev/null || echo 0")).Output.Trim().Split('\n')[0]);
    }

    [Fact]
    public async Task EachHopThatFails_IsNamed()
    {
        await BehindAsync(port: 2299);
        await SaysAsync($"Nothing listens on {Inner}:2299, as the jump server {Bastion.Address}:22 sees it. Check that the server is up, that sshd runs, and that the port is right.");

        await BehindAsync(host: "nowhere.lab.example");
        await SaysAsync($"The jump server {Bastion.Address}:22 cannot resolve the name nowhere.lab.example. Check that the address is right and that the connector's network reaches it.");

        await BehindAsync();
        await SaysAsync("Reached, host key as accepted, logged in, sudo works.");

        await Bastion.PowerOffAsync();
        await BehindAsync(port: 2298);
        await SaysAsync($"The jump server {Bastion.Address}:22 cannot be used: Nothing listens on {Bastion.Address}:22. Check that the server is up, that sshd runs, and that the port is right. Put the jump server right first; this server is tried again by itself.");
    }

    [Fact]
    public async Task AJumpServerThatForwardsNothing_IsNamedWithTheSettingThatForbidsIt()
    {
        // Its sshd forbids it from now on, and whoever logged in before is logged out.
        (await Bastion.RunAsync("echo 'AllowTcpForwarding no' > /etc/ssh/sshd_config.d/10-no-forwarding.conf; kill -HUP $(cat /run/sshd.pid); pkill -u jitadmin; true")).EnsureSuccess();
        await BehindAsync();
        await SaysAsync($"The jump server {Bastion.Address}:22 forwards no connection to {Inner}:22: AllowTcpForwarding or PermitOpen in its sshd_config forbids it. Put the jump server right first; this server is tried again by itself.");
    }

    [Fact]
    public async Task AJumpServerWithAnotherHostKey_StopsTheWayAndAccusesNobodyElse()
    {
        var other = AnsweredServer.OtherKey;
        await BehindAsync();
        var store = core.Get<IServerStore>();
        await store.OfferHostKeysAsync(job.Servers[Bastion.Name], other, default);
        await SaysAsync($"The jump server {Bastion.Name} has shown another host key than the accepted one. Put the jump server right first; this server is tried again by itself.");
        Assert.NotEqual(ServerHealth.HostKeyChanged, (await HiddenAsync()).Health);
    }

    private async Task BehindAsync(string host = Inner, int port = 22)
    {
        AccessJob.Done(await core.Get<ChangeIntegration>().RunAsync(job.Admin, job.Integration, job.Input with
        {
            Base64PrivateKey = null,
            LoginUser = "nobody-here",
            Source = new SshServersSettings
            {
                Servers =
                [
                    new(Bastion.Name, Bastion.Address, Bastion.Port) { User = ServerLab.AdminUser },
                    new(Hidden.Name, host, port) { User = ServerLab.AdminUser, Jump = Bastion.Name },
                ],
            },
        }));
        await core.UntilAsync(HiddenAsync, s => s.Host == host && s.Port == port && s.JumpServerId is not null);
    }

    private async Task<Server> HiddenAsync() => AccessJob.Done(await core.Get<ListServers>().FindAsync(job.Admin, job.Servers[Hidden.Name]));

    private Task SaysAsync(string sentence) => core.UntilAsync(
        async () => string.Join("\n", AccessJob.Done(await core.Get<TestServer>().RunAsync(job.Admin, job.Servers[Hidden.Name])).Select(c => c.Text)),
        said => said.Contains(sentence, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
}
