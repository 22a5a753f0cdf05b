using JitSsh.Core.CloudRuns;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Support;
using Xunit;
using static JitSsh.Tests.EndToEnd.AccessJob;

namespace JitSsh.Tests.Core.CloudRuns;

/// <summary>Host keys that Azure vouches for, read through Run Command on real servers; and each sentence an admin reads where they are not.</summary>
public sealed class HostKeyTests
{
    [Fact]
    public async Task ReadHostKeys_OfANewServer_AcceptsWhatTheMachineHas()
    {
        await using var job = await AzureJob.StartAsync("127.77.101.0");
        var run = await job.RunAsync(CloudRunKind.ReadHostKeys);
        Assert.Equal(CloudRunState.Done, run.State);
        Assert.StartsWith("Accepted, vouched for by Azure: ", run.Text);
        var server = await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready);
        Assert.Equal(job.Web.Info.HostKeys.Select(k => k.Fingerprint).Order(StringComparer.Ordinal), HostKey.ReadLines(server.HostKeys).Select(k => k.Fingerprint).Order(StringComparer.Ordinal));
        Assert.Equal((HostKeyTrust.ByCloud, job.Ada.Id), (server.HostKeysHow, server.HostKeysAcceptedBy));
        Assert.Contains(await job.AuditAsync("host-key.vouched"), t => t.StartsWith($"Ada: {job.Web.Name}: Azure vouches for ", StringComparison.Ordinal) && t.EndsWith("read through Run Command. Accepted.", StringComparison.Ordinal));
        Assert.NotEmpty(await job.AuditAsync("run-command.asked"));
        Assert.NotEmpty(await job.AuditAsync("run-command.done"));

        // Again: nothing changes.
        Assert.StartsWith("Azure vouches for the accepted host keys: ", (await job.RunAsync(CloudRunKind.ReadHostKeys)).Text);
    }

    [Fact]
    public async Task ReadHostKeys_WhenAnotherKeyIsAccepted_IsAnAlarmAndReplacesNothing()
    {
        await using var job = await AzureJob.StartAsync("127.77.102.0");
        await job.Core.Get<IServerStore>().OfferHostKeysAsync(job.WebId, AnsweredServer.Key, default);
        Done(await job.Core.Get<HostKeys>().AcceptAsync(job.Ada, job.WebId, HostKey.ReadLines(AnsweredServer.Key)));
        Assert.Equal(HostKeyTrust.ByHand, (await job.ReadAsync(job.Web)).HostKeysHow);
        var run = await job.RunAsync(CloudRunKind.ReadHostKeys);
        Assert.Equal(CloudRunState.Failed, run.State);
        Assert.StartsWith("Alarm: Azure vouches for other host keys than the accepted ones: ", run.Text);
        Assert.EndsWith($"JitSsh does not connect to {job.Web.Name} until an admin has decided on its page.", run.Text);
        var server = await job.ReadAsync(job.Web);
        Assert.Equal((AnsweredServer.Key, ServerHealth.HostKeyChanged, true), (server.HostKeys, server.Health, server.IsVouchedDifferent));
        Assert.Equal("Azure vouches for other host keys than the accepted ones.", server.FailureText);
        Assert.Contains(Done(await job.Core.Get<ShowResidue>().OpenAsync(job.Ada, new(0, 10))).Alarms, a => a.ServerId == job.WebId);

        // Whoever stands in between and shows the accepted key does not end the alarm.
        await job.Core.Get<IServerStore>().OfferHostKeysAsync(job.WebId, AnsweredServer.Key, default);
        Assert.Equal(ServerHealth.HostKeyChanged, (await job.ReadAsync(job.Web)).Health);

        // Carol may not decide; an admin may, on exactly these keys.
        var vouched = HostKey.ReadLines(server.VouchedHostKeys);
        Assert.Equal(JitSsh.Core.Common.OutcomeKind.NotFound, (await job.Core.Get<HostKeys>().AcceptVouchedAsync(job.Carol, job.WebId, vouched)).Kind);
        Assert.Equal("Azure vouches for other keys since. Look at them again.", (await job.Core.Get<HostKeys>().AcceptVouchedAsync(job.Ada, job.WebId, HostKey.ReadLines(AnsweredServer.OtherKey))).Sentence);
        Done(await job.Core.Get<HostKeys>().AcceptVouchedAsync(job.Ada, job.WebId, vouched));
        Assert.Equal(HostKeyTrust.ByCloud, (await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready)).HostKeysHow);
    }

    [Fact]
    public async Task ReadHostKeys_OfAllServers_AreReadSideBySideAndNeverTwiceOnOne()
    {
        await using var job = await AzureJob.StartAsync("127.77.103.0", 3);
        var asked = Done(await job.Core.Get<AskCloudRuns>().RunAsync(job.Ada, job.Integration, CloudRunKind.ReadHostKeys, null));
        Assert.Equal(3, asked);
        foreach (var server in job.Lab.Servers)
        {
            Assert.Equal(CloudRunState.Done, (await job.EndedAsync(server, CloudRunKind.ReadHostKeys)).State);
        }

        // One sign-in for all of them, as long as nothing about it changes: one of discovery, one of Run Command.
        Assert.InRange(job.Azure.Requests.Count(r => r.Path.EndsWith("/token", StringComparison.OrdinalIgnoreCase)), 1, 4);
    }

    [Fact]
    public async Task AcceptVouchedHostKeys_SwitchedOn_ReadsNewServersAfterADiscovery()
    {
        await using var job = await AzureJob.StartAsync("127.77.104.0", settings: new() { AcceptVouchedHostKeys = true });
        var server = await job.UntilAsync(job.Web, s => s.Health == ServerHealth.Ready);
        Assert.Equal((HostKeyTrust.ByCloud, null), (server.HostKeysHow, server.HostKeysAcceptedBy));
        Assert.Contains(await job.AuditAsync("host-key.vouched"), t => t.StartsWith("JitSsh: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadHostKeys_OfAVmMadeAnew_SaysSoAndTouchesNothing()
    {
        await using var job = await AzureJob.StartAsync("127.77.105.0");
        var other = Guid.NewGuid();
        job.Subscription.Change(job.Web.Name, vm => vm with { VmId = other });
        var run = await job.RunAsync(CloudRunKind.ReadHostKeys);
        Assert.Equal($"{job.Web.Name} was made anew: Azure has another VM under this name now ({other}). Refresh the integration, then try again.", run.Text);
        Assert.DoesNotContain(job.Azure.Requests, r => r.Path.EndsWith("/runCommand", StringComparison.OrdinalIgnoreCase));
        await job.DiscoverAsync();
        Assert.Equal(CloudRunState.Done, (await job.RunAsync(CloudRunKind.ReadHostKeys)).State);
    }

    [Fact]
    public async Task Cancel_OfWhatWaitsAndRuns_StopsBoth()
    {
        await using var job = await AzureJob.StartAsync("127.77.106.0", takes: TimeSpan.FromMinutes(5));
        var ask = job.Core.Get<AskCloudRuns>();
        Done(await ask.RunAsync(job.Ada, job.Integration, CloudRunKind.ReadHostKeys, null));
        await job.Core.UntilAsync(() => Task.FromResult(job.Azure.Requests.Count(r => r.Path.EndsWith("/runCommand", StringComparison.OrdinalIgnoreCase) && r.Status == 202)), n => n == 1, TimeSpan.FromMinutes(2));
        Done(await ask.RunAsync(job.Ada, job.Integration, CloudRunKind.Look, null));
        Assert.Equal(2, Done(await ask.CancelAsync(job.Ada, job.Integration)));
        Assert.Equal((CloudRunState.Cancelled, "Taken back before it began."), Ended(await job.EndedAsync(job.Web, CloudRunKind.Look)));
        Assert.Equal((CloudRunState.Cancelled, $"Stopped waiting. What was begun on {job.Web.Name} goes on there to its end."), Ended(await job.EndedAsync(job.Web, CloudRunKind.ReadHostKeys)));

        static (CloudRunState, string?) Ended(CloudRun run) => (run.State, run.Text);
    }

    [Fact]
    public async Task ReadHostKeys_WhereItCannotWork_SaysWhyAndWhatToDo()
    {
        await using var job = await AzureJob.StartAsync("127.77.107.0");
        var name = job.Web.Name;

        job.Subscription.Change(name, vm => vm with { IsAgentReady = false, IsAgentKnownToBeDead = true });
        Assert.Equal($"The Azure VM agent on {name} is not ready (Not Ready), so Run Command cannot reach it. Look at the agent on the server (systemctl status walinuxagent or waagent), or do it by hand: a fingerprint can be accepted on the server's page.", await FailAsync());

        job.Subscription.Change(name, vm => vm with { IsAgentKnownToBeDead = false });
        Assert.Equal($"The Azure VM agent on {name} is not ready (VMAgentStatusCommunicationError), so Run Command cannot reach it. Look at the agent on the server (systemctl status walinuxagent or waagent), or do it by hand: a fingerprint can be accepted on the server's page.", await FailAsync());

        job.Subscription.Change(name, vm => vm with { IsAgentReady = true, PowerState = SimulatedPowerState.Deallocated });
        Assert.Equal($"{name} is switched off (deallocated). Run Command works only while it runs: start it, then try again.", await FailAsync());

        job.Subscription.Change(name, vm => vm with { PowerState = SimulatedPowerState.Running });
        job.Azure.Inject(new(SimulatedFaultKind.Forbidden, "/runCommand"));
        Assert.Equal($"The identity may not run a command on {name}: it lacks the permission {AzureControl.RunAction}. Give it a role with this permission on the VM's subscription (docs/azure.md has one). A role that was just given takes some minutes.", await FailAsync());

        job.Azure.ClearFaults();
        job.Azure.Inject(new(SimulatedFaultKind.Throttled, "/runCommand", Wait: TimeSpan.FromMinutes(10)));
        Assert.Equal($"Azure answers too many requests for the request to run a command on {name} and asks to wait 10 minutes. JitSsh tries again after that.", await FailAsync());

        job.Azure.ClearFaults();
        var gone = job.Subscription.Vms[0];
        job.Subscription.Remove(name);
        Assert.Equal($"Azure does not have {name} any more, or this identity cannot see it. Refresh the integration.", await FailAsync());
        job.Subscription.Add(gone);

        // Nothing was accepted by any of that.
        Assert.Equal("", (await job.ReadAsync(job.Web)).HostKeys);

        async Task<string?> FailAsync()
        {
            var count = Done(await job.Core.Get<AskCloudRuns>().ListAsync(job.Ada, new(Server: job.WebId), new(0, 50))).Total;
            Done(await job.Core.Get<AskCloudRuns>().RunAsync(job.Ada, job.Integration, CloudRunKind.ReadHostKeys, [job.WebId]));
            var run = await job.EndedAsync(job.Web, CloudRunKind.ReadHostKeys, count + 1);
            Assert.Equal(CloudRunState.Failed, run.State);
            return run.Text;
        }
    }

    [Fact]
    public async Task ReadHostKeys_WhileSomebodyElsesCommandRuns_WaitsForItOrSaysSo()
    {
        await using var job = await AzureJob.StartAsync("127.77.108.0", takes: TimeSpan.FromSeconds(2));
        Assert.Equal(CloudRunState.Done, (await WhileBusyAsync(job)).State);

        await using var slow = await AzureJob.StartAsync("127.77.109.0", takes: TimeSpan.FromMinutes(3));
        Assert.Equal($"Another command runs on {slow.Web.Name}, and Azure takes one at a time. Try again when it has ended; Azure stops it after 90 minutes at the latest.", (await WhileBusyAsync(slow)).Text);

        static async Task<CloudRun> WhileBusyAsync(AzureJob job)
        {
            var target = new CloudServer(job.WebId, job.Web.Name, (await job.Core.Get<JitSsh.Core.Catalog.ListIntegrations>().FindAsync(job.Ada, job.Integration)).Value.Source, job.Azure.ClientSecret, job.Servers[0].ExternalId, null);
            using var stop = new CancellationTokenSource();
            var other = job.Core.Get<IRunCommand>().RunAsync(target, "true", stop.Token);
            await job.Core.UntilAsync(() => Task.FromResult(job.Azure.Requests.Count(r => r.Path.EndsWith("/runCommand", StringComparison.OrdinalIgnoreCase) && r.Status == 202)), n => n > 0, TimeSpan.FromMinutes(2));
            var run = await job.RunAsync(CloudRunKind.ReadHostKeys);
            await stop.CancelAsync();
            await ((Task)other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return run;
        }
    }

    [Fact]
    public async Task ReadHostKeys_WithoutAnEndInTime_SaysThatItMayGoOn()
    {
        await using var job = await AzureJob.StartAsync("127.77.110.0", takes: TimeSpan.FromMinutes(5), limits: new() { EndWithin = TimeSpan.FromSeconds(2), PollEvery = TimeSpan.FromMilliseconds(100) });
        Assert.Equal($"Azure has not reported the end of the command on {job.Web.Name} within 2 seconds. It may still go on there. Look at the VM's agent, and try again later.", (await job.RunAsync(CloudRunKind.ReadHostKeys)).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("host-keys 1\ndone\n")]
    [InlineData("host-keys 1\nhostkey ssh-ed25519 AAAA\ndone\n")]
    [InlineData("host-keys 1\nhostkey " + AnsweredServer.Key + "\n")]
    [InlineData("host-keys 1\nhostkey " + AnsweredServer.Key + "\nrm -rf /\ndone\n")]
    [InlineData("noise\nhost-keys 1\nhostkey " + AnsweredServer.Key + "\ndone\n")]
    public void ReadHostKeys_FromAnAnswerThatIsNotExactlyTheScripts_IsNothing(string answer) => Assert.Null(CloudRunScript.ReadHostKeys(answer));

    [Fact]
    public async Task Ask_AsAMember_AnswersLikeSomethingThatIsNotThere()
    {
        await using var server = await AnsweredServer.StartAsync();
        var ask = server.Core.Get<AskCloudRuns>();
        Assert.Equal(JitSsh.Core.Common.OutcomeKind.NotFound, (await ask.RunAsync(server.Alice, server.Integration, CloudRunKind.ReadHostKeys, null)).Kind);
        Assert.Equal(JitSsh.Core.Common.OutcomeKind.NotFound, (await ask.CancelAsync(server.Alice, server.Integration)).Kind);
        Assert.Equal("These servers are a list kept by hand: there is no Run Command for them.", (await ask.RunAsync(server.Ada, server.Integration, CloudRunKind.ReadHostKeys, null)).Sentence);
    }
}
