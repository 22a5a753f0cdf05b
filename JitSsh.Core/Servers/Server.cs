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

    /// <summary>The user with sudo that the connector logs in as; null for the integration's.</summary>
    public string? LoginUser { get; set; }

    /// <summary>The server of the same integration through which it is reached; null when it is reached directly.</summary>
    public ServerId? JumpServerId { get; set; }

    /// <summary>Why it has no address, as a sentence.</summary>
    public string? AddressProblem { get; set; }

    /// <summary>Power state as the source tells it, for example "Running"; null when it does not tell.</summary>
    public string? PowerState { get; set; }

    /// <summary>True for a spot VM: Azure may take its hardware away at any time.</summary>
    public bool IsSpot { get; set; }

    /// <summary>False when the last discovery that could look did not see it: access to it cannot be asked for.</summary>
    public bool IsSeen { get; set; } = true;

    /// <summary>Why the last discovery did not see it, as a sentence; null when it did. With <see cref="IsSeen"/>: it could not look, and the server is as it was last seen.</summary>
    public string? NotSeenReason { get; set; }

    /// <summary>When a discovery last saw it. Not written anew by each discovery that finds it as it is: then this is the integration's last one.</summary>
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

    /// <summary>That it takes only an earlier key than the one in the store, as a sentence; null when it takes the key.</summary>
    public string? KeyNote { get; set; }

    /// <summary>Failed contacts in a row.</summary>
    public int FailureCount { get; set; }

    /// <summary>When the last contact that went well ended.</summary>
    public DateTimeOffset? LastContactAt { get; set; }

    /// <summary>What the last look at the server itself found, without what it found about single accounts; empty before the first.</summary>
    public IReadOnlyList<ServerCheck> Checks { get; set; } = [];

    /// <summary>When that was; null before the first.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

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
    public static bool IsOff(string? power) => power is not null && OffStates.Contains(power);

    /// <summary>The power states in which nothing answers (https://learn.microsoft.com/azure/virtual-machines/states-billing).</summary>
    public static IReadOnlyList<string> OffStates { get; } = ["Stopped", "Stopping", "Deallocated", "Deallocating"];

    /// <summary>True when its clock is so far off that somebody should set it.</summary>
    public bool IsClockOff => ServerClock.IsOff(ClockOffset);

    /// <summary>Forgets what was learned from the machine behind it: another one has taken its place, or may have.</summary>
    public void ForgetMachine()
    {
        (Timer, ArmedUntil, ReceiptsSeen, ScanContacts) = (null, null, 0, 0);
        (OpenSshVersion, ClockOffset, LastContactAt) = (null, TimeSpan.Zero, null);
        (Failure, FailureText, FailureCount, KeyNote) = (null, null, 0, null);
        (Checks, CheckedAt) = ([], null);
    }

    /// <summary>The state a person sees: the one that says most about what is to be done. Lists are filtered by the same in the database (ServerListing).</summary>
    public ServerHealth Health =>
        !IsSeen ? ServerHealth.NotSeen
        : IsSwitchedOff ? ServerHealth.SwitchedOff
        : Host is null ? ServerHealth.NoAddress
        : Failure is ShellFailure.HostKeyChanged ? ServerHealth.HostKeyChanged
        : HostKeys.Length == 0 ? ServerHealth.HostKeyUnknown
        : Failure switch
        {
            null => LastContactAt is null ? ServerHealth.NotTested : ServerHealth.Ready,
            ShellFailure.SwitchedOff => ServerHealth.SwitchedOff,
            ShellFailure.NoRoute or ShellFailure.Refused or ShellFailure.Timeout => ServerHealth.Unreachable,
            ShellFailure.AuthenticationFailed => ServerHealth.LoginRefused,
            ShellFailure.SudoDenied => ServerHealth.NeedsSudo,
            _ => ServerHealth.Failing,
        };
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

    /// <summary>Its source says that it is switched off.</summary>
    SwitchedOff,

    /// <summary>Nothing answers at its address.</summary>
    Unreachable,

    /// <summary>It does not take the login user's key.</summary>
    LoginRefused,

    /// <summary>The login user may not run sudo without a password.</summary>
    NeedsSudo,

    /// <summary>The last contact failed in another way.</summary>
    Failing,

    /// <summary>It has no address.</summary>
    NoAddress,

    /// <summary>The last discovery did not see it.</summary>
    NotSeen,
}
