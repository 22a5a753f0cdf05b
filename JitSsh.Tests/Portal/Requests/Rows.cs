using JitSsh.Core.Grants;
using JitSsh.Core.Requests;

namespace JitSsh.Tests.Portal.Requests;

/// <summary>Requests and grants in any state, made by hand.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset At = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public static AccessRequest Request(RequestState state) => new()
    {
        Id = new(Guid.NewGuid()),
        RequesterId = new(Guid.NewGuid()),
        FlowId = new(Guid.NewGuid()),
        FlowVersion = 3,
        LinuxGroups = ["docker"],
        Duration = TimeSpan.FromHours(2),
        Justification = "Because <b>I</b> must",
        State = state,
        CreatedAt = At,
        LapsesAt = At + AccessRequest.WaitsFor,
        DecidedAt = state == RequestState.Pending ? null : At.AddMinutes(1),
    };

    public static Grant Grant(GrantState state, bool wasActive = true, string? error = null, EndReason? reason = null) => new()
    {
        Id = new(Guid.NewGuid()),
        RequestId = new(Guid.NewGuid()),
        ServerId = new(Guid.NewGuid()),
        PersonId = new(Guid.NewGuid()),
        ServerName = "web-01",
        Account = "alice",
        LinuxGroups = ["docker"],
        Duration = TimeSpan.FromHours(2),
        State = state,
        CreatedAt = At.AddMinutes(1),
        NotAfter = state == GrantState.Pending ? null : At.AddHours(2),
        ActiveAt = wasActive && state != GrantState.Pending ? At.AddMinutes(2) : null,
        EndedAt = state == GrantState.Ended ? At.AddHours(1) : null,
        EndReason = reason,
        Attempts = error is null ? 0 : 3,
        LastError = error,
        NextAttemptAt = error is null ? null : At.AddMinutes(5),
    };

    public static RequestRow Row(RequestState state, Grant? grant = null, bool automatic = false)
    {
        var request = Request(state);
        DecisionRow[] decisions = state is RequestState.Approved or RequestState.Rejected
            ? [new(new() { RequestId = request.Id, Approved = state == RequestState.Approved, Reason = automatic ? "" : "Fine", At = At.AddMinutes(1) }, automatic ? null : "Bob Approver")]
            : [];
        return new(request, "Alice Requester", "Production", [new(new(Guid.NewGuid()), "web-prod-1", "10.0.0.4", 22, grant, AccessStatuses.Of(request, grant))], decisions);
    }
}
