using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>A server that access can be asked for.</summary>
public sealed class Server
{
    /// <summary>The id; also the host key alias that the connector knows it by.</summary>
    public required ServerId Id { get; init; }

    /// <summary>The integration it came from.</summary>
    public required IntegrationId IntegrationId { get; init; }

    /// <summary>The source's own id, lower case: the ARM id, or the name in a static list. Unique within the integration.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Azure's vmId; null elsewhere.</summary>
    public string? VmId { get; set; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>Azure's resource group; null elsewhere.</summary>
    public string? ResourceGroup { get; set; }

    /// <summary>Azure's region; null elsewhere.</summary>
    public string? Region { get; set; }

    /// <summary>Tags, names without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Address or name; null when it has none.</summary>
    public string? Host { get; set; }

    /// <summary>SSH's port.</summary>
    public int Port { get; set; } = 22;

    /// <summary>Why it has no address, as a sentence.</summary>
    public string? AddressProblem { get; set; }

    /// <summary>Power state as the source tells it, for example "Running"; null when it does not tell.</summary>
    public string? PowerState { get; set; }

    /// <summary>False when the last discovery did not see it.</summary>
    public bool IsSeen { get; set; } = true;

    /// <summary>When a discovery last saw it.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The host keys an admin accepted, a line each: type and base64. Empty until then: nothing connects before.</summary>
    public string HostKeys { get; set; } = "";

    /// <summary>The host keys the server last showed, waiting to be accepted; null when none are waiting.</summary>
    public string? OfferedHostKeys { get; set; }

    /// <summary>Who accepted.</summary>
    public PersonId? HostKeysAcceptedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? HostKeysAcceptedAt { get; set; }

    /// <summary>How they came to be accepted; null while none is.</summary>
    public HostKeyTrust? HostKeysHow { get; set; }

    /// <summary>The host keys that its cloud last vouched for, a line each; null when it was not asked.</summary>
    public string? VouchedHostKeys { get; set; }

    /// <summary>When it vouched.</summary>
    public DateTimeOffset? VouchedAt { get; set; }

    /// <summary>Why the last contact failed; null when it went well.</summary>
    public ShellFailure? Failure { get; set; }

    /// <summary>What was said when it failed.</summary>
    public string? FailureText { get; set; }

    /// <summary>Failed contacts in a row.</summary>
    public int FailureCount { get; set; }

    /// <summary>When the last contact that went well ended.</summary>
    public DateTimeOffset? LastContactAt { get; set; }

    /// <summary>The server's OpenSSH version as it told it; null before the first contact.</summary>
    public string? OpenSshVersion { get; set; }

    /// <summary>The server's clock less the connector's, at the last contact.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>When this server is next to be made to match its desired state; null when nothing is to do.</summary>
    public DateTimeOffset? NextReconcileAt { get; set; }

    /// <summary>Which connector process works on it.</summary>
    public string? LeaseHolder { get; set; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows with each lease; the server refuses an older one.</summary>
    public long Generation { get; set; }

    /// <summary>What ends access on it by itself: <c>systemd</c>, <c>cron</c>, <c>sleeper</c> or <c>none</c>; null before it said.</summary>
    public string? Timer { get; set; }

    /// <summary>The next second for which that is armed; null for none.</summary>
    public DateTimeOffset? ArmedUntil { get; set; }

    /// <summary>The number of the newest receipt of this machine that is stored; 0 while none is.</summary>
    public long ReceiptsSeen { get; set; }

    /// <summary>Contacts in a row at which it was still searching its file systems for what people left behind.</summary>
    public int ScanContacts { get; set; }

    /// <summary>True when an accepted key is none of those that the cloud vouches for: somebody must look before anything connects.</summary>
    public bool IsVouchedDifferent => VouchedHostKeys is { } vouched && HostKeys.Length > 0 && HostKey.ReadLines(HostKeys).Except(HostKey.ReadLines(vouched)).Any();

    /// <summary>True when it is off as far as its source has told.</summary>
    public bool IsSwitchedOff => IsOff(PowerState);

    /// <summary>True for the power states in which nothing runs.</summary>
    public static bool IsOff(string? power) => power is "Stopped" or "Stopping" or "Deallocated" or "Deallocating";

    /// <summary>True when its clock is so far off that somebody should set it.</summary>
    public bool IsClockOff => ServerClock.IsOff(ClockOffset);

    /// <summary>Forgets what was learned from the machine behind it: another one has taken its place, or may have.</summary>
    public void ForgetMachine()
    {
        (Timer, ArmedUntil, ReceiptsSeen, ScanContacts) = (null, null, 0, 0);
        (OpenSshVersion, ClockOffset, LastContactAt) = (null, TimeSpan.Zero, null);
        (Failure, FailureText, FailureCount) = (null, null, 0);
    }

    /// <summary>The state a person sees.</summary>
    public ServerHealth Health =>
        Host is null ? ServerHealth.NoAddress
        : !IsSeen ? ServerHealth.NotSeen
        : Failure is ShellFailure.HostKeyChanged ? ServerHealth.HostKeyChanged
        : HostKeys.Length == 0 ? ServerHealth.HostKeyUnknown
        : Failure is not null ? ServerHealth.Failing
        : LastContactAt is null ? ServerHealth.NotTested
        : ServerHealth.Ready;
}

/// <summary>How host keys came to be accepted.</summary>
public enum HostKeyTrust
{
    /// <summary>An admin compared the fingerprints and accepted them.</summary>
    ByHand,

    /// <summary>They were read through the cloud's control plane, which vouches for the machine.</summary>
    ByCloud,
}

/// <summary>The state of a server as a person sees it.</summary>
public enum ServerHealth
{
    /// <summary>The last contact went well.</summary>
    Ready,

    /// <summary>Not contacted yet.</summary>
    NotTested,

    /// <summary>An admin must accept its host key first.</summary>
    HostKeyUnknown,

    /// <summary>It shows another host key than the accepted one.</summary>
    HostKeyChanged,

    /// <summary>The last contact failed.</summary>
    Failing,

    /// <summary>It has no address.</summary>
    NoAddress,

    /// <summary>The last discovery did not see it.</summary>
    NotSeen,
}
