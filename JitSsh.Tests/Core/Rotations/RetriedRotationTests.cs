using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Rotations;
using JitSsh.Core.Servers;
using JitSsh.Portal.Integrations;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Rotations;

/// <summary>Servers that were out of reach when the key was rotated, and come back.</summary>
public sealed class RetriedRotationTests : IAsyncLifetime
{
    private readonly KeyShell shell = new();
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await AnsweredServer.StartAsync(shell);
        await server.Core.Get<IDiscoveryStore>().ApplyAsync(
            server.Integration,
            new([Found("web-01", "192.0.2.1", null), Found("inner", "192.0.2.2", "web-01")], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        var inner = (await ServersAsync()).Single(s => s.Name == "inner");
        await server.Core.Get<IServerStore>().OfferHostKeysAsync(inner.Id, AnsweredServer.Key, default);
        Screen.Done(await server.Core.Get<HostKeys>().AcceptAsync(server.Ada, inner.Id, HostKey.ReadLines(AnsweredServer.Key)));
        shell.OldKey = (await IntegrationAsync()).LoginKey;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task UseTheNewKey_WithoutAServerThatIsDown_TriesItAgainByItself()
    {
        shell.Down["192.0.2.2"] = true;
        Screen.Done(await Rotate.StartAsync(server.Ada, server.Integration, new()));
        await WorkAsync();
        Assert.Equal((RotationState.Adding, RotatedServerState.Accepted, RotatedServerState.NotAccepted), await StateAsync());

        // At once when the new key is taken into use; the reason stands meanwhile.
        Screen.Done(await Rotate.SwitchAsync(server.Ada, server.Integration));
        Assert.Equal((RotationState.Removing, RotatedServerState.Accepted, RotatedServerState.Waiting), await StateAsync());
        await WorkAsync();
        Assert.Equal((RotationState.Removing, RotatedServerState.Rotated, RotatedServerState.NotAccepted), await StateAsync());
        var panel = await ShowAsync();
        Assert.StartsWith("The new key is in use. The old one is removed from 1 of 2 servers. 1 still hold it; JitSsh tries them again by itself, once an hour at least.", panel.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("inner the old key only 192.0.2.2:22 did not answer in time. Check that the server is up and that no firewall or network security group drops the connector's packets.", Row(panel));

        // Not before its time, and then without anybody's doing anything.
        shell.Down.Clear();
        await WorkAsync();
        Assert.Equal(RotatedServerState.NotAccepted, (await StateAsync()).Inner);
        server.Clock.Now = server.Clock.Now.AddHours(1);
        await WorkAsync();
        Assert.Equal((RotationState.Done, RotatedServerState.Rotated, RotatedServerState.Rotated), await StateAsync());
        Assert.Equal($"Rotated on {server.Clock.Now:yyyy-MM-dd}, on 2 of 2 servers.", (await ShowAsync()).QuerySelector("[role=status]")!.TextContent);

        // That it failed is in the audit log once, although it was tried twice.
        Assert.Single(await server.AuditAsync("server.key-not-rotated"));
    }

    [Fact]
    public async Task BehindAJumpServer_IsReachedThroughIt_AsItsOwnUser()
    {
        Screen.Done(await Rotate.StartAsync(server.Ada, server.Integration, new()));
        await WorkAsync();

        Assert.Equal(RotationState.Done, (await StateAsync()).State);
        Assert.All(shell.Contacts.Where(t => t.Address.Host == "192.0.2.2"), t => Assert.Equal(("deploy", "192.0.2.1", "jitadmin"), (t.LoginUser, t.Jump?.Address.Host, t.Jump?.LoginUser)));
    }

    [Fact]
    public async Task Panel_BeforeAndWhileAServerFails_OffersWhatCanBeDecided()
    {
        Assert.Equal(["Rotate key"], Buttons(await ShowAsync()));
        shell.Down["192.0.2.2"] = true;
        Screen.Done(await Rotate.StartAsync(server.Ada, server.Integration, new()));
        Assert.Equal(["Stop"], Buttons(await ShowAsync()));
        await WorkAsync();

        var panel = await ShowAsync();
        Assert.Equal("1 of 2 servers take the new key. The old one is still in use. 1 failed.", panel.QuerySelector("[role=status]")!.TextContent);
        Assert.Equal(["Try again", "Use the new key", "Stop"], Buttons(panel));
        Assert.Equal(("2", "2"), (panel.QuerySelector("progress")!.GetAttribute("max"), panel.QuerySelector("progress")!.GetAttribute("value")));
    }

    private RotateKey Rotate => server.Core.Get<RotateKey>();

    private static DiscoveredServer Found(string name, string address, string? jump) => new()
    {
        ExternalId = name, Name = name, Address = address, JumpExternalId = jump, LoginUser = jump is null ? null : "deploy", VmId = jump is null ? "11111111-1111-1111-1111-111111111111" : null,
    };

    private Task WorkAsync() => server.Core.Get<WorkOnRotations>().RunAsync(ConnectorId.Embedded, default);

    private async Task<(RotationState State, RotatedServerState Web, RotatedServerState Inner)> StateAsync()
    {
        var progress = Screen.Done(await Rotate.FindAsync(server.Ada, server.Integration))!;
        return (progress.Rotation.State, progress.Servers.Single(s => s.Name == "web-01").State, progress.Servers.Single(s => s.Name == "inner").State);
    }

    private async Task<IReadOnlyList<Server>> ServersAsync() => Screen.Done(await server.Core.Get<ListServers>().OfIntegrationAsync(server.Ada, server.Integration));

    private async Task<Integration> IntegrationAsync() => Screen.Done(await server.Core.Get<ListIntegrations>().FindAsync(server.Ada, server.Integration));

    private async Task<AngleSharp.Dom.IElement> ShowAsync() =>
        await Screen.Over(server.Core).ShowAsync<KeyRotationPanel>(server.Ada, $"/integrations/{server.Integration}", (nameof(KeyRotationPanel.IntegrationId), server.Integration));

    private static IReadOnlyList<string> Buttons(AngleSharp.Dom.IElement panel) => [.. panel.QuerySelectorAll("button .rz-button-text").Select(b => b.TextContent.Trim())];

    private static string Row(AngleSharp.Dom.IElement panel) => string.Join(' ', panel.QuerySelectorAll("tbody th, tbody td").Select(c => c.TextContent.Trim()));
}
