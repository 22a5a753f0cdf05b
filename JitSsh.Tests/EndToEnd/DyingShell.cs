using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Tests.EndToEnd;

/// <summary>The real shell of a connector that dies right after the server has done what it was told: the answer never arrives.</summary>
internal sealed class DyingShell(IServerShell inner, TaskCompletionSource died) : IServerShell
{
    public Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel) => inner.ConnectAsync(target, cancel);

    public async Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
    {
        var result = await inner.RunAsync(target, input, cancel);
        if (!input.Contains("\ngrant ", StringComparison.Ordinal) && !result.Text.Contains("\nended ", StringComparison.Ordinal))
        {
            return result;
        }

        died.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancel);
        return result;
    }

    public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => inner.RunAsLoginUserAsync(target, input, cancel);

    public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => inner.DisconnectAsync(target, cancel);

    public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => inner.ScanHostKeysAsync(address, jump, cancel);
}

internal static class Decoration
{
    /// <summary>Puts a wrapper around a service that was registered by its type.</summary>
    public static void Decorate<T>(this IServiceCollection services, Func<T, IServiceProvider, T> wrap) where T : class
    {
        var inner = services.Last(s => s.ServiceType == typeof(T));
        services.AddSingleton(provider => wrap((T)ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!), provider));
    }
}
