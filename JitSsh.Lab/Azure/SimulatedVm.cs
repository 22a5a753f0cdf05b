namespace JitSsh.Lab.Azure;

/// <summary>A VM's power state; in lower case it is the end of Azure's <c>PowerState/…</c>.</summary>
public enum SimulatedPowerState
{
    /// <summary>On.</summary>
    Running,

    /// <summary>Being switched on.</summary>
    Starting,

    /// <summary>Being shut down.</summary>
    Stopping,

    /// <summary>Off, keeps its hardware.</summary>
    Stopped,

    /// <summary>Being taken off its hardware.</summary>
    Deallocating,

    /// <summary>Off its hardware. A dynamic public address has no value then.</summary>
    Deallocated,
}

/// <summary>An image a VM was made from.</summary>
/// <param name="Publisher">As Azure's marketplace calls it.</param>
/// <param name="Offer">As Azure's marketplace calls it.</param>
/// <param name="Sku">As Azure's marketplace calls it.</param>
public sealed record SimulatedImage(string Publisher, string Offer, string Sku)
{
    /// <summary>What the lab's servers run.</summary>
    public static SimulatedImage Debian12 { get; } = new("Debian", "debian-12", "12-gen2");

    /// <summary>For VMs that JitSsh leaves out.</summary>
    public static SimulatedImage WindowsServer2022 { get; } = new("MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-azure-edition");
}

/// <summary>A network interface of a VM beside its first.</summary>
/// <param name="PrivateAddress">IPv4 or IPv6.</param>
/// <param name="PublicAddress">Null: it has none.</param>
/// <param name="IsPrimary">True: this one is the VM's primary, and the first is not.</param>
public sealed record SimulatedInterface(string PrivateAddress, string? PublicAddress = null, bool IsPrimary = false);

/// <summary>A VM of the simulated Azure, with one network interface or several.</summary>
public sealed record SimulatedVm
{
    /// <summary>Unique in its resource group.</summary>
    public required string Name { get; init; }

    /// <summary>As people write it; VM ids carry it in capitals, as Azure's do, network ids in lower case, and a VM's reference to its network interface as it is.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Such as <c>westeurope</c>.</summary>
    public string Region { get; init; } = "westeurope";

    /// <summary>Tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Address in the virtual network, IPv4 or IPv6; empty: the VM has no network interface at all.</summary>
    public required string PrivateAddress { get; init; }

    /// <summary>Further interfaces; the first has <see cref="PrivateAddress"/>.</summary>
    public IReadOnlyList<SimulatedInterface> MoreInterfaces { get; init; } = [];

    /// <summary>A spot VM.</summary>
    public bool IsSpot { get; init; }

    /// <summary>The scale set in flexible orchestration that it belongs to.</summary>
    public string? FlexibleScaleSet { get; init; }

    /// <summary>Null: it has none. A dynamic one: without a value while the VM is deallocated.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>A new one for every VM that is made, also under an old name.</summary>
    public Guid VmId { get; init; } = Guid.NewGuid();

    /// <summary><c>Linux</c> or <c>Windows</c>.</summary>
    public string OsType { get; init; } = "Linux";

    /// <summary>Whether it is on.</summary>
    public SimulatedPowerState PowerState { get; init; }

    /// <summary>Whether the VM's agent answers; without it Run Command fails.</summary>
    public bool IsAgentReady { get; init; } = true;

    /// <summary>Whether the instance view tells of an agent that is not ready, as it does some minutes after the agent has died.</summary>
    public bool IsAgentKnownToBeDead { get; init; }

    /// <summary>The code with which starting it fails, such as <c>AllocationFailed</c>; null when it can be started.</summary>
    public string? StartError { get; init; }

    /// <summary>Hardware.</summary>
    public string Size { get; init; } = "Standard_B2s";

    /// <summary>Image.</summary>
    public SimulatedImage Image { get; init; } = SimulatedImage.Debian12;
}
