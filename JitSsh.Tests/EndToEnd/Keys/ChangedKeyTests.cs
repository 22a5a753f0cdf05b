using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using HostKey = JitSsh.Core.Servers.HostKey;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Keys;

/// <summary>A key that is changed in its store, while the connector works.</summary>
[Trait("Category", "Lab")]
public sealed class ChangedKeyTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-mount-").FullName;
    private KeyJob job = null!;

    private string KeyPath => Path.Combine(directory, "key.pem");

    public async ValueTask InitializeAsync()
    {
        job = await KeyJob.StartAsync("127.78.66.0", ("JitSsh:Secrets:FileRoots:0", directory), ("JitSsh:Secrets:AskAgainAfter", "00:00:00"), ("JitSsh:OpenSsh:KeepConnection", "00:00:10"));
        File.Copy(job.Lab.AdminPrivateKeyPath!, KeyPath);
        AccessJob.Done(await job.Core.Get<ChangeIntegration>().RunAsync(job.Job.Admin, job.Job.Integration, job.Job.Input with { Base64PrivateKey = null, LoginKeyFrom = new FileSecretRef(KeyPath) }));
    }

    public async ValueTask DisposeAsync()
    {
        await job.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task ChangedKey_ServersTakeIt_IsUsedWithoutARestart()
    {
        using var newer = GeneratePrivateKey.Execute();
        Assert.True((await ConnectAsync(job.First)).IsOk);
        await LetInAsync(job.First, newer, alone: true);
        await DisconnectAsync(job.First);
        await File.WriteAllBytesAsync(KeyPath, newer.Text.ToArray());

        var result = await ConnectAsync(job.First);

        Assert.Equal((null, null), (result.Failure, result.Note));
        AccessJob.Done(await job.Core.Get<ChangeIntegration>().RefreshAsync(job.Job.Admin, job.Job.Integration));
        await job.Core.UntilAsync(async () => (await job.IntegrationAsync()).LoginPublicKey, line => line == newer.PublicKeyLine);
        Assert.Contains("integration.key-changed-in-store", await job.AuditAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedKey_ServersTakeOnlyTheEarlier_ItIsUsedAndSaid()
    {
        using var newer = GeneratePrivateKey.Execute();
        Assert.True((await ConnectAsync(job.First)).IsOk);
        await DisconnectAsync(job.First);
        await File.WriteAllBytesAsync(KeyPath, newer.Text.ToArray());

        var result = await ConnectAsync(job.First);

        Assert.True(result.IsOk);
        Assert.Matches($@"^The key in the file {KeyPath} was changed on \d{{4}}-\d\d-\d\d \d\d:\d\d UTC and this server does not take it; the earlier one still works, until the connector is started anew\. Let the new public key in for {ServerLab.AdminUser}, or rotate the key in JitSsh\.$", result.Note);

        // The connector's own work says so at the server, and the integration is Warning.
        await job.Core.Get<IServerStore>().MakeDueAsync(job.Job.Servers[job.First.Name], TimeProvider.System.GetUtcNow(), default);
        await job.Core.UntilAsync(() => job.ServerAsync(job.First), s => s.KeyNote == result.Note);
        var integration = await job.Core.UntilAsync(job.IntegrationAsync, i => i.Status == IntegrationStatus.Warning);
        Assert.StartsWith("The key in the store was changed, and ", integration.StatusReason, StringComparison.Ordinal);

        // Once the new key is let in, all is well again.
        await LetInAsync(job.First, newer, alone: false);
        await LetInAsync(job.Second, newer, alone: false);
        foreach (var server in job.Lab.Servers)
        {
            await DisconnectAsync(server);
            await job.Core.Get<IServerStore>().MakeDueAsync(job.Job.Servers[server.Name], TimeProvider.System.GetUtcNow(), default);
            await job.Core.UntilAsync(() => job.ServerAsync(server), s => s.KeyNote is null, TimeSpan.FromMinutes(1));
        }

        await job.Core.UntilAsync(job.IntegrationAsync, i => i.Status == IntegrationStatus.Active, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Key_GoneFromItsStore_IsNoLongerUsed()
    {
        Assert.True((await ConnectAsync(job.First)).IsOk);
        File.Delete(KeyPath);
        var result = await ConnectAsync(job.First);

        Assert.Equal(ShellFailure.SecretUnavailable, result.Failure);
        Assert.Equal($"There is no file {KeyPath} where the connector runs. Check the name, and that the secret is mounted there.", result.Text);
    }

    private static async Task LetInAsync(LabServer server, PrivateKeyText key, bool alone) =>
        Assert.Equal("", (await server.RunAsync($"echo '{key.PublicKeyLine}' {(alone ? ">" : ">>")} /home/{ServerLab.AdminUser}/.ssh/authorized_keys")).Error);

    private async Task<ShellResult> ConnectAsync(LabServer server) => await job.Core.Get<IServerShell>().ConnectAsync(await TargetAsync(server), default);

    private async Task DisconnectAsync(LabServer server) => await job.Core.Get<IServerShell>().DisconnectAsync(await TargetAsync(server), default);

    private async Task<ShellTarget> TargetAsync(LabServer server)
    {
        var (row, integration) = (await job.ServerAsync(server), await job.IntegrationAsync());
        Assert.True(HostAddress.TryCreate(row.Host, row.Port, out var address, out _));
        return new(row.Id, address!, integration.LoginUser, integration.LoginKey, HostKey.ReadLines(row.HostKeys));
    }
}
