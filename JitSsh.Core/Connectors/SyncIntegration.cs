using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>Discovers the servers of one leased integration and keeps what was found.</summary>
public sealed partial class SyncIntegration(
    IIntegrationStore integrations, IDiscoveryStore found, DiscoverServers discover, IServerStore servers, ReadSecret secrets, SyncProgress progress, TimeProvider clock, ILogger<SyncIntegration> log)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Does it. What goes wrong becomes the integration's status, with the reason.</summary>
    public async Task RunAsync(Integration integration, string holder, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = RenewAsync(integration, holder, stop);
        try
        {
            await SyncAsync(integration, holder, stop.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Stopped(log, integration.Id.Value);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, integration.Id.Value, e);
            var now = clock.GetUtcNow();
            await integrations.EndSyncAsync(integration.Id, holder, Next(integration, IntegrationStatus.Error, $"Discovery failed: {e.Message}", null, now), null, cancel);
        }
        finally
        {
            progress.End(integration.Id);
            await stop.CancelAsync();
            await renewing;
        }
    }

    private async Task SyncAsync(Integration integration, string holder, CancellationToken cancel)
    {
        var secret = await SecretAsync(integration, cancel);
        var result = await discover.DiscoverAsync(integration.Source, secret, progress.Begin(integration.Id), cancel);
        if (await found.MissingWithAccessAsync(integration.Id, result, cancel) is { Count: > 0 } missing)
        {
            var (gone, problems) = await discover.FindGoneAsync(integration.Source, secret, missing, cancel);
            result = result with { Gone = gone, Problems = [.. result.Problems, .. problems] };
        }

        var changes = await found.ApplyAsync(integration.Id, result, cancel);
        List<string> sentences = [.. result.Problems.Select(p => p.Sentence), .. changes.Lost.Select(l => l.Sentence), .. await KeyProblemsAsync(integration, cancel)];
        var status = sentences.Count == 0 ? IntegrationStatus.Active : result.Scopes.Any(s => s.Complete) ? IntegrationStatus.Warning : IntegrationStatus.Error;
        var reason = string.Join(' ', [$"{result.Servers.Count} server{(result.Servers.Count == 1 ? "" : "s")}.", .. sentences.Count > 0 ? sentences : result.Notes]);
        var now = clock.GetUtcNow();
        var audit = changes is { Added: 0, Changed: 0, Gone: 0 } ? null : Audited.Discovered(now, integration.Id, $"{integration.Name}: {changes.Added} added, {changes.Changed} changed, {changes.Gone} not seen");
        await integrations.EndSyncAsync(integration.Id, holder, Next(integration, status, status == IntegrationStatus.Error ? string.Join(' ', sentences) : reason, result.RetryAfter, now), audit, cancel);
    }

    /// <summary>An hour after all went well; else soon, each time later up to that hour, but never sooner than the source asked.</summary>
    /// <param name="before">As it was when this discovery became due.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="reason">Why.</param>
    /// <param name="asked">How long the source asks to wait.</param>
    /// <param name="now">Now.</param>
    private static SyncEnd Next(Integration before, IntegrationStatus status, string reason, TimeSpan? asked, DateTimeOffset now)
    {
        var pause = status == IntegrationStatus.Active ? Every : AfterFailure;
        if (status != IntegrationStatus.Active && before is { Status: IntegrationStatus.Warning or IntegrationStatus.Error, NextSyncAt: { } due, LastSyncAt: { } last })
        {
            pause = TimeSpan.FromTicks(Math.Clamp((due - last).Ticks * 2, AfterFailure.Ticks, Every.Ticks));
        }

        return new(status, reason, now, now + (asked > pause ? asked.Value : pause), now + asked);
    }

    /// <summary>A source that is slow, or asks to wait, takes longer than a lease: it is renewed. Who has lost it, or whose integration was disabled, stops.</summary>
    private async Task RenewAsync(Integration integration, string holder, CancellationTokenSource stop)
    {
        try
        {
            do
            {
                await Task.Delay(RenewEvery, clock, stop.Token);
            }
            while (await integrations.RenewSyncAsync(integration.Id, holder, clock.GetUtcNow() + Lease, stop.Token));
            await stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The discovery is over.
        }
        catch (Exception e)
        {
            NotRenewed(log, integration.Id.Value, e);
        }
    }

    /// <summary>What is wrong with the login key. One that lies in a store may have been changed there: then its new public line is the one that belongs on servers.</summary>
    private async Task<IReadOnlyList<string>> KeyProblemsAsync(Integration integration, CancellationToken cancel)
    {
        List<string> problems = [];
        if (integration.LoginKey is not LocalSecretRef)
        {
            using var reading = await secrets.RunAsync(integration.LoginKey, SecretField.PrivateKey, cancel);
            var read = reading.Problem is null ? PrivateKeyText.Read(reading.Value.Span) : null;
            using var key = read?.Key;
            if (key is null)
            {
                problems.Add($"The login key: {reading.Problem?.Sentence ?? $"What lies in {integration.LoginKey} is no private key that can be used. {read!.Problem}"}");
            }
            else if (key.PublicKeyLine != integration.LoginPublicKey)
            {
                var audit = Audited.Integration(Actor.System, clock.GetUtcNow(), integration.Id, "key-changed-in-store", $"{integration.Name}: {integration.LoginKey} holds another key now, {key.Fingerprint}");
                await integrations.ChangePublicKeyAsync(integration.Id, integration.LoginKey, key.PublicKeyLine, audit, cancel);
            }
        }

        if (await servers.CountKeyNotesAsync(integration.Id, cancel) is > 0 and var count)
        {
            problems.Add(KeyNotes.Sentence(count));
        }

        return problems;
    }

    private async Task<string?> SecretAsync(Integration integration, CancellationToken cancel)
    {
        var bytes = await secrets.RunAsync(integration.SourceSecret, cancel);
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
