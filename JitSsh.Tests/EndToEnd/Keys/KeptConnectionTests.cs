using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Keys;

/// <summary>A connection that is given up while somebody else works over it.</summary>
[Trait("Category", "Lab")]
public sealed class KeptConnectionTests
{
    [Fact]
    public async Task Disconnect_WhileAScriptRunsOverIt_LetsTheScriptEnd_AndTheNextOneLogsInAnew()
    {
        await using var job = await KeyJob.StartAsync("127.78.67.0");
        var shell = job.Core.Get<IServerShell>();
        var (row, integration) = (await job.ServerAsync(job.First), await job.IntegrationAsync());
        var target = (await ServerRoute.ToAsync(row, integration, _ => Task.FromResult<Server?>(null))).Target!;
        Assert.True((await shell.ConnectAsync(target, default)).IsOk);
        var before = await LoginsAsync(job);

        // The script says that it has begun, and ends when the test lets it.
        var running = shell.RunAsync(target, "touch /run/begun; n=0; while [ ! -e /run/go ] && [ $n -lt 400 ]; do n=$((n + 1)); sleep 0.1; done; echo 'jitssh 1'; echo whole", default);
        await job.Core.UntilAsync(async () => (await job.First.RunAsync("ls /run/begun 2>/dev/null")).Output.Trim(), said => said.Length > 0);
        await shell.DisconnectAsync(target, default);
        Assert.False(running.IsCompleted);
        Assert.True((await shell.ConnectAsync(target, default)).IsOk);
        Assert.True(await LoginsAsync(job) > before);
        await job.First.RunAsync("touch /run/go");

        var ran = await running;
        Assert.Equal((null, "jitssh 1\nwhole\n"), (ran.Failure, ran.Text));
    }

    /// <summary>How many are logged in as the connector's user.</summary>
    private static async Task<int> LoginsAsync(KeyJob job) => (await job.First.RunAsync("ps -eo args")).Output.Split('\n').Count(l => l.StartsWith("sshd: jitadmin [priv]", StringComparison.Ordinal));
}
