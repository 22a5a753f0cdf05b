using JitSsh.Core.Connectors;
using JitSsh.Portal.Connectors;
using JitSsh.Portal.Shared;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Connectors;

/// <summary>What the screen Connectors shows, and the commands that start one.</summary>
public sealed class ConnectorsPageTests
{
    [Fact]
    public async Task Page_ConnectorWasAdded_SaysThatItHasNotStarted_AndRevokedWhenItIs()
    {
        await using var screen = await Screen.StartAsync();
        var token = Screen.Done(await screen.Core.Get<ManageConnectors>().AddAsync(screen.Ada, "Frankfurt"));
        var row = Row(await screen.ShowAsync<ConnectorsPage>(screen.Ada, "/connectors"));
        Assert.Contains("Not started yet", row, StringComparison.Ordinal);
        Assert.Contains("Revoke", row, StringComparison.Ordinal);

        Screen.Done(await screen.Core.Get<ManageConnectors>().RevokeAsync(screen.Ada, token.Connector));
        row = Row(await screen.ShowAsync<ConnectorsPage>(screen.Ada, "/connectors"));
        Assert.Contains("Revoked", row, StringComparison.Ordinal);
        Assert.DoesNotContain("New token", row, StringComparison.Ordinal);

        static string Row(AngleSharp.Dom.IElement page) => page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Frankfurt", StringComparison.Ordinal)).TextContent;
    }

    [Fact]
    public async Task Page_AsAMember_IsNotThere()
    {
        await using var screen = await Screen.StartAsync();
        Assert.DoesNotContain("Built-in", (await screen.ShowAsync<ConnectorsPage>(screen.Alice, "/connectors")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_HoldTheAddressAndTheToken_AndNothingThatAShellWouldRead()
    {
        var token = new NewToken(new(Guid.NewGuid()), "jitc_abc-DEF_123", DateTimeOffset.UnixEpoch);
        var commands = new ConnectorCommands(new("https://jit.example.com/base/"), token);
        foreach (var command in new[] { commands.Plain, commands.Container, commands.Systemd })
        {
            Assert.Contains("connector --portal https://jit.example.com/base --token-file ", command, StringComparison.Ordinal);
            Assert.Contains("'jitc_abc-DEF_123'", command, StringComparison.Ordinal);
            Assert.Contains("umask 077", command, StringComparison.Ordinal);
        }
    }
}
