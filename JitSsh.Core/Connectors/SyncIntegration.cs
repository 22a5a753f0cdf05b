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
public sealed partial class SyncIntegration(IIntegrationStore integrations, IDiscoveryStore found, DiscoverServers discover, IServerStore servers, ReadSecret secrets, TimeProvider clock, ILogger<SyncIntegration> log)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>Does it. What goes wrong becomes the integration's status, with the reason.</summary>
    public async Task RunAsync(Integration integration, string holder, CancellationToken cancel)
    {
        try
        {
            var secret = await SecretAsync(integration, cancel);
            var result = await discover.DiscoverAsync(integration.Source, secret, null, cancel);
            var changes = await found.ApplyAsync(integration.Id, result, cancel);
            var keyProblems = await KeyProblemsAsync(integration, cancel);
            var problems = string.Join(" ", result.Problems.Select(p => p.Sentence).Concat(keyProblems));
            var status = result.Problems.Count + keyProblems.Count == 0 ? IntegrationStatus.Active : result.Servers.Count > 0 || result.Problems.Count == 0 ? IntegrationStatus.Warning : IntegrationStatus.Error;
            var reason = problems.Length > 0 ? problems : $"{result.Servers.Count} server{(result.Servers.Count == 1 ? "" : "s")}. {string.Join(" ", result.Notes)}".Trim();
            var now = clock.GetUtcNow();
            var audit = changes is { Added: 0, Changed: 0, Gone: 0 } ? null : Audited.Discovered(now, integration.Id, $"{integration.Name}: {changes.Added} added, {changes.Changed} changed, {changes.Gone} not seen");
            await integrations.EndSyncAsync(integration.Id, holder, status, reason, now, now + (status == IntegrationStatus.Active ? Every : result.RetryAfter ?? AfterFailure), audit, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, integration.Id.Value, e);
            var now = clock.GetUtcNow();
            await integrations.EndSyncAsync(integration.Id, holder, IntegrationStatus.Error, $"Discovery failed: {e.Message}", now, now + AfterFailure, null, cancel);
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
        return bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    [LoggerMessage(111, LogLevel.Error, "Integration {Integration}: discovery failed")]
    private static partial void Failed(ILogger logger, Guid integration, Exception exception);
}
