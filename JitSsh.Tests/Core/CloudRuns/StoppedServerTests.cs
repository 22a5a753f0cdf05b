using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Azure;
using JitSsh.Portal.Requests;
using Xunit;
using static JitSsh.Tests.EndToEnd.AccessJob;

namespace JitSsh.Tests.Core.CloudRuns;

/// <summary>Grants on servers that are switched off: they wait and say so, and a person may start the server where the integration lets them.</summary>
public sealed class StoppedServerTests
{
    [Fact]
    public async Task Grant_OnAStoppedServer_WaitsAndBeginsWhenThePersonHasStartedIt()
    {
        await using var job = await AzureJob.StartAsync("127.77.115.0");
        await job.RunAsync(CloudRunKind.ReadHostKeys);
        await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready);

        // Switched off a moment ago: no discovery has seen it.
        await job.Web.PowerOffAsync();
        job.Subscription.SetPower(job.Web.Name, SimulatedPowerState.Deallocated);
        var request = await job.RequestAsync(job.Alice, TimeSpan.FromHours(2));
        var waiting = await job.UntilAsync(request, r => r.Servers[0].Grant is { IsWaiting: true });
        var sentence = $"{job.Web.Name} is switched off (deallocated). Access begins when it runs.";
        Assert.Equal((sentence, null, AccessStatus.Granting), (waiting.Servers[0].Grant!.LastError, waiting.Servers[0].Grant!.NotAfter, waiting.Status));
        Assert.Contains(RequestStep.Of(waiting, waiting.Servers[0]), s => s is { Name: "Waiting", State: StepState.Now } && s.Detail == sentence);

        // Not before the integration allows it, and never for somebody else.
        var start = job.Core.Get<StartServer>();
        Assert.Equal($"The integration of {job.Web.Name} does not let people start its servers. Ask an admin.", (await start.RunAsync(job.Alice, request, job.WebId)).Sentence);
        await job.SettleAsync(new() { LetPeopleStart = true });
        Assert.Equal(OutcomeKind.NotFound, (await start.RunAsync(job.Carol, request, job.WebId)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await start.OfAsync(job.Carol, request)).Kind);
        Assert.True(Assert.Single(Done(await start.OfAsync(job.Alice, request))).MayStart);

        // What may go wrong, said.
        job.Azure.Inject(new(SimulatedFaultKind.Forbidden, "/start", Times: 1));
        Done(await start.RunAsync(job.Alice, request, job.WebId));
        var forbidden = await job.EndedAsync(job.Web, CloudRunKind.Start);
        Assert.Equal($"The identity may not start {job.Web.Name}: it lacks the permission Microsoft.Compute/virtualMachines/start/action. Give it a role with this permission on the VM's subscription (docs/azure.md has one). A role that was just given takes some minutes.", forbidden.Text);
        job.Subscription.Change(job.Web.Name, vm => vm with { StartError = "AllocationFailed" });
        Done(await start.RunAsync(job.Alice, request, job.WebId));
        Assert.Equal($"Azure has no room for {job.Web.Name} at the moment (AllocationFailed). Try again later, or give it another size.", (await job.EndedAsync(job.Web, CloudRunKind.Start, 2)).Text);
        job.Subscription.Change(job.Web.Name, vm => vm with { StartError = null });

        Done(await start.RunAsync(job.Alice, request, job.WebId));
        Assert.Equal((CloudRunState.Done, $"{job.Web.Name} runs. Access begins as soon as it takes logins."), await LastAsync());
        var active = await job.UntilAsync(request, r => r.Status == AccessStatus.Active);

        // The clock began when it worked.
        var grant = active.Servers[0].Grant!;
        Assert.True(grant.NotAfter - grant.ActiveAt > TimeSpan.FromMinutes(110), $"{grant.ActiveAt:O} to {grant.NotAfter:O}");
        Assert.Contains(await job.AuditAsync("run-command.asked"), t => t == $"Alice: {job.Web.Name}: Start");
        Assert.Equal($"{job.Web.Name} is not switched off, as far as is known.", (await start.RunAsync(job.Alice, request, job.WebId)).Sentence);

        async Task<(CloudRunState, string?)> LastAsync()
        {
            var run = await job.EndedAsync(job.Web, CloudRunKind.Start, 3);
            return (run.State, run.Text);
        }
    }

    [Fact]
    public async Task Start_WithoutApprovedAccess_IsRefused()
    {
        await using var job = await AzureJob.StartAsync("127.77.116.0", settings: new() { LetPeopleStart = true });
        await job.RunAsync(CloudRunKind.ReadHostKeys);
        await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready);
        var request = await job.RequestAsync(job.Alice);
        await job.UntilAsync(request, r => r.Status == AccessStatus.Active);
        Done(await job.Core.Get<EndAccess>().RunAsync(job.Alice, request));
        await job.UntilAsync(request, r => r.Status == AccessStatus.Revoked);
        job.Subscription.SetPower(job.Web.Name, SimulatedPowerState.Stopped);
        await job.DiscoverAsync();
        Assert.Equal($"This request gives no access to {job.Web.Name} now, so it cannot be started from here.", (await job.Core.Get<StartServer>().RunAsync(job.Alice, request, job.WebId)).Sentence);
        Assert.DoesNotContain(job.Azure.Requests, r => r.Path.EndsWith("/start", StringComparison.OrdinalIgnoreCase));
    }
}
