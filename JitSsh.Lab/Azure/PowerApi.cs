namespace JitSsh.Lab.Azure;

/// <summary>Switching VMs on and off (https://learn.microsoft.com/rest/api/compute/virtual-machines/start); the lab's server really goes on and off.</summary>
internal sealed class PowerApi(SimulatedAzureOptions options, Operations operations)
{
    public IResult Start(HttpContext context, SimulatedSubscription subscription, SimulatedVm vm)
    {
        if (vm.StartError is { } error)
        {
            return ArmError.Make(409, error, "Allocation failed. We do not have sufficient capacity for the requested VM size in this region.");
        }

        subscription.SetPower(vm.Name, vm.PowerState == SimulatedPowerState.Running ? SimulatedPowerState.Running : SimulatedPowerState.Starting);
        return operations.Begin(context, subscription.Id, vm.Region, async () =>
        {
            // The operation goes on after the request that began it.
            await Task.Delay(options.RunCommandTakes, options.Time, CancellationToken.None);
            if (options.MachineOf?.Invoke(vm) is { } machine)
            {
                await machine.PowerOnAsync(CancellationToken.None);
            }

            subscription.SetPower(vm.Name, SimulatedPowerState.Running);
            return new(null);
        });
    }

    /// <param name="context">The request.</param>
    /// <param name="subscription">Where.</param>
    /// <param name="vm">Which VM.</param>
    /// <param name="end">Stopped or deallocated.</param>
    public IResult Stop(HttpContext context, SimulatedSubscription subscription, SimulatedVm vm, SimulatedPowerState end)
    {
        subscription.SetPower(vm.Name, end == SimulatedPowerState.Stopped ? SimulatedPowerState.Stopping : SimulatedPowerState.Deallocating);
        return operations.Begin(context, subscription.Id, vm.Region, async () =>
        {
            if (options.MachineOf?.Invoke(vm) is { } machine)
            {
                await machine.PowerOffAsync(CancellationToken.None);
            }

            subscription.SetPower(vm.Name, end);
            return new(null);
        });
    }
}
