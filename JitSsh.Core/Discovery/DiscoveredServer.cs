namespace JitSsh.Core.Discovery;

/// <summary>Whether a server is switched on. Azure's <c>PowerState/*</c>
/// (https://learn.microsoft.com/azure/virtual-machines/states-billing).</summary>
public enum PowerState
{
    /// <summary>The source does not say.</summary>
    Unknown,

    /// <summary>Switched on.</summary>
    Running,

    /// <summary>Being switched on.</summary>
    Starting,

    /// <summary>Being shut down; keeps its hardware.</summary>
    Stopping,

    /// <summary>Shut down; keeps its hardware.</summary>
    Stopped,

    /// <summary>Being shut down and taken off its hardware.</summary>
    Deallocating,

    /// <summary>Off its hardware; a dynamic public address is gone.</summary>
    Deallocated,
}

/// <summary>The kind of operating system. (Not named <c>OperatingSystem</c>: <c>System</c> has one.)</summary>
public enum OsKind
{
    /// <summary>The source does not say; taken for one that can be reached by SSH.</summary>
    Unknown,

    /// <summary>Linux.</summary>
    Linux,

    /// <summary>Windows: counted, never listed.</summary>
    Windows,
}

/// <summary>A server as its source describes it.</summary>
public sealed record DiscoveredServer
{
    /// <summary>The source's own name for it, stable while it lives: Azure's resource id in lower case, or the entry's name.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Azure's <c>vmId</c>: another one under the same <see cref="ExternalId"/> means that the VM was made anew.</summary>
    public string? VmId { get; init; }

    /// <summary>Name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>Azure resource group, as the VM's id writes it (often in capitals); compare without case.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>Azure region, such as <c>westeurope</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Azure subscription id.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>Tags. Names compare without case, as in Azure.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = NoTags;

    /// <summary>All private addresses, the primary one first.</summary>
    public IReadOnlyList<string> PrivateAddresses { get; init; } = [];

    /// <summary>The public address: of the primary network interface, or else of the first other that has one; null if none has one at the moment.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Where to connect to; null if there is no such address, and then <see cref="NoAddressReason"/> says why.</summary>
    public string? Address { get; init; }

    /// <summary>Why <see cref="Address"/> is null, as a sentence.</summary>
    public string? NoAddressReason { get; init; }

    /// <summary>The port sshd listens on.</summary>
    public int Port { get; init; } = 22;

    /// <summary>The user with sudo on it; null for the integration's.</summary>
    public string? LoginUser { get; init; }

    /// <summary>The <see cref="ExternalId"/> of the server through which it is reached; null when it is reached directly.</summary>
    public string? JumpExternalId { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public PowerState PowerState { get; init; }

    /// <summary>A spot VM: Azure may take its hardware away at any time.</summary>
    public bool IsSpot { get; init; }

    /// <summary>The scale set it belongs to, of either orchestration; null if to none.</summary>
    public string? ScaleSet { get; init; }

    /// <summary>Linux or not known.</summary>
    public OsKind OperatingSystem { get; init; }

    /// <summary>No tags.</summary>
    public static IReadOnlyDictionary<string, string> NoTags { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
