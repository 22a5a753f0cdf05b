using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Azure;
using JitSsh.Portal.Integrations;
using JitSsh.Portal.Integrations.RunCommand;
using JitSsh.Portal.Servers;
using JitSsh.Portal.Shared;
using JitSsh.Tests.Core.Discovery;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

/// <summary>An integration's pages, over what really happened to it.</summary>
public sealed class IntegrationScreenTests
{
    [Fact]
    public async Task Page_WhileRefreshing_ShowsHowFarItIs()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2));
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Slow, "networkInterfaces", Wait: TimeSpan.FromMinutes(5)));
        Screen.Done(await azure.Core.Get<ChangeIntegration>().RefreshAsync(azure.Ada, azure.Integration));
        var progress = azure.Core.Get<SyncProgress>();
        await azure.Core.UntilAsync(() => Task.FromResult(progress.Of(azure.Ada, azure.Integration)), p => p is { ScopesTotal: 1 }, TimeSpan.FromSeconds(60));

        var page = await Screen.Over(azure.Core).ShowAsync<IntegrationPage>(azure.Ada, $"/integrations/{azure.Integration}", ("Id", azure.Integration.ToString()));

        Assert.StartsWith("Refreshing Discovering servers.", page.QuerySelector("p[role=status]")!.TextContent, StringComparison.Ordinal);
        var shown = page.QuerySelector(".refresh-progress")!;
        Assert.StartsWith("Reading subscription shop (", shown.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("0 of 1 subscription, ", shown.TextContent, StringComparison.Ordinal);
        Assert.Equal(("1", "0"), (shown.QuerySelector("progress")!.GetAttribute("max"), shown.QuerySelector("progress")!.GetAttribute("value")));
    }

    [Fact]
    public async Task Page_WhileDeleting_ShowsWhatHoldsItUpAndTheTwoWaysOut()
    {
        await using var server = await AnsweredServer.StartAsync();
        await server.ActiveAsync();
        Screen.Done(await server.Core.Get<DeleteIntegration>().BeginAsync(server.Ada, server.Integration));
        await server.Core.Get<IReconcileStore>().ReportFailureAsync(await server.LeaseAsync(), ShellFailure.Timeout, "192.0.2.1:22 did not answer in time.", server.Clock.Now, default);

        var page = await Screen.Over(server.Core).ShowAsync<IntegrationPage>(server.Ada, $"/integrations/{server.Integration}", ("Id", server.Integration.ToString()));

        var panel = page.QuerySelector("section[aria-labelledby=deletion-title]")!;
        Assert.Equal(
            "0 of 1 ended. A server that cannot be reached holds it up: bring it back, or delete anyway. What may then be left on it is written into the audit log.",
            panel.QuerySelector("[role=status]")!.TextContent);
        Assert.Equal(
            ["web-01", "Alice", "192.0.2.1:22 did not answer in time. Check that the server is up and that no firewall or network security group drops the connector's packets."],
            panel.QuerySelectorAll("tbody th, tbody td").Take(3).Select(c => c.TextContent.Trim()));
        Assert.NotNull(panel.QuerySelector("tbody time"));
        Assert.Equal(["Stop deleting", "Delete anyway"], panel.QuerySelectorAll("button .rz-button-text").Select(b => b.TextContent.Trim()));
        Assert.Equal(("1", "0"), (panel.QuerySelector("progress")!.GetAttribute("max"), panel.QuerySelector("progress")!.GetAttribute("value")));
    }

    [Fact]
    public async Task RunCommand_ThatFailed_StandsAtItsServerWithTheReason()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2));
        var server = await azure.ServerAsync("shop-001");

        // This Core does not trust the simulated Azure's certificate when it works on single VMs.
        Screen.Done(await azure.Core.Get<AskCloudRuns>().RunAsync(azure.Ada, azure.Integration, CloudRunKind.Look, [server.Id]));
        var run = (await azure.Core.UntilAsync(
            async () => Screen.Done(await azure.Core.Get<AskCloudRuns>().ListAsync(azure.Ada, new(azure.Integration), new(0, 10))).Items,
            runs => runs is [{ IsOpen: false }], TimeSpan.FromMinutes(2)))[0];
        Assert.Equal(CloudRunState.Failed, run.State);

        var page = await Screen.Over(azure.Core).ShowAsync<RunCommandPage>(azure.Ada, $"/integrations/{azure.Integration}/run-command", ("Id", azure.Integration.ToString()));

        var rows = page.QuerySelectorAll("tbody tr").ToDictionary(r => r.QuerySelector("th")!.TextContent, r => r.QuerySelector("td:last-child")!, StringComparer.Ordinal);
        Assert.Equal(["shop-001", "shop-002"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Failed", "Look what is there"), (rows["shop-001"].QuerySelector(".badge")!.TextContent, rows["shop-001"].QuerySelector("strong")!.TextContent));
        Assert.Equal(run.Text, rows["shop-001"].QuerySelector("p")!.TextContent);
        Assert.Equal("", rows["shop-002"].TextContent.Trim());
        Assert.Contains("Read those with none accepted (2)", page.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunCommand_Findings_AreSaidInWords()
    {
        var run = new CloudRun
        {
            Id = new(Guid.NewGuid()), IntegrationId = new(Guid.NewGuid()), ServerId = new(Guid.NewGuid()), ServerName = "web-01", Kind = CloudRunKind.Look, AskedByName = "Ada", AskedAt = DateTimeOffset.UnixEpoch,
            State = CloudRunState.Done, Text = "Two of three would be made.", Findings = [new("user", "missing", "jitadmin"), new("key", "missing", "SHA256:x"), new("sudo", "there", "/etc/sudoers.d/<b>")],
        };

        var shown = await Screen.PartAsync<CloudRunText>((nameof(CloudRunText.Run), run));

        Assert.Equal(["user would be made: jitadmin", "key would be made: SHA256:x", "sudo is there already: /etc/sudoers.d/<b>"], shown.QuerySelectorAll("li").Select(l => l.TextContent));
        Assert.Equal("Look what is there: web-01", shown.QuerySelector("ul")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Servers_OneThatStaysAndWasNotSeen_HasABadgeAndTheReason()
    {
        await using var server = await AnsweredServer.StartAsync();
        Assert.DoesNotContain("As last seen", (await ListAsync(server)).TextContent, StringComparison.Ordinal);

        // Nothing could be read.
        await server.Core.Get<IDiscoveryStore>().ApplyAsync(server.Integration, new([], [], [new(DiscoveryProblemKind.Unreachable, "management.azure.com cannot be reached.")]), default);

        var cell = (await ListAsync(server)).QuerySelector("tbody td")!;
        Assert.Equal(["Not tested", "As last seen"], cell.QuerySelectorAll(".badge").Select(b => b.TextContent));
        Assert.Contains("management.azure.com cannot be reached.", cell.TextContent, StringComparison.Ordinal);
    }

    private static Task<AngleSharp.Dom.IElement> ListAsync(AnsweredServer server) => Screen.Over(server.Core).ShowAsync<ServerList>(server.Ada, "/servers");
}
