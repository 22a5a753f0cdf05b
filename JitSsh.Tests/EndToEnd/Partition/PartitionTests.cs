using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Partition;

/// <summary>A server that nobody can reach when access ends: it ends it by itself, and tells of it when it can be reached again.</summary>
[Trait("Category", "Lab")]
public sealed class PartitionTests : IAsyncLifetime
{
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Web => lab.Servers[0];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.181.0", 1);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CutOffOverTheEnd_TheServerEndsItOnTime_AndItIsCollected(bool portalRuns)
    {
        var request = await job.ActiveAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromSeconds(20));
        using var session = job.Session(await job.KeyAsync(job.Alice, request), Web, "alice", "nohup setsid sleep 1000 >/dev/null 2>&1 & echo in; sleep 1000");
        Assert.Equal("in", await session.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        var grant = Assert.Single((await job.ShowAsync(request)).Servers).Grant!;
        var end = grant.NotAfter!.Value;
        await Web.CutOffAsync();
        if (!portalRuns)
        {
            await core.DisposeAsync(deleteDirectory: false);
        }

        var seen = await Watch.OnAsync(Web, end);
        TestContext.Current.TestOutputHelper?.WriteLine($"{seen}");

        Assert.All([seen.Processes, seen.Trust, seen.Locked, seen.Groups], after => Assert.InRange(after, 0, 1 + seen.Blink));
        if (portalRuns)
        {
            // Nothing is said to be over that nobody has looked at.
            Assert.NotEqual(AccessStatus.Expired, (await job.ShowAsync(request)).Status);
        }

        await Web.RestoreAsync();
        if (!portalRuns)
        {
            core = await CoreHost.StartAsync(core.Directory);
            job.Use(core);
        }

        session.Kill();
        await Collected.AssertAsync(core, job, request, ReceiptBy.Timer);
    }
}

/// <summary>What is known of an access that a server ended by itself, once it was asked.</summary>
internal static class Collected
{
    public static async Task<ServerReceipt> AssertAsync(CoreHost core, AccessJob job, RequestId request, params ReceiptBy[] by)
    {
        var row = await job.UntilAsync(request, AccessStatus.Expired, TimeSpan.FromSeconds(60));
        var grant = Assert.Single(row.Servers).Grant!;
        Assert.Equal(EndReason.Expired, grant.EndReason);
        var receipts = await ReceiptsAsync();
        var receipt = Assert.Single(receipts, r => r.Ended.Contains(grant.Id.ToString()));
        Assert.Contains(receipt.By, by);
        Assert.Equal(receipt.At, grant.EndedAt);
        Assert.True(receipt.At >= grant.NotAfter, $"{receipt.At} is before {grant.NotAfter}");
        var account = Assert.Single(receipt.Accounts, a => a.Account == "alice");
        Assert.Equal("locked", account.After?.State);
        Assert.Empty(account.After!.Grants);
        Assert.Contains(AccessJob.Done(await core.Get<ReadAuditLog>().RunAsync(job.Admin, "ended-by-server", new(0, 50))).Items, e => e.SubjectId == grant.Id.Value);

        // The server looks through its files meanwhile; the requester sees what came of it, too.
        await core.UntilAsync(ReceiptsAsync, all => all.Any(r => r.Accounts.Any(a => a is { Account: "alice", IsClean: true })), TimeSpan.FromSeconds(60));
        return receipt;

        async Task<List<ServerReceipt>> ReceiptsAsync() => [.. AccessJob.Done(await core.Get<ShowReceipts>().OfRequestAsync(job.Alice, request))[grant.Id]];
    }
}
