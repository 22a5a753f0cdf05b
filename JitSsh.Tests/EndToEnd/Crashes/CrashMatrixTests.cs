using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Crashes;

/// <summary>
/// The connector dies after each remote step and after each commit of a grant, an extension, an end and a clean-up; another one
/// starts on the same database, and the server must come to exactly what is promised.
/// </summary>
[Trait("Category", "Lab")]
public sealed class CrashMatrixTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private ProcessLife life = null!;
    private AccessJob job = null!;
    private ServerSnapshot start = null!;
    private RequestId request;
    private DateTimeOffset extendedTo;

    private LabServer Web => lab.Servers[0];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.180.0", 1);
        try
        {
            start = await Web.SnapshotAsync();
            core = await StartAsync(null);
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
    [Trait("Category", "Long")]
    public Task ConnectorDiesAtEveryStep_TheNextOneFinishes() => DieAsync(from: 1, every: 1);

    /// <summary>A sample of the above; which steps, depends on the day.</summary>
    [Fact]
    public Task ConnectorDiesAtSomeSteps_TheNextOneFinishes() => DieAsync(from: 1 + (TimeProvider.System.GetUtcNow().DayOfYear % 7), every: 7);

    private async Task DieAsync(int from, int every)
    {
        var step = from;
        while (await LiveAsync(step))
        {
            step += every;
        }

        // Lease, connection, intent, telling and report are at least seven steps of one visit.
        Assert.InRange(step, 8, 60);
    }

    /// <summary>A grant, an extension, its end and the clean-up, each with a connector that dies at this step. False when none came so far.</summary>
    private async Task<bool> LiveAsync(int step)
    {
        request = await job.RequestAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(30));
        var died = await StageAsync("grant", step, ApproveAsync, () => Is(AccessStatus.Active), Promises.Granted);
        var key = await job.KeyAsync(job.Alice, request);
        var login = await job.SshAsync(key, Web, "alice", "nohup setsid sleep 1000 >/dev/null 2>&1 & id -nG");
        Assert.Contains("docker", login.Output.Split());

        extendedTo = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        died |= await StageAsync("extension", step, ExtendAsync, IsExtendedAsync, Promises.GrantedAndUsed);
        Assert.Equal(0, (await job.SshAsync(key, Web, "alice", "true")).ExitCode);

        died |= await StageAsync("end", step, EndAsync, () => Is(AccessStatus.Revoked), Promises.Ended);
        Assert.NotEqual(0, (await job.SshAsync(key, Web, "alice", "true")).ExitCode);
        await WasWrittenDownOnceAsync();

        died |= await StageAsync("clean-up", step, CleanUpAsync, () => Task.FromResult(true), Promises.Nothing);
        await ConnectAgainAsync();
        return died;
    }

    /// <summary>Does it with a process that dies at this step, and once more with another one; then all must be as promised.</summary>
    private async Task<bool> StageAsync(string name, int step, Func<Task> act, Func<Task<bool>> isDone, Promise promise)
    {
        life.DieAt(step);
        try
        {
            await act();
        }
        catch (ProcessIsOverException)
        {
            // Whoever asked for it sees an error, and looks again later.
        }

        await UntilAsync(async () => life.IsOver || (await isDone() && (await BreachesAsync(promise)).Count == 0), Limit);
        await life.SpareAsync();
        var (died, steps) = (life.IsOver, life.Steps);
        if (died)
        {
            var directory = core.Directory;
            await core.DisposeAsync(deleteDirectory: false);
            core = await StartAsync(directory);
            job.Use(core);
            await act();
        }

        IReadOnlyList<string> breaches = [];
        var isAsPromised = await UntilAsync(async () => await isDone() && (breaches = await BreachesAsync(promise)).Count == 0, Limit);
        Assert.True(isAsPromised, $"{name}, {(died ? "died" : "lived")} after {steps}:\n{string.Join('\n', breaches)}\n{System.Text.Json.JsonSerializer.Serialize(await job.ShowAsync(request))}");
        return died;
    }

    private async Task<IReadOnlyList<string>> BreachesAsync(Promise promise) => promise.Breaches(start, await Web.SnapshotAsync());

    private async Task<bool> Is(AccessStatus status) => (await job.ShowAsync(request)).Status == status;

    private async Task ApproveAsync()
    {
        if ((await job.ShowAsync(request)).Request.State == RequestState.Pending)
        {
            AccessJob.Done(await core.Get<DecideRequest>().RunAsync(job.Bob, request, true, ""));
        }
    }

    /// <summary>What an extension comes to: a later end, and a server that is due, in one transaction.</summary>
    private Task ExtendAsync() => core.Get<Db>().WriteAsync(async (c, w) =>
    {
        var now = TimeProvider.System.GetUtcNow();
        await c.Grants.Where(g => g.RequestId == request && g.State == GrantState.Active).ExecuteUpdateAsync(g => g.SetProperty(x => x.NotAfter, extendedTo));
        await c.Servers.Where(s => s.Id == job.Servers[Web.Name]).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, now));
        w.Tell(ChangeOf.Work);
        return true;
    }, CancellationToken.None);

    private async Task<bool> IsExtendedAsync() =>
        (await Web.RunAsync("cat /etc/ssh/jitssh/alice")).Output.Contains($"expiry-time=\"{extendedTo.AddSeconds(-1).UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z\"", StringComparison.Ordinal);

    private async Task EndAsync()
    {
        if ((await job.ShowAsync(request)).Status == AccessStatus.Active)
        {
            AccessJob.Done(await core.Get<EndAccess>().RunAsync(job.Alice, request));
        }
    }

    private async Task CleanUpAsync()
    {
        AccessJob.Done(await core.Get<ChangeIntegration>().RunAsync(job.Admin, job.Integration, job.Input with { KeepDays = 0, HomeDisposal = HomeDisposal.Remove }));
        AccessJob.Done(await core.Get<ChangeIntegration>().DisableAsync(job.Admin, job.Integration, true));
    }

    private async Task ConnectAgainAsync()
    {
        AccessJob.Done(await core.Get<ChangeIntegration>().RunAsync(job.Admin, job.Integration, job.Input));
        AccessJob.Done(await core.Get<ChangeIntegration>().DisableAsync(job.Admin, job.Integration, false));
        await core.UntilAsync(async () => (await core.Get<ListIntegrations>().FindAsync(job.Admin, job.Integration)).Value.Status, s => s == IntegrationStatus.Active);
    }

    /// <summary>However often a step was repeated, it is told once; and no receipt was lost with an answer.</summary>
    private async Task WasWrittenDownOnceAsync()
    {
        var grant = Assert.Single((await job.ShowAsync(request)).Servers).Grant!;
        var told = await core.Get<Db>().ReadAsync(c => c.AuditEvents.Where(e => e.SubjectId == grant.Id.Value).OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync(), CancellationToken.None);
        Assert.Equal(["grant.made", "grant.active", "grant.ending", "grant.ended"], told);
        var receipts = AccessJob.Done(await core.Get<ShowReceipts>().OfRequestAsync(job.Admin, request))[grant.Id].ToList();
        Assert.Contains(receipts, r => r.Accounts.Any(a => a.Before?.State == "absent" || a.After?.State == "open"));
        Assert.Contains(receipts, r => r.Ended.Contains(grant.Id.ToString()));
    }

    private async Task<CoreHost> StartAsync(string? directory)
    {
        var mine = new ProcessLife();
        life = mine;
        var settled = Path.Combine(Web.Info.RootDirectory!, "var/lib/jitssh/settled");
        return await CoreHost.StartAsync(directory, services =>
        {
            services.Decorate<IServerShell>((inner, _) => new MortalShell(inner, mine, () => File.Exists(settled) && File.ReadAllText(settled) == "no\n"));
            services.ConfigureDbContext<JitSshContext>(o => o.AddInterceptors(new MortalCommits(mine), new MortalConnections(mine)));
        });
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> holds, TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit);
        while (true)
        {
            try
            {
                if (await holds())
                {
                    return true;
                }
            }
            catch (ProcessIsOverException)
            {
                // It died while it was looked at.
            }

            if (over.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }
}
