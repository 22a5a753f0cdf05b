using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Rotations;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;

namespace JitSsh.Tests.EndToEnd.Keys;

/// <summary>Two real servers and a Core whose integration logs in to them.</summary>
internal sealed class KeyJob : IAsyncDisposable
{
    private KeyJob(ServerLab lab, CoreHost core, AccessJob job) => (Lab, Core, Job) = (lab, core, job);

    public ServerLab Lab { get; }

    public CoreHost Core { get; private set; }

    public AccessJob Job { get; }

    public LabServer First => Lab.Servers[0];

    public LabServer Second => Lab.Servers[1];

    public static async Task<KeyJob> StartAsync(string addressBase, params (string Name, string Value)[] settings)
    {
        var lab = await LabFixture.StartAsync(addressBase, 2);
        try
        {
            var core = await CoreHost.StartAsync(settings: settings);
            return new(lab, core, await AccessJob.PrepareAsync(core, lab));
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another process takes over the database.</summary>
    public async Task RestartAsync()
    {
        await Core.DisposeAsync(deleteDirectory: false);
        Core = await CoreHost.StartAsync(Core.Directory);
        Job.Use(Core);
    }

    public async Task<Integration> IntegrationAsync() => AccessJob.Done(await Core.Get<ListIntegrations>().FindAsync(Job.Admin, Job.Integration));

    public async Task<Server> ServerAsync(LabServer server) => AccessJob.Done(await Core.Get<ListServers>().FindAsync(Job.Admin, Job.Servers[server.Name]));

    public async Task<RotationProgress> RotationAsync() => AccessJob.Done(await Core.Get<RotateKey>().FindAsync(Job.Admin, Job.Integration))!;

    public Task<RotationProgress> UntilAsync(Func<RotationProgress, bool> holds) => Core.UntilAsync(RotationAsync, holds, TimeSpan.FromMinutes(2));

    public static Task<string> AuthorizedKeysAsync(LabServer server) => server.ReadFileAsync($"/home/{ServerLab.AdminUser}/.ssh/authorized_keys");

    public async Task<string> AuditAsync() => string.Join('\n', AccessJob.Done(await Core.Get<ReadAuditLog>().RunAsync(Job.Admin, null, new(0, 500))).Items.Select(e => $"{e.Action} {e.Text}"));

    public async ValueTask DisposeAsync()
    {
        await Job.DisposeAsync();
        await Core.DisposeAsync();
        await Lab.DisposeAsync();
    }
}
