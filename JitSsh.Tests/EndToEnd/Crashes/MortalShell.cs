using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Tests.EndToEnd.Crashes;

/// <summary>The real shell of a process that may die before and after each remote step, and while the server is at work.</summary>
/// <param name="inner">The real one.</param>
/// <param name="life">The process.</param>
/// <param name="isAtWork">Whether the server works at what it was told.</param>
internal sealed class MortalShell(IServerShell inner, ProcessLife life, Func<bool> isAtWork) : IServerShell
{
    public async Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel)
    {
        life.Step("connects");
        var result = await inner.ConnectAsync(target, cancel);
        life.Step("is connected");
        return result;
    }

    public async Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
    {
        life.Step("tells");
        if (life.Reaches("is gone while the server works"))
        {
            using var gone = new CancellationTokenSource();
            var run = inner.RunAsync(target, input, gone.Token);
            while (!run.IsCompleted && !isAtWork())
            {
                await Task.Delay(1, CancellationToken.None);
            }

            await gone.CancelAsync();
            await run.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw life.End();
        }

        var result = await inner.RunAsync(target, input, cancel);
        life.Step("is answered");
        return result;
    }

    public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => inner.RunAsLoginUserAsync(target, input, cancel);

    public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => inner.DisconnectAsync(target, cancel);

    public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => inner.ScanHostKeysAsync(address, jump, cancel);
}
