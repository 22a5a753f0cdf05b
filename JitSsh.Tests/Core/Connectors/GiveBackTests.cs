using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>A connector that is stopped while it is at a server: another must not have to wait until its lease is over.</summary>
public sealed class GiveBackTests
{
    [Fact]
    public async Task Stop_WhileAtAServer_GivesItsLeaseBack()
    {
        var shell = new EndlessShell();
        await using var server = await AnsweredServer.StartAsync(shell);
        await server.RequestAsync();
        using var stop = new CancellationTokenSource();
        var loop = server.Core.Get<ConnectorLoop>().RunAsync(server.Core.Get<StoredWork>().For(ConnectorId.Embedded, "stopped"), stop.Token);
        await shell.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("stopped", (await server.ReadAsync()).LeaseHolder);

        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30));

        var now = server.Clock.GetUtcNow();
        var lease = Assert.Single(await server.Core.Get<IReconcileStore>().LeaseDueAsync(ConnectorId.Embedded, "another", now, now.AddMinutes(2), 10, default));
        Assert.Equal(server.Id, lease.ServerId);
    }

    [Fact]
    public async Task GiveBack_OfALeaseThatAnotherHas_ChangesNothing()
    {
        await using var server = await AnsweredServer.StartAsync();
        await server.RequestAsync();
        var lost = await server.LeaseAsync();
        server.Clock.Now += TimeSpan.FromMinutes(3);
        await server.LeaseAsync();

        await server.Core.Get<StoredWork>().For(ConnectorId.Embedded, lost.Holder).GiveBackAsync(lost, default);

        Assert.NotNull((await server.ReadAsync()).LeaseHolder);
    }

    /// <summary>Lets everybody in and never answers.</summary>
    private sealed class EndlessShell : IServerShell
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        public Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel) => Task.FromResult(new ShellResult(null, ""));

        public async Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            throw new InvalidOperationException("Nobody waits so long.");
        }

        public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => throw new NotSupportedException();

        public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => Task.CompletedTask;

        public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => throw new NotSupportedException();
    }
}
