namespace JitSsh.Core.Discovery.Azure;

/// <summary>
/// What JitSsh keeps of a VM while it reads the other lists. The SDK's own object is let go with its page: it is twenty times as large, and there may be
/// ten thousand.
/// </summary>
/// <param name="Id">Resource id, lower case.</param>
/// <param name="Interfaces">Ids of its network interfaces, the primary one first.</param>
internal sealed record FoundVm(string Id, IReadOnlyList<string> Interfaces)
{
    public string? VmId { get; init; }

    public required string Name { get; init; }

    /// <summary>As the VM's id writes it.</summary>
    public required string ResourceGroup { get; init; }

    public required string Region { get; init; }

    /// <summary>Ordered by name: Azure does not say in which order it writes them, and another order is no change.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public OsKind OperatingSystem { get; init; }

    public bool IsSpot { get; init; }

    /// <summary>Name of its scale set; null if it is in none.</summary>
    public string? ScaleSet { get; init; }

    public PowerState Power { get; init; }
}
