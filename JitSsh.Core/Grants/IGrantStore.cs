using JitSsh.Core.Common;
using JitSsh.Core.Requests;

namespace JitSsh.Core.Grants;

/// <summary>A request with everything that became of it.</summary>
/// <param name="Request">The request.</param>
/// <param name="RequesterName">Who gets it, and asks unless <see cref="AskedByName"/> says somebody else.</param>
/// <param name="FlowName">The flow's name when it was asked.</param>
/// <param name="Servers">The servers, by name.</param>
/// <param name="Decisions">What was decided, and by whom.</param>
public sealed record RequestRow(AccessRequest Request, string RequesterName, string FlowName, IReadOnlyList<RequestedAccess> Servers, IReadOnlyList<DecisionRow> Decisions)
{
    /// <summary>The state a person sees for the whole request.</summary>
    public AccessStatus Status => AccessStatuses.Of(Request, Servers.Where(s => !s.IsLeftOut).Select(s => s.Grant));

    /// <summary>Their manager, who asked for them; null for what somebody asked for themselves.</summary>
    public string? AskedByName { get; init; }

    /// <summary>The steps it has come to, in order; empty when nobody was asked.</summary>
    public IReadOnlyList<BegunStep> Steps { get; init; } = [];

    /// <summary>What was asked to extend its access, oldest first.</summary>
    public IReadOnlyList<AccessRequest> Extensions { get; init; } = [];

    /// <summary>Who signed the review of an emergency; null while nobody has.</summary>
    public string? ReviewerName { get; init; }

    /// <summary>The servers that are asked for: without those that an approver has left out.</summary>
    public IEnumerable<RequestedAccess> Kept => Servers.Where(s => !s.IsLeftOut);
}

/// <summary>A server of a request and its grant.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="ServerName">Its name when it was asked.</param>
/// <param name="Host">Its address now; null when it has none or is gone.</param>
/// <param name="Port">Its port now.</param>
/// <param name="Grant">The grant; null until it is made.</param>
/// <param name="Status">The state a person sees.</param>
/// <param name="IsSwitchedOff">True when the server is off as far as is known.</param>
public sealed record RequestedAccess(ServerId ServerId, string ServerName, string? Host, int Port, Grant? Grant, AccessStatus Status, bool IsSwitchedOff = false)
{
    /// <summary>True when an approver has left it out.</summary>
    public bool IsLeftOut { get; init; }
}

/// <summary>A decision with the approver's name.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="ApproverName">Who; null when the flow approved automatically.</param>
public sealed record DecisionRow(Decision Decision, string? ApproverName)
{
    /// <summary>The names of those in whose place it was decided.</summary>
    public IReadOnlyList<string> ForNames { get; init; } = [];
}

/// <summary>What the store of grants guarantees.</summary>
public interface IGrantStore
{
    /// <summary>Requests with their grants, the newest first.</summary>
    Task<PageOf<RequestRow>> ListRequestsAsync(RequestFilter filter, Page page, CancellationToken cancel);

    /// <summary>Some requests with their grants, oldest first.</summary>
    Task<IReadOnlyList<RequestRow>> RequestsAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancel);

    /// <summary>The open grants on a server, with their requests: who is on it and why.</summary>
    Task<IReadOnlyList<RequestRow>> OpenOnServerAsync(ServerId server, CancellationToken cancel);

    /// <summary>
    /// Decides the end of every grant of a request, or of one server of it, that has not ended; grants not yet made are made and ended, so that
    /// they never begin. Servers become due in the same transaction. The number of grants concerned.
    /// </summary>
    Task<int> EndAsync(RequestId request, ServerId? server, EndReason reason, Actor by, DateTimeOffset at, CancellationToken cancel);
}
