using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Portal.Api;

/// <summary>What is asked for.</summary>
internal sealed record AccessBody
{
    /// <summary>The servers.</summary>
    public required IReadOnlyList<ServerId> Servers { get; init; }

    /// <summary>
    /// For whom: an active person whose manager you are, under an access flow that lets managers ask; left out, for yourself. The access is theirs (their account, their keys, their
    /// certificate), and neither of you approves it. Not in an emergency.
    /// </summary>
    public PersonId? For { get; init; }

    /// <summary>Linux groups on top of the account's own; empty means the default group only.</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>For how long, from the moment access works.</summary>
    public required long DurationSeconds { get; init; }

    /// <summary>Why.</summary>
    public string Justification { get; init; } = "";

    /// <summary>When it is to begin; left out, as soon as it is approved.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>True in an emergency, where an access flow lets the glass be broken: access at once, and somebody reviews it afterwards.</summary>
    public bool BreakGlass { get; init; }

    internal AccessInput Input => new()
    {
        Servers = Servers, For = For, LinuxGroups = LinuxGroups, Duration = Seconds.Read(DurationSeconds), Justification = Justification, StartsAt = StartsAt, BreakGlass = BreakGlass,
    };
}

/// <summary>A decision.</summary>
internal sealed record DecisionBody
{
    /// <summary>Yes or no.</summary>
    public required bool Approve { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The step that you looked at, from 0: refused when the request has gone on. Left out, the step it is in.</summary>
    public int? Step { get; init; }

    /// <summary>The servers that are approved; left out, all.</summary>
    public IReadOnlyList<ServerId>? Servers { get; init; }

    /// <summary>For how long, if shorter than was asked; left out, as was asked.</summary>
    public long? DurationSeconds { get; init; }

    internal DecisionInput Input => new(Approve, Reason) { Step = Step, Servers = Servers, Duration = DurationSeconds is { } seconds ? Seconds.Read(seconds) : null };
}

/// <summary>By how much to extend access.</summary>
internal sealed record ExtendBody
{
    /// <summary>For how long beyond its end.</summary>
    public required long DurationSeconds { get; init; }

    /// <summary>Why.</summary>
    public string Justification { get; init; } = "";
}

/// <summary>What can be extended now.</summary>
/// <param name="BySeconds">For how long at most.</param>
/// <param name="Left">How often still, this one included.</param>
/// <param name="IsAutomatic">True when nobody is asked.</param>
/// <param name="JustificationRequired">True when a reason has to be given.</param>
internal sealed record ExtensionOfferView(long BySeconds, int Left, bool IsAutomatic, bool JustificationRequired)
{
    public static ExtensionOfferView Of(ExtensionOffer offer) => new(Seconds.Write(offer.By), offer.Left, offer.IsAutomatic, offer.JustificationRequired);
}

/// <summary>The review of an emergency.</summary>
internal sealed record ReviewBody
{
    /// <summary>What you found.</summary>
    public required string Note { get; init; }
}

/// <summary>What to end.</summary>
internal sealed record EndBody
{
    /// <summary>One server of the request; left out, all.</summary>
    public ServerId? ServerId { get; init; }
}

/// <summary>What was ended.</summary>
/// <param name="Grants">How many grants are now ending; the request shows when they have ended.</param>
internal sealed record EndedView(int Grants);

/// <summary>What to issue a certificate for: one of the two.</summary>
internal sealed record CertificateBody
{
    /// <summary>The one line of a .pub file.</summary>
    public string? PublicKey { get; init; }

    /// <summary>One of your registered keys.</summary>
    public SshKeyId? SshKeyId { get; init; }
}

/// <summary>A certificate.</summary>
/// <param name="Certificate">One line for a file that ends in <c>-cert.pub</c>, beside the private key.</param>
/// <param name="KeyId">What sshd's log calls the holder.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="ValidBefore">The first second in which it is not valid any more.</param>
internal sealed record CertificateView(string Certificate, string KeyId, string Serial, DateTimeOffset ValidBefore)
{
    public static CertificateView Of(HandedOut handed) => new(handed.Certificate, handed.KeyId, handed.Serial, handed.ValidBefore);
}

/// <summary>A server that you may ask for.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Integration">Its integration's name.</param>
/// <param name="ResourceGroup">Azure's resource group.</param>
/// <param name="Region">Azure's region.</param>
/// <param name="Tags">Tags.</param>
/// <param name="LinuxGroups">The Linux groups you may ask for.</param>
/// <param name="MaxDurationSeconds">The longest time you may ask for.</param>
/// <param name="JustificationRequired">True when a reason must be given.</param>
/// <param name="IsAutomatic">True when some access flow gives it without an approver.</param>
internal sealed record RequestableServerView(
    ServerId Id, string Name, string Integration, string? ResourceGroup, string? Region, IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<string> LinuxGroups, long MaxDurationSeconds, bool JustificationRequired, bool IsAutomatic)
{
    public static RequestableServerView Of(RequestableServer r) => new(
        r.Server.Id, r.Server.Name, r.Server.IntegrationName, r.Server.ResourceGroup, r.Server.Region, r.Server.Tags,
        r.LinuxGroups, Seconds.Write(r.MaxDuration), r.JustificationRequired, r.IsAutomatic);
}

/// <summary>Servers to ask for together.</summary>
internal sealed record TogetherBody
{
    /// <summary>The servers.</summary>
    public required IReadOnlyList<ServerId> Servers { get; init; }
}

/// <summary>Within what several servers may be asked for in one request.</summary>
/// <param name="Servers">Those of them that you may ask for; what is not yours to ask for is left out, as if it were not there.</param>
/// <param name="LinuxGroups">The Linux groups you may ask for on all of them.</param>
/// <param name="MaxDurationSeconds">The longest time you may ask for; 0 when no access flow covers them all.</param>
/// <param name="DefaultDurationSeconds">The time that is proposed; null when none is.</param>
/// <param name="JustificationRequired">True when a reason must be given.</param>
/// <param name="UntilEnded">True when "until ended" may be asked for, too.</param>
/// <param name="MayBreakGlass">True when you may have it at once in an emergency.</param>
internal sealed record TogetherView(
    IReadOnlyList<ServerId> Servers, IReadOnlyList<string> LinuxGroups, long MaxDurationSeconds, long? DefaultDurationSeconds, bool JustificationRequired, bool UntilEnded, bool MayBreakGlass)
{
    public static TogetherView Of(RequestableChoice c) => new(
        [.. c.Servers.Select(s => s.Id)], c.LinuxGroups, Seconds.Write(c.MaxDuration), c.DefaultDuration is { } proposed ? Seconds.Write(proposed) : null,
        c.JustificationRequired, c.UntilEnded, c.MayBreakGlass);
}

/// <summary>What would become of a request.</summary>
/// <param name="Flow">The access flow that would govern it.</param>
/// <param name="IsAutomatic">True when access would be given at once.</param>
/// <param name="Approvers">Who would be asked first.</param>
/// <param name="Warnings">What may go wrong although it is allowed.</param>
/// <param name="Why">Why this access flow governs and not another that allows it too.</param>
/// <param name="Steps">Who would be asked in each step.</param>
/// <param name="LapsesAt">When it would lapse if nobody decides; null when nobody is asked.</param>
/// <param name="IsBreakGlass">True when somebody has to review it afterwards.</param>
internal sealed record RequestPreviewView(
    string Flow, bool IsAutomatic, IReadOnlyList<NamedPerson> Approvers, IReadOnlyList<string> Warnings, string Why, IReadOnlyList<IReadOnlyList<NamedPerson>> Steps, DateTimeOffset? LapsesAt, bool IsBreakGlass)
{
    public static RequestPreviewView Of(RequestAnalysis a) => new(
        a.Flow.Name, a.Flow.Rule.IsAutomatic, [.. a.Approvers.Select(NamedPerson.Of)], a.Warnings, a.Why, [.. a.Steps.Select(s => (IReadOnlyList<NamedPerson>)[.. s.First.Select(NamedPerson.Of)])], a.LapsesAt, a.IsBreakGlass);
}

/// <summary>A request that waits for your decision or your review.</summary>
/// <param name="Request">The request.</param>
/// <param name="AskedBefore">How often this person asked before.</param>
/// <param name="ConnectedBefore">How often they fetched a certificate.</param>
/// <param name="Step">The step it is in; null for a review.</param>
/// <param name="InPlaceOf">In whose place you are asked because they are away; empty when you are asked yourself.</param>
internal sealed record TaskView(RequestView Request, int AskedBefore, int ConnectedBefore, WaitingStepView? Step, IReadOnlyList<string> InPlaceOf)
{
    public static TaskView Of(ApproverTask task) => new(RequestView.Of(task.Request), task.Asked, task.Connected, task.Step is { } step ? WaitingStepView.Of(step) : null, task.InPlaceOf);
}

/// <summary>The step that a request waits in.</summary>
/// <param name="Number">Which, from 0.</param>
/// <param name="Steps">Of how many.</param>
/// <param name="Approved">How many have approved in it.</param>
/// <param name="Needed">How many have to.</param>
/// <param name="Waiting">Who is still asked.</param>
/// <param name="IsEscalated">True once others are asked besides.</param>
/// <param name="ReasonRequired">True when an approver has to say why.</param>
internal sealed record WaitingStepView(int Number, int Steps, int Approved, int Needed, IReadOnlyList<NamedPerson> Waiting, bool IsEscalated, bool ReasonRequired)
{
    public static WaitingStepView Of(StepNow step) => new(step.Number, step.Of, step.Approved, step.Needed, [.. step.Waiting.Select(NamedPerson.Of)], step.IsEscalated, step.Rule.ReasonRequired);
}

/// <summary>What was asked to extend access.</summary>
/// <param name="Id">Its own request: decided like any other.</param>
/// <param name="State">What became of it.</param>
/// <param name="DurationSeconds">For how long, as approved or else as asked.</param>
/// <param name="CreatedAt">When it was asked.</param>
/// <param name="DecidedAt">When it was decided.</param>
internal sealed record ExtensionView(RequestId Id, RequestState State, long DurationSeconds, DateTimeOffset CreatedAt, DateTimeOffset? DecidedAt)
{
    public static ExtensionView Of(AccessRequest r) => new(r.Id, r.State, Seconds.Write(r.Lasts), r.CreatedAt, r.DecidedAt);
}

/// <summary>The review of an emergency.</summary>
/// <param name="SignedBy">Who signed it; null while it is open.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Note">What they found.</param>
internal sealed record ReviewView(NamedPerson? SignedBy, DateTimeOffset? SignedAt, string? Note);

/// <summary>A request and what became of it.</summary>
/// <param name="Id">The id; also the one principal of its certificates.</param>
/// <param name="Requester">Who gets the access, and asked for it unless <c>askedBy</c> says somebody else.</param>
/// <param name="Status">The state a person sees.</param>
/// <param name="Flow">The access flow that governs it.</param>
/// <param name="FlowVersion">That flow's version when it was asked.</param>
/// <param name="LinuxGroups">The Linux groups asked for.</param>
/// <param name="DurationSeconds">For how long, from the moment access works.</param>
/// <param name="Justification">Why.</param>
/// <param name="CreatedAt">When it was asked.</param>
/// <param name="LapsesAt">When it lapses if nobody decides.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Servers">What became of it on each server.</param>
/// <param name="Decisions">What was decided, and by whom.</param>
/// <param name="Step">The step it is in, or was in last, from 0.</param>
/// <param name="StartsAt">When it is to begin; null for as soon as it is approved.</param>
/// <param name="ApprovedDurationSeconds">For how long it was approved, when that is shorter than was asked.</param>
/// <param name="ExtendsId">The request whose access it asks to extend.</param>
/// <param name="Extensions">What was asked to extend its access.</param>
/// <param name="Review">The review, when it was an emergency.</param>
internal sealed record RequestView(
    RequestId Id, NamedPerson Requester, AccessStatus Status, string Flow, int FlowVersion, IReadOnlyList<string> LinuxGroups, long DurationSeconds, string Justification,
    DateTimeOffset CreatedAt, DateTimeOffset LapsesAt, DateTimeOffset? DecidedAt, IReadOnlyList<ServerAccessView> Servers, IReadOnlyList<DecisionView> Decisions,
    int Step, DateTimeOffset? StartsAt, long? ApprovedDurationSeconds, RequestId? ExtendsId, IReadOnlyList<ExtensionView> Extensions, ReviewView? Review)
{
    /// <summary>The requester's manager, who asked for them; null for what somebody asked for themselves.</summary>
    public NamedPerson? AskedBy { get; init; }

    /// <summary>For access that an automatic flow gives without being asked: until when, as far as is known. Null for what somebody asked for.</summary>
    public DateTimeOffset? GivenUntil { get; init; }

    /// <summary>The step that it waits in, and who is asked; null once it is decided, and where a list of requests is shown.</summary>
    public WaitingStepView? Waiting { get; init; }

    public static RequestView Of(RequestRow row) => Of(row, null);

    public static RequestView Of(RequestRow row, ILookup<GrantId, ServerReceipt>? receipts)
    {
        var r = row.Request;
        return new(
            r.Id, new(r.RequesterId, row.RequesterName), row.Status, row.FlowName, r.FlowVersion, r.LinuxGroups, Seconds.Write(r.Duration), r.Justification,
            r.CreatedAt, r.LapsesAt, r.DecidedAt, [.. row.Servers.Select(s => ServerAccessView.Of(s, receipts))], [.. row.Decisions.Select(DecisionView.Of)],
            r.Step, r.StartsAt, r.ApprovedDuration is { } shorter ? Seconds.Write(shorter) : null, r.ExtendsId, [.. row.Extensions.Select(ExtensionView.Of)],
            r.IsBreakGlass ? new(r.ReviewedBy is { } by ? new(by, row.ReviewerName ?? "") : null, r.ReviewedAt, r.ReviewNote) : null)
        {
            GivenUntil = r.GivenUntil,
            AskedBy = r.AskedById is { } asker ? new(asker, row.AskedByName ?? "") : null,
        };
    }
}

/// <summary>A decision that was made.</summary>
/// <param name="Approver">Who; null when the access flow approved automatically.</param>
/// <param name="Approved">Yes or no.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="Step">In which step, from 0.</param>
/// <param name="InPlaceOf">In whose place, because they are away.</param>
internal sealed record DecisionView(NamedPerson? Approver, bool Approved, string Reason, DateTimeOffset At, int Step, IReadOnlyList<string> InPlaceOf)
{
    public static DecisionView Of(DecisionRow row) => new(
        row.Decision.ApproverId is { } id ? new(id, row.ApproverName ?? "") : null, row.Decision.Approved, row.Decision.Reason, row.Decision.At, row.Decision.Step, row.ForNames);
}

/// <summary>What became of a request on one server.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Name">Its name when it was asked.</param>
/// <param name="Host">Its address now.</param>
/// <param name="Port">SSH's port.</param>
/// <param name="Status">The state a person sees.</param>
/// <param name="Account">The account on the server.</param>
/// <param name="GrantId">The grant; null until there is one.</param>
/// <param name="ActiveAt">Since when it works.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="EndedAt">When the server said that nothing of it is left.</param>
/// <param name="EndReason">Why it ended or ends.</param>
/// <param name="Attempts">Failed attempts in a row.</param>
/// <param name="LastError">What went wrong last.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
/// <param name="IsSwitchedOff">True when the server is off as far as is known.</param>
/// <param name="Receipts">What changed on the server, the newest first; null where a list of requests is shown.</param>
internal sealed record ServerAccessView(
    ServerId ServerId, string Name, string? Host, int Port, AccessStatus Status, string? Account, GrantId? GrantId, DateTimeOffset? ActiveAt, DateTimeOffset? NotAfter,
    DateTimeOffset? EndedAt, EndReason? EndReason, int Attempts, string? LastError, DateTimeOffset? NextAttemptAt, bool IsSwitchedOff, IReadOnlyList<ReceiptView>? Receipts)
{
    /// <summary>True when an approver left this server out of what was approved; its status is Rejected then, whatever became of the others.</summary>
    public bool IsLeftOut { get; init; }

    public static ServerAccessView Of(RequestedAccess access, ILookup<GrantId, ServerReceipt>? receipts)
    {
        var g = access.Grant;
        return new(
            access.ServerId, access.ServerName, access.Host, access.Port, access.Status, g?.Account, g?.Id, g?.ActiveAt, g?.NotAfter,
            g?.EndedAt, g?.EndReason, g?.Attempts ?? 0, g?.LastError, g?.NextAttemptAt, access.IsSwitchedOff,
            receipts is null ? null : g is null ? [] : [.. receipts[g.Id].Select(ReceiptView.Of)])
        {
            IsLeftOut = access.IsLeftOut,
        };
    }
}
