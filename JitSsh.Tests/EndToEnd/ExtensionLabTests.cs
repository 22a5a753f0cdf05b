using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>Access that is extended while somebody is logged in, on a real server.</summary>
[Trait("Category", "Lab")]
public sealed class ExtensionLabTests : IAsyncLifetime
{
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Web => lab.Servers[0];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.46.0", 1);
        try
        {
            core = await CoreHost.StartAsync();
            job = await AccessJob.PrepareAsync(core, lab);
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
    public async Task Extend_WithASessionOpen_ItLivesPastTheOldEndAndDiesAtTheNewOne()
    {
        var flow = (await core.Get<ListAccessFlows>().RunAsync(job.Admin, new(), Page.First)).Value.Items[0];
        AccessJob.Done(await core.Get<SaveAccessFlow>().ChangeAsync(job.Admin, flow.Id, flow.Version, flow.Name, flow.Rule with { Approvers = null, Extension = new(1, TimeSpan.FromSeconds(40)) }, true));
        var request = await job.RequestAsync(job.Alice, [Web.Name], [], TimeSpan.FromSeconds(40));
        var oldEnd = (await job.UntilAsync(request, AccessStatus.Active)).Servers[0].Grant!.NotAfter!.Value;
        var oldKey = await job.KeyAsync(job.Alice, request);
        using var session = job.Session(oldKey, Web, "alice", "echo in; cat");
        Assert.Equal("in", await session.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));

        AccessJob.Done(await core.Get<ExtendAccess>().RunAsync(job.Alice, request, TimeSpan.FromSeconds(40), ""));
        var told = await core.UntilAsync(() => job.ShowAsync(request), r => r.Servers[0].Grant!.ExtendedAt is null);
        var newEnd = told.Servers[0].Grant!.NotAfter!.Value;
        Assert.Equal(oldEnd.AddSeconds(40), newEnd);

        // Past the old end: by the clock of this machine, which is the server's.
        await core.UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow()), now => now > oldEnd.AddSeconds(3), TimeSpan.FromSeconds(90));
        await session.StandardInput.WriteLineAsync("still here");
        await session.StandardInput.FlushAsync();
        Assert.Equal("still here", await session.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(AccessStatus.Active, (await job.ShowAsync(request)).Status);

        // Whoever logs in anew needs a new certificate.
        Assert.NotEqual(0, (await job.SshAsync(oldKey, Web, "alice", "true")).ExitCode);
        Assert.Equal(0, (await job.SshAsync(job.Alice, request, Web, "alice", "true")).ExitCode);

        var grant = (await job.UntilAsync(request, AccessStatus.Expired, TimeSpan.FromSeconds(120))).Servers[0].Grant!;
        Assert.True(grant.EndedAt >= newEnd);
        await session.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
    }
}
