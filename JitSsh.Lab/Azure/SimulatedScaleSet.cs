namespace JitSsh.Lab.Azure;

/// <summary>A scale set in uniform orchestration: its instances stand in no list but its own. A flexible one is only the name that its VMs carry.</summary>
public sealed record SimulatedScaleSet
{
    /// <summary>Unique in its resource group.</summary>
    public required string Name { get; init; }

    /// <summary>As people write it.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Its instances: instance id and VM; the VM's name and group are not looked at.</summary>
    public IReadOnlyList<(int InstanceId, SimulatedVm Vm)> Instances { get; init; } = [];

    /// <summary>Such as <c>westeurope</c>.</summary>
    public string Region { get; init; } = "westeurope";

    /// <summary><c>Linux</c> or <c>Windows</c>.</summary>
    public string OsType { get; init; } = "Linux";

    /// <summary>Its instances are spot VMs.</summary>
    public bool IsSpot { get; init; }
}
