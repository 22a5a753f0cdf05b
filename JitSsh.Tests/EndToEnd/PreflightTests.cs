using JitSsh.Core.Common;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>Whether it will work, said before anybody asks or decides, by looking at real servers.</summary>
[Trait("Category", "Lab")]
public sealed class PreflightTests : IAsyncLifetime
{
    private ServerLab lab = null!;
    private CoreHost core = null!;
    private AccessJob job = null!;

    private LabServer Web => lab.Servers[0];

    private ServerId WebId => job.Servers[Web.Name];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.62.0", 1);
        try
        {
            core = await CoreHost.StartAsync();
            job = await AccessJob.PrepareAsync(core, lab);
        }
        catch
        {
            // xunit does not dispose what could not be initialised, and the next test wants the same addresses.
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
    public async Task BeforeAsking_EveryCheckOfPersonAndServer_SaysWhatIsWrongAndWhatToDo()
    {
        var fine = await LookAsync(["docker"]);
        Assert.True(fine.Verdict is PreflightVerdict.Works or PreflightVerdict.WorksWithWarnings, Text(fine));
        Assert.Contains(fine.Checks, c => c is { Name: "account", Result: "ok", Text: "alice is free" });
        Assert.Contains(fine.Checks, c => c is { Name: "group", Result: "ok", Text: "docker" });
        Assert.Contains(fine.Checks, c => c is { Name: "allow-rules", Result: "ok" });

        // What was found about the server is kept with it, what is about the account is not.
        var kept = AccessJob.Done(await core.Get<ListServers>().FindAsync(job.Admin, WebId));
        Assert.Equal(fine.At, kept.CheckedAt);
        Assert.Contains(kept.Checks, c => c.Name == "disk");
        Assert.DoesNotContain(kept.Checks, c => c.Name is "account" or "group" or "allow-rules");

        var missing = await LookAsync(["nosuchgroup"]);
        Assert.Equal(PreflightVerdict.Fails, missing.Verdict);
        var group = Assert.Single(missing.Findings, c => c.Name == "group");
        Assert.Equal(("fail", "there is no group nosuchgroup"), (group.Result, group.Text));
        Assert.Equal("Make the group on the server (groupadd), or take it out of the integration's user groups.", ServerCheckAdvice.For(group));

        await Web.RunAsync("useradd -m alice");
        Assert.Contains((await LookAsync(["developers"])).Findings, c => c is { Name: "account", Result: "fail" } && c.Text == "alice exists and was not made by JitSsh, and Lab servers does not use such accounts");

        await Web.RunAsync("echo 'DenyUsers alice' >/etc/ssh/sshd_config.d/10-deny.conf");
        Assert.Contains((await LookAsync(["dba"])).Findings, c => c is { Name: "allow-rules", Result: "fail", Text: "DenyUsers in sshd's configuration keeps alice out" });
    }

    [Fact]
    public async Task BeforeAsking_WhoMayNotAskForIt_LearnsNothing()
    {
        var stranger = await job.PersonAsync("Mallory Stranger", "mallory");
        var preflight = core.Get<PreflightRequest>();
        Assert.Equal(OutcomeKind.NotFound, (await preflight.BeforeAskingAsync(stranger, WebId, [])).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await preflight.BeforeAskingAsync(job.Bob, WebId, [])).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await preflight.BeforeAskingAsync(job.Alice, new(Guid.NewGuid()), [])).Kind);

        // Nor does somebody who may ask for the server, of groups that no flow offers.
        Assert.Equal(OutcomeKind.NotFound, (await preflight.BeforeAskingAsync(job.Alice, WebId, ["shadow"])).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await preflight.BeforeAskingAsync(Actor.System, WebId, [])).Kind);

        var request = await job.RequestAsync(job.Alice, [Web.Name], [], TimeSpan.FromMinutes(5));
        Assert.Equal(OutcomeKind.NotFound, (await preflight.OfRequestAsync(stranger, request, WebId)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await preflight.OfRequestAsync(job.Carol, request, WebId)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await preflight.OfRequestAsync(job.Bob, request, new(Guid.NewGuid()))).Kind);
        foreach (var who in new[] { job.Alice, job.Bob, job.Admin })
        {
            Assert.True((await preflight.OfRequestAsync(who, request, WebId)).IsDone);
        }
    }

    [Fact]
    public async Task ServerThatIsOffOrSilent_SaysSo_AndOneThatAnswersAgainIsReady()
    {
        var id = WebId;
        await core.Get<Db>().WriteAsync((c, _) => c.Servers.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PowerState, "Deallocated")), default);
        var off = await LookAsync([]);
        Assert.Equal(PreflightVerdict.Waits, off.Verdict);
        Assert.Equal([new ServerCheck("power", "wait", $"{Web.Name} is switched off (deallocated).")], off.Checks);
        await core.Get<Db>().WriteAsync((c, _) => c.Servers.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.PowerState, "Running")), default);

        await Web.PowerOffAsync();
        var silent = AccessJob.Done(await core.Get<TestServer>().RunAsync(job.Admin, WebId));
        Assert.Contains("Nothing listens on", Assert.Single(silent).Text, StringComparison.Ordinal);
        Assert.Equal(ServerHealth.Unreachable, AccessJob.Done(await core.Get<ListServers>().FindAsync(job.Admin, WebId)).Health);

        await Web.PowerOnAsync();
        Assert.DoesNotContain(AccessJob.Done(await core.Get<TestServer>().RunAsync(job.Admin, WebId)), c => c.Result == "fail");
        Assert.Equal(ServerHealth.Ready, AccessJob.Done(await core.Get<ListServers>().FindAsync(job.Admin, WebId)).Health);
    }

    [Fact]
    public async Task ManyWhoLookAtOnce_AskTheServerOnce()
    {
        var preflight = core.Get<PreflightRequest>();

        var looks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => preflight.BeforeAskingAsync(job.Alice, WebId, ["docker"])));

        Assert.Single(looks.Select(l => AccessJob.Done(l).At).Distinct());
    }

    private async Task<ServerPreflight> LookAsync(IReadOnlyCollection<string> groups) => AccessJob.Done(await core.Get<PreflightRequest>().BeforeAskingAsync(job.Alice, WebId, groups));

    private static string Text(ServerPreflight look) => string.Join("; ", look.Findings.Select(c => $"{c.Name} {c.Result} {c.Text}"));
}
