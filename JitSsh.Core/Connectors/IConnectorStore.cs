using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>A connector with its processes.</summary>
/// <param name="Connector">The connector.</param>
/// <param name="Instances">Its processes that may call, the one seen last first; none of the built-in one.</param>
/// <param name="Integrations">The names of the integrations that it works on.</param>
/// <param name="Failures">What failed on their servers, newest contact first: the server's name and the sentence; at most twenty.</param>
public sealed record ConnectorRow(Connector Connector, IReadOnlyList<ConnectorInstance> Instances, IReadOnlyList<string> Integrations, IReadOnlyList<(string Server, string Sentence)> Failures)
{
    /// <summary>True when it can be asked now.</summary>
    public bool IsThere(DateTimeOffset now) => !Connector.IsRemote || (Connector.RevokedAt is null && Instances.Any(i => i.IsThere(now)));
}

/// <summary>What came of a token.</summary>
public enum Enrolled
{
    /// <summary>The process may call from now on.</summary>
    Yes,

    /// <summary>There is no such token.</summary>
    NoToken,

    /// <summary>It was used before.</summary>
    Used,

    /// <summary>Its hour is over.</summary>
    TooLate,

    /// <summary>The connector was revoked.</summary>
    Revoked,
}

/// <summary>The connectors there are.</summary>
public interface IConnectorStore
{
    /// <summary>Notes that a connector runs, adding it if it is new.</summary>
    Task SeenAsync(Connector connector, CancellationToken cancel);

    /// <summary>All of them by name, also those that were revoked.</summary>
    Task<IReadOnlyList<ConnectorRow>> ListAsync(CancellationToken cancel);

    /// <summary>One, or null.</summary>
    Task<ConnectorRow?> FindAsync(ConnectorId id, CancellationToken cancel);

    /// <summary>Adds one; false when the name is taken.</summary>
    Task<bool> AddAsync(Connector connector, AuditEvent audit, CancellationToken cancel);

    /// <summary>Keeps a token; false when the connector is gone or revoked.</summary>
    Task<bool> AddTokenAsync(EnrolmentToken token, AuditEvent audit, CancellationToken cancel);

    /// <summary>Uses a token up and adds the process, in one transaction.</summary>
    /// <param name="hash">The token's hash.</param>
    /// <param name="instance">Makes the process of the token's connector.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancel">Stops it.</param>
    Task<(Enrolled Outcome, Connector? Connector)> EnrolAsync(string hash, Func<ConnectorId, ConnectorInstance> instance, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Revokes one: its tokens are worth nothing, its processes are refused, and their leases are given back. False when that was done before.</summary>
    Task<bool> RevokeAsync(ConnectorId id, DateTimeOffset now, AuditEvent audit, CancellationToken cancel);

    /// <summary>A process and its connector; null when it is not known.</summary>
    Task<(ConnectorInstance Instance, Connector Connector)?> InstanceAsync(ConnectorInstanceId id, CancellationToken cancel);

    /// <summary>Notes a call; false when it was noted before: then it is a copy. Older ones than <paramref name="forget"/> are forgotten.</summary>
    Task<bool> NoteCallAsync(ConnectorCall call, DateTimeOffset forget, CancellationToken cancel);

    /// <summary>Notes what a process told of itself.</summary>
    Task NoteInstanceAsync(ConnectorInstance instance, CancellationToken cancel);

    /// <summary>The kinds of the integrations that a connector works on.</summary>
    Task<IReadOnlyList<string>> KindsAsync(ConnectorId id, CancellationToken cancel);

    /// <summary>Asks a connector.</summary>
    Task AskAsync(ConnectorAsk ask, CancellationToken cancel);

    /// <summary>Takes up to so many that nobody has taken.</summary>
    Task<IReadOnlyList<ConnectorAsk>> TakeAsksAsync(ConnectorId connector, string holder, DateTimeOffset now, int atMost, CancellationToken cancel);

    /// <summary>Keeps the answer of whoever took it; false when nobody waits for it any more.</summary>
    Task<bool> AnswerAsync(ConnectorAskId id, string holder, string answer, CancellationToken cancel);

    /// <summary>One that was asked; null when it is gone.</summary>
    Task<ConnectorAsk?> FindAskAsync(ConnectorAskId id, CancellationToken cancel);

    /// <summary>Takes it back, or away when it was answered; and those that nobody waits for any more.</summary>
    Task EndAskAsync(ConnectorAskId id, DateTimeOffset now, CancellationToken cancel);
}
