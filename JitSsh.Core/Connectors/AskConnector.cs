using System.Text.Json;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>Asks the connector that works on an integration: the one in this process at once, one apart from it over its next call, which is under way already while it waits for work.</summary>
public sealed class AskConnector(IServerShell shell, IConnectorStore connectors, ChangeFeed feed, TimeProvider clock) : IServerVisits, IConnectorSecrets, IConnectorDiscovery
{
    private static readonly TimeSpan ForServer = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ForSource = TimeSpan.FromMinutes(5);
    private readonly ShellVisits here = new(shell, clock);

    /// <inheritdoc/>
    public async Task<CheckVisit> CheckAsync(ConnectorId connector, ShellTarget target, IReadOnlyList<(string Account, string? Group)> probes, CancellationToken cancel)
    {
        if (connector == ConnectorId.Embedded)
        {
            return await here.CheckAsync(connector, target, probes, cancel);
        }

        var (answer, problem) = await AskAsync<CheckVisit>(connector, new CheckQuestion(target, [.. probes.Select(p => new Probe(p.Account, p.Group))]), ForServer, cancel);
        return answer ?? new(ShellFailure.NoConnector, false, problem!, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public async Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanAsync(ConnectorId connector, HostAddress address, ShellTarget? jump, CancellationToken cancel)
    {
        if (connector == ConnectorId.Embedded)
        {
            return await here.ScanAsync(connector, address, jump, cancel);
        }

        var (answer, problem) = await AskAsync<ScanAnswer>(connector, new ScanQuestion(address, jump), ForServer, cancel);
        return answer is null ? (ShellFailure.NoConnector, problem!, []) : (answer.Failure, answer.Text, answer.Keys);
    }

    /// <inheritdoc/>
    public async Task<SecretFinding> FindAsync(ConnectorId connector, SecretRef reference, bool isKey, CancellationToken cancel)
    {
        var (answer, problem) = await AskAsync<SecretFinding>(connector, new SecretQuestion(reference, isKey), ForServer, cancel);
        return answer ?? new(problem);
    }

    /// <inheritdoc/>
    public async Task<(DiscoveryResult? Result, string? Problem)> PreviewAsync(ConnectorId connector, SourceSettings source, SecretRef? secret, CancellationToken cancel)
    {
        var (answer, problem) = await AskAsync<PreviewAnswer>(connector, new PreviewQuestion(source, secret), ForSource, cancel);
        return answer is null ? (null, problem) : (answer.Result, answer.Problem);
    }

    private async Task<(T? Answer, string? Problem)> AskAsync<T>(ConnectorId connector, Question question, TimeSpan limit, CancellationToken cancel) where T : class
    {
        if (await connectors.FindAsync(connector, cancel) is not { } row)
        {
            return (null, "The connector that works on this is gone.");
        }

        var now = clock.GetUtcNow();
        if (!row.IsThere(now))
        {
            return (null, row.Connector.RevokedAt is not null
                ? $"The connector {row.Connector.Name} was revoked. Choose another one for the integration."
                : $"No process of the connector {row.Connector.Name} has called lately{(row.Instances.Count == 0 ? "; none has enrolled yet" : "")}.");
        }

        var ask = new ConnectorAsk { Id = TypedId.New<ConnectorAskId>(clock), ConnectorId = connector, Question = Wire.Text(question), Until = now + limit };
        using var changed = new SemaphoreSlim(0);
        using var listening = feed.Subscribe(change =>
        {
            if (change.Of == ChangeOf.ConnectorAsk)
            {
                changed.Release();
            }
        });
        await connectors.AskAsync(ask, cancel);
        try
        {
            while (clock.GetUtcNow() is var at && at < ask.Until)
            {
                if (await connectors.FindAskAsync(ask.Id, cancel) is { Answer: { } answer })
                {
                    return Read<T>(answer);
                }

                // The hint may be lost; the row is the truth.
                await changed.WaitAsync(TimeSpan.FromSeconds(2), cancel);
            }

            return (null, $"The connector {row.Connector.Name} did not answer within {Durations.Words(limit)}.");
        }
        finally
        {
            await connectors.EndAskAsync(ask.Id, clock.GetUtcNow(), CancellationToken.None);
        }
    }

    private static (T? Answer, string? Problem) Read<T>(string answer) where T : class
    {
        try
        {
            return answer.StartsWith("{\"sentence\":", StringComparison.Ordinal) ? (null, Wire.Read<NoAnswer>(answer).Sentence) : (Wire.Read<T>(answer), null);
        }
        catch (JsonException)
        {
            return (null, "The connector's answer cannot be read. Its version may not fit the portal's.");
        }
    }
}
