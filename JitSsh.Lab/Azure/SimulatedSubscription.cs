using System.Collections.Immutable;

namespace JitSsh.Lab.Azure;

/// <summary>A subscription and its VMs; may be changed while the simulation runs.</summary>
public sealed class SimulatedSubscription(Guid id, string displayName, params IEnumerable<SimulatedVm> vms)
{
    private ImmutableList<SimulatedVm> vms = [.. vms];

    /// <summary>Its GUID.</summary>
    public Guid Id { get; } = id;

    /// <summary>What the portal shows.</summary>
    public string DisplayName { get; } = displayName;

    /// <summary>As it is now.</summary>
    public IReadOnlyList<SimulatedVm> Vms => vms;

    /// <summary>Scale sets in uniform orchestration; may be changed while the simulation runs.</summary>
    public IReadOnlyList<SimulatedScaleSet> ScaleSets { get; set; } = [];

    /// <summary>Adds one.</summary>
    /// <exception cref="InvalidOperationException">There is one of this name in this resource group.</exception>
    public void Add(SimulatedVm vm) => ImmutableInterlocked.Update(ref vms, list =>
        list.Exists(other => IsNamed(other, vm.Name) && string.Equals(other.ResourceGroup, vm.ResourceGroup, StringComparison.OrdinalIgnoreCase))
            ? throw new InvalidOperationException($"There is a VM {vm.Name} in {vm.ResourceGroup}.")
            : list.Add(vm));

    /// <summary>Deletes every VM of this name, with its network interface and public address.</summary>
    public void Remove(string name) => ImmutableInterlocked.Update(ref vms, list => list.RemoveAll(vm => IsNamed(vm, name)));

    /// <summary>Changes every VM of this name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Change(string name, Func<SimulatedVm, SimulatedVm> change) => ImmutableInterlocked.Update(ref vms, list =>
        list.Exists(vm => IsNamed(vm, name))
            ? [.. list.Select(vm => IsNamed(vm, name) ? change(vm) : vm)]
            : throw new InvalidOperationException($"There is no VM {name}."));

    /// <summary>Deletes it and makes another of the same name: another machine.</summary>
    public void Rebuild(string name) => Change(name, vm => vm with { VmId = Guid.NewGuid(), PowerState = SimulatedPowerState.Running });

    /// <summary>Switches it on or off.</summary>
    public void SetPower(string name, SimulatedPowerState state) => Change(name, vm => vm with { PowerState = state });

    private static bool IsNamed(SimulatedVm vm, string name) => string.Equals(vm.Name, name, StringComparison.OrdinalIgnoreCase);
}
