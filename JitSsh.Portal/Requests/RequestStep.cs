using JitSsh.Core.Grants;
using JitSsh.Core.Requests;

namespace JitSsh.Portal.Requests;

/// <summary>How far a step of a request is.</summary>
public enum StepState
{
    /// <summary>It is behind us.</summary>
    Done,

    /// <summary>It is under way.</summary>
    Now,

    /// <summary>It comes later.</summary>
    Next,

    /// <summary>It goes wrong, and is tried again; or it was a no.</summary>
    Bad,

    /// <summary>It will not come.</summary>
    Never,
}

/// <summary>One step on the way of a request on one server: asked, decided, granting, active, ended.</summary>
/// <param name="Name">The step.</param>
/// <param name="State">How far it is.</param>
/// <param name="At">When it was done; for what is active, since when.</param>
/// <param name="Detail">What there is to say; null when nothing is.</param>
public sealed record RequestStep(string Name, StepState State, DateTimeOffset? At = null, string? Detail = null)
{
    /// <summary>The steps of one server of a request.</summary>
    public static IReadOnlyList<RequestStep> Of(RequestRow row, RequestedAccess access) =>
    [
        row.Request.GivenUntil is null ? new("Asked", StepState.Done, row.Request.CreatedAt, row.AskedByName is { } by ? $"by {by} for {row.RequesterName}" : $"by {row.RequesterName}") : new("Given", StepState.Done, row.Request.CreatedAt, "by the access flow; nobody asked"),
        access.IsLeftOut ? new("Left out", StepState.Bad, null, "by an approver") : Decided(row),
        access.IsLeftOut ? new("Granting", StepState.Never) : Starts(row, access) ?? Granting(row.Request.State, access.Grant),
        access.IsLeftOut ? new("Active", StepState.Never) : Active(row.Request.State, access.Grant),
        access.IsLeftOut ? new("Ended", StepState.Never) : Ended(row.Request.State, access.Grant),
    ];

    private static RequestStep? Starts(RequestRow row, RequestedAccess access) =>
        row.Request is { State: RequestState.Approved, StartsAt: { } start } && access.Grant is null ? new("Begins", StepState.Next, start) : null;

    private static RequestStep Decided(RequestRow row)
    {
        var decision = row.Decisions is [.., var last] ? last : null;
        return row.Request.State switch
        {
            RequestState.Pending => new("Decided", StepState.Now, null, "waits for an approver"),
            RequestState.Approved => new("Approved", StepState.Done, row.Request.DecidedAt, decision?.ApproverName is { } by ? $"by {by}" : row.Request.IsBreakGlass ? "at once: the glass was broken" : "automatically"),
            RequestState.Rejected => new("Rejected", StepState.Bad, row.Request.DecidedAt, decision?.ApproverName is { } by ? $"by {by}" : null),
            RequestState.Cancelled => new("Cancelled", StepState.Bad, row.Request.DecidedAt, row.AskedByName is { } asker ? $"by {row.RequesterName} or {asker}" : "by the requester"),
            _ => new("Lapsed", StepState.Bad, row.Request.DecidedAt, "nobody decided in time"),
        };
    }

    private static RequestStep Granting(RequestState request, Grant? grant) => (request, grant) switch
    {
        (RequestState.Approved, { ActiveAt: { } at }) => new("Granted", StepState.Done, at),
        (RequestState.Approved, { State: GrantState.Pending, IsWaiting: true, LastError: { } reason }) => new("Waiting", StepState.Now, null, reason),
        (RequestState.Approved, { State: GrantState.Pending, LastError: { } error }) => new("Granting", StepState.Bad, null, error),
        (RequestState.Approved, null or { State: GrantState.Pending }) => new("Granting", StepState.Now, null, "the server is being told"),
        (RequestState.Approved, _) => new("Granting", StepState.Never, null, "ended before it began"),
        _ => Later("Granting", request),
    };

    private static RequestStep Active(RequestState request, Grant? grant) => grant switch
    {
        { State: GrantState.Active, LastError: { } error } => new("Active", StepState.Bad, null, error),
        { State: GrantState.Active } => new("Active", StepState.Now, grant.ActiveAt),
        { State: GrantState.Ending or GrantState.Ended, ActiveAt: null } => new("Active", StepState.Never),
        { State: GrantState.Ending or GrantState.Ended } => new("Active", StepState.Done),
        _ => Later("Active", request),
    };

    private static RequestStep Ended(RequestState request, Grant? grant) => grant switch
    {
        { State: GrantState.Ended, LastError: { } unconfirmed } => new("Given up", StepState.Bad, grant.EndedAt, unconfirmed),
        { State: GrantState.Ended } => new("Ended", StepState.Done, grant.EndedAt, EndReasons.PhraseOf(grant.EndReason)),
        { State: GrantState.Ending, IsWaiting: true, LastError: { } reason } => new("Ending", StepState.Now, null, reason),
        { State: GrantState.Ending, LastError: { } error } => new("Ending", StepState.Bad, null, error),
        { State: GrantState.Ending } => new("Ending", StepState.Now, null, $"{EndReasons.PhraseOf(grant.EndReason)}; the server is being told"),
        _ => Later("Ended", request),
    };

    private static RequestStep Later(string name, RequestState request) =>
        new(name, request is RequestState.Pending or RequestState.Approved ? StepState.Next : StepState.Never);
}
