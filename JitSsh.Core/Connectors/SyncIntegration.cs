using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Discovery;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.PrivateKeys;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>Discovers the servers of one leased integration, and looks at its login key.</summary>
public sealed partial class SyncIntegration(DiscoverServers discover, ReadSecret secrets, ConnectorRules rules, TimeProvider clock, ILogger<SyncIntegration> log)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(40);

    /// <summary>Does it. What goes wrong becomes the integration's status, with the reason.</summary>
    public async Task RunAsync(IConnectorWork work, SyncWork sync, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(sync);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = RenewAsync(work, sync, stop);
        try
        {
            await SyncAsync(work, sync, stop.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Stopped(log, sync.Id.Value);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, sync.Id.Value, e);
            await work.FailSyncAsync(sync, $"Discovery failed: {e.Message}", cancel);
        }
        finally
        {
            work.SyncIsOver(sync);
            await stop.CancelAsync();
            await renewing;
        }
    }

    private async Task SyncAsync(IConnectorWork work, SyncWork sync, CancellationToken cancel)
    {
        if (rules.ProblemWithSource(sync.Source, sync.SourceSecret) is { } outside)
        {
            await work.FailSyncAsync(sync, outside, cancel);
            return;
        }

        var secret = await SecretAsync(sync, cancel);
        var result = await discover.DiscoverAsync(sync.Source, secret, work.ProgressOf(sync), cancel);
        if (await work.MissingWithAccessAsync(sync, result, cancel) is { Count: > 0 } missing)
        {
            var (gone, problems) = await discover.FindGoneAsync(sync.Source, secret, missing, cancel);
            result = result with { Gone = gone, Problems = [.. result.Problems, .. problems] };
        }

        var (keyProblem, changed) = await KeyAsync(sync, cancel);
        await work.EndSyncAsync(sync, new(result, keyProblem, changed), cancel);
    }

    /// <summary>A source that is slow, or asks to wait, takes longer than a lease: it is renewed. Who has lost it, or whose integration was disabled, stops.</summary>
    private async Task RenewAsync(IConnectorWork work, SyncWork sync, CancellationTokenSource stop)
    {
        try
        {
            do
            {
                await Task.Delay(RenewEvery, clock, stop.Token);
            }
            while (await work.RenewSyncAsync(sync, stop.Token));
            await stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The discovery is over.
        }
        catch (Exception e)
        {
            NotRenewed(log, sync.Id.Value, e);
        }
    }

    /// <summary>What is wrong with the login key. One that lies in a store may have been changed there: then its new public line is the one that belongs on servers.</summary>
    private async Task<(string? Problem, ChangedKey? Changed)> KeyAsync(SyncWork sync, CancellationToken cancel)
    {
        if (sync.LoginKey is LocalSecretRef)
        {
            return (null, null);
        }

        using var reading = await secrets.RunAsync(sync.LoginKey, SecretField.PrivateKey, cancel);
        var read = reading.Problem is null ? PrivateKeyText.Read(reading.Value.Span) : null;
        using var key = read?.Key;
        return key is null ? ($"The login key: {reading.Problem?.Sentence ?? $"What lies in {sync.LoginKey} is no private key that can be used. {read!.Problem}"}", null)
            : key.PublicKeyLine == sync.LoginPublicKey ? (null, null)
            : (null, new(key.PublicKeyLine, key.Fingerprint));
    }

    private async Task<string?> SecretAsync(SyncWork sync, CancellationToken cancel)
    {
        var bytes = await secrets.RunAsync(sync.SourceSecret, cancel);
        try
        {
            return bytes is null ? null : Encoding.UTF8.GetString(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    [LoggerMessage(111, LogLevel.Error, "Integration {Integration}: discovery failed")]
    private static partial void Failed(ILogger logger, Guid integration, Exception exception);

    [LoggerMessage(112, LogLevel.Warning, "Integration {Integration}: the discovery stopped, since its lease was lost or the integration disabled")]
    private static partial void Stopped(ILogger logger, Guid integration);

    [LoggerMessage(113, LogLevel.Warning, "Integration {Integration}: the lease of its discovery could not be renewed")]
    private static partial void NotRenewed(ILogger logger, Guid integration, Exception exception);
}
