using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Catalog;

/// <summary>The state of an integration, as Connected Integrations shows it, always with a reason.</summary>
public enum IntegrationStatus
{
    /// <summary>Connected, and not yet discovered for the first time.</summary>
    Initializing,

    /// <summary>A discovery is running.</summary>
    Refreshing,

    /// <summary>The last discovery went well.</summary>
    Active,

    /// <summary>The last discovery found servers, but not all went well.</summary>
    Warning,

    /// <summary>The last discovery failed.</summary>
    Error,

    /// <summary>An admin has disabled it: no discovery, no new requests.</summary>
    Disabled,

    /// <summary>An admin deletes it: access to its servers is being ended, no discovery, no new requests. It goes when every server has confirmed the ends.</summary>
    Deleting,
}

/// <summary>What becomes of an account that exists on a server and was not made by JitSsh, when a person of that Linux name is granted access.</summary>
public enum ExistingAccounts
{
    /// <summary>The grant fails, with a sentence.</summary>
    Refuse,

    /// <summary>It is used: groups are added for the time of the grant, and it stays afterwards.</summary>
    Use,
}

/// <summary>What becomes of the home of an account that JitSsh made, when the account is deleted.</summary>
public enum HomeDisposal
{
    /// <summary>Kept as an archive on the server that only root can read.</summary>
    Archive,

    /// <summary>Removed.</summary>
    Remove,
}

/// <summary>A connected integration: where servers come from and how the connector logs in to them.</summary>
public sealed class Integration
{
    /// <summary>The default time an account is kept locked after its last grant.</summary>
    public static readonly TimeSpan DefaultKeep = TimeSpan.FromDays(30);

    /// <summary>The id.</summary>
    public required IntegrationId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>Where its servers come from. Never changes its kind.</summary>
    public required SourceSettings Source { get; set; }

    /// <summary>The secret that the source signs in with (Azure's client secret), where it has one.</summary>
    public SecretRef? SourceSecret { get; set; }

    /// <summary>The connector that works on it.</summary>
    public required ConnectorId ConnectorId { get; set; }

    /// <summary>The user with sudo that the connector logs in as.</summary>
    public required string LoginUser { get; set; }

    /// <summary>That user's private key.</summary>
    public required SecretRef LoginKey { get; set; }

    /// <summary>The public half of that key, to show which line belongs on the servers.</summary>
    public required string LoginPublicKey { get; set; }

    /// <summary>The Linux groups that flows may offer on its servers; empty means only "Default".</summary>
    public IReadOnlyList<string> LinuxGroups { get; set; } = [];

    /// <summary>Who looks after it.</summary>
    public PersonId? OwnerId { get; set; }

    /// <summary>What people who connect to its servers are told.</summary>
    public string? Message { get; set; }

    /// <summary>How long an account is kept locked after its last grant.</summary>
    public TimeSpan Keep { get; set; } = DefaultKeep;

    /// <summary>What then becomes of its home.</summary>
    public HomeDisposal HomeDisposal { get; set; }

    /// <summary>What becomes of accounts that are not JitSsh's.</summary>
    public ExistingAccounts ExistingAccounts { get; set; }

    /// <summary>The state.</summary>
    public IntegrationStatus Status { get; set; }

    /// <summary>Why it is in that state; a sentence.</summary>
    public string? StatusReason { get; set; }

    /// <summary>Since when it is being deleted; null when it is not.</summary>
    public DateTimeOffset? DeletingSince { get; set; }

    /// <summary>When it was connected.</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When the last discovery ended.</summary>
    public DateTimeOffset? LastSyncAt { get; set; }

    /// <summary>When the next discovery is due; null while disabled.</summary>
    public DateTimeOffset? NextSyncAt { get; set; }

    /// <summary>Until when the source asks not to be asked again; null when it does not.</summary>
    public DateTimeOffset? WaitUntil { get; set; }

    /// <summary>Which connector process has the discovery that is running.</summary>
    public string? SyncHolder { get; set; }

    /// <summary>Until when that process has it.</summary>
    public DateTimeOffset? SyncUntil { get; set; }

    /// <summary>True while an admin has it disabled.</summary>
    public bool IsDisabled => Status == IntegrationStatus.Disabled;

    /// <summary>True while it is being deleted.</summary>
    public bool IsDeleting => Status == IntegrationStatus.Deleting;
}
