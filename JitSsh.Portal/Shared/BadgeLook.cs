using JitSsh.Core.Catalog;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Portal.Shared;

/// <summary>What a badge's colour says.</summary>
public enum Tone
{
    /// <summary>It works.</summary>
    Good,

    /// <summary>A person is waited for.</summary>
    Waiting,

    /// <summary>JitSsh is at work.</summary>
    Working,

    /// <summary>It works, with something to look at.</summary>
    Warning,

    /// <summary>It fails and needs somebody.</summary>
    Bad,

    /// <summary>It is over or off.</summary>
    Off,
}

/// <summary>The words and the tone of a state: the only place where either is chosen.</summary>
/// <param name="Words">What a person reads.</param>
/// <param name="Tone">The colour.</param>
public sealed record BadgeLook(string Words, Tone Tone)
{
    /// <summary>Of a request or a grant.</summary>
    public static BadgeLook Of(AccessStatus status) => status switch
    {
        AccessStatus.PendingApproval => new("Pending approval", Tone.Waiting),
        AccessStatus.Granting => new("Granting", Tone.Working),
        AccessStatus.Active => new("Active", Tone.Good),
        AccessStatus.Revoking => new("Revoking", Tone.Working),
        AccessStatus.Revoked => new("Revoked", Tone.Off),
        AccessStatus.Expired => new("Expired", Tone.Off),
        AccessStatus.Rejected => new("Rejected", Tone.Bad),
        AccessStatus.Cancelled => new("Cancelled", Tone.Off),
        AccessStatus.Lapsed => new("Lapsed", Tone.Off),
        AccessStatus.Failing => new("Failing", Tone.Bad),
        AccessStatus.NotUndone => new("Not undone", Tone.Bad),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
    };

    /// <summary>Of a server.</summary>
    public static BadgeLook Of(ServerHealth health) => health switch
    {
        ServerHealth.Ready => new("Ready", Tone.Good),
        ServerHealth.NotTested => new("Not tested", Tone.Waiting),
        ServerHealth.HostKeyUnknown => new("Host key to accept", Tone.Waiting),
        ServerHealth.HostKeyChanged => new("Host key changed", Tone.Bad),
        ServerHealth.SwitchedOff => new("Switched off", Tone.Off),
        ServerHealth.Unreachable => new("Unreachable", Tone.Bad),
        ServerHealth.LoginRefused => new("Login refused", Tone.Bad),
        ServerHealth.NeedsSudo => new("Needs sudo", Tone.Bad),
        ServerHealth.Failing => new("Failing", Tone.Bad),
        ServerHealth.NoAddress => new("No address", Tone.Warning),
        ServerHealth.NotSeen => new("Not seen", Tone.Off),
        _ => throw new ArgumentOutOfRangeException(nameof(health), health, message: null),
    };

    /// <summary>Of a server that the last discovery could not look for; null when it could.</summary>
    public static BadgeLook? OfSight(Server server) => server is { IsSeen: true, NotSeenReason: not null } ? new("As last seen", Tone.Warning) : null;

    /// <summary>Of a look before access.</summary>
    public static BadgeLook Of(PreflightVerdict verdict) => verdict switch
    {
        PreflightVerdict.Works => new("Will work", Tone.Good),
        PreflightVerdict.WorksWithWarnings => new("Will work, but", Tone.Warning),
        PreflightVerdict.Waits => new("Will wait", Tone.Waiting),
        PreflightVerdict.Fails => new("Will not work yet", Tone.Bad),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, message: null),
    };

    /// <summary>Of an integration.</summary>
    public static BadgeLook Of(IntegrationStatus status) => status switch
    {
        IntegrationStatus.Initializing => new("Initializing", Tone.Working),
        IntegrationStatus.Refreshing => new("Refreshing", Tone.Working),
        IntegrationStatus.Active => new("Active", Tone.Good),
        IntegrationStatus.Warning => new("Warning", Tone.Warning),
        IntegrationStatus.Error => new("Error", Tone.Bad),
        IntegrationStatus.Disabled => new("Disabled", Tone.Off),
        IntegrationStatus.Deleting => new("Deleting", Tone.Working),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
    };
}
