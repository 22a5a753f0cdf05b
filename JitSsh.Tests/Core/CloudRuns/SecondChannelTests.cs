using JitSsh.Core.CloudRuns;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using Xunit;
using static JitSsh.Tests.EndToEnd.AccessJob;

namespace JitSsh.Tests.Core.CloudRuns;

/// <summary>Ends that SSH cannot carry out, carried out by Run Command: the same script, state and generation; the receipt and the audit log say so.</summary>
public sealed class SecondChannelTests
{
    [Fact]
    public async Task EndAccess_WithTheServerUnreachable_EndsItOverRunCommand()
    {
        await using var job = await AzureJob.StartAsync("127.77.117.0");
        var request = await CutOffWithAccessAsync(job);
        Assert.Equal("0", (await job.Web.RunAsync("test -s /etc/ssh/jitssh/alice; echo $?")).Output.Trim());

        var run = await job.RunAsync(CloudRunKind.EndAccess);
        Assert.Equal((CloudRunState.Done, $"1 access was ended on {job.Web.Name} over Run Command."), (run.State, run.Text));
        var row = await job.UntilAsync(request, r => r.Servers[0].Grant!.State == GrantState.Ended);
        Assert.Equal("1", (await job.Web.RunAsync("test -s /etc/ssh/jitssh/alice; echo $?")).Output.Trim());
        Assert.Contains(await job.AuditAsync("grant.ended"), t => t == "JitSsh: alice: an admin ended it, over Run Command");
        var receipts = Done(await job.Core.Get<ShowReceipts>().OfRequestAsync(job.Ada, request))[row.Servers[0].Grant!.Id].ToList();
        Assert.Contains(receipts, r => r.OverRunCommand && r.Ended.Count == 1);
        Assert.Contains(receipts, r => !r.OverRunCommand);

        // It says nothing about SSH, and the generation went on: the next visit over SSH is newer.
        Assert.Equal(ServerHealth.Unreachable, (await job.ReadAsync(job.Web)).Health);
        await job.Web.RestoreAsync();
        await job.Core.Get<IServerStore>().MakeDueAsync(job.WebId, TimeProvider.System.GetUtcNow(), default);
        await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready);
    }

    [Fact]
    public async Task EndAccess_WhenRunCommandFailsToo_LeavesItEndingAndTriesOverSshAgain()
    {
        await using var job = await AzureJob.StartAsync("127.77.118.0");
        var request = await CutOffWithAccessAsync(job);
        job.Subscription.Change(job.Web.Name, vm => vm with { IsAgentReady = false });
        var run = await job.RunAsync(CloudRunKind.EndAccess);
        Assert.Equal(CloudRunState.Failed, run.State);
        Assert.StartsWith($"The Azure VM agent on {job.Web.Name} is not ready", run.Text);
        Assert.Equal(GrantState.Ending, (await job.ShowAsync(request)).Servers[0].Grant!.State);
        await job.Web.RestoreAsync();
        await job.UntilAsync(request, r => r.Servers[0].Grant!.State == GrantState.Ended);
    }

    [Fact]
    public async Task DueEnds_AfterTheMinutesOfTheSetting_AreTheServersThatSshCannotEnd()
    {
        await using var job = await AzureJob.StartAsync("127.77.119.0", settings: new() { EndAfterMinutes = 30 });
        await CutOffWithAccessAsync(job);
        var store = job.Core.Get<ICloudRunStore>();
        var now = TimeProvider.System.GetUtcNow();
        var (early, next) = await store.DueEndsAsync(JitSsh.Core.Common.ConnectorId.Embedded, now, default);
        Assert.Empty(early);
        Assert.InRange(next!.Value - now, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));
        var (due, _) = await store.DueEndsAsync(JitSsh.Core.Common.ConnectorId.Embedded, now.AddMinutes(31), default);
        Assert.Equal((job.WebId, CloudRunKind.EndAccess, null), (Assert.Single(due).ServerId, due[0].Kind, due[0].AskedBy));

        // Off, it never comes.
        await job.SettleAsync(new());
        Assert.Empty((await store.DueEndsAsync(JitSsh.Core.Common.ConnectorId.Embedded, now.AddDays(1), default)).Due);
    }

    [Fact]
    public async Task EndAccess_BySettingOfOneMinute_HappensByItself()
    {
        await using var job = await AzureJob.StartAsync("127.77.120.0", settings: new() { EndAfterMinutes = 1 });
        var request = await CutOffWithAccessAsync(job);
        await job.UntilAsync(request, r => r.Servers[0].Grant!.State == GrantState.Ended);
        Assert.Contains(await job.AuditAsync("run-command.asked"), t => t == $"JitSsh: {job.Web.Name}: End access");
    }

    private static async Task<JitSsh.Core.Common.RequestId> CutOffWithAccessAsync(AzureJob job)
    {
        await job.RunAsync(CloudRunKind.ReadHostKeys);
        await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready);
        var request = await job.RequestAsync(job.Alice);
        await job.UntilAsync(request, r => r.Status == AccessStatus.Active);
        await job.Web.CutOffAsync(CutOff.NoRoute);
        Done(await job.Core.Get<EndAccess>().RunAsync(job.Ada, request));
        await job.UntilAsync(request, r => r.Servers[0].Grant is { State: GrantState.Ending, LastError: not null });
        return request;
    }
}
