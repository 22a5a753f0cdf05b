using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What Azure knows of one VM at this moment.</summary>
/// <param name="VmId">The machine's own id; null when Azure does not say.</param>
/// <param name="Power">Whether it is on.</param>
/// <param name="AgentComplaint">What Azure says of an agent that is not ready; null when it is, or when nothing is known of it.</param>
internal sealed record AzureMachineState(string? VmId, PowerState Power, string? AgentComplaint);

/// <summary>One VM, or one instance of a scale set in uniform orchestration.</summary>
internal sealed class AzureMachine(ArmClient arm, ResourceIdentifier id)
{
    private bool IsInstance => id.ResourceType == VirtualMachineScaleSetVmResource.ResourceType;

    public async Task<AzureMachineState> ReadAsync(CancellationToken cancel)
    {
        if (IsInstance)
        {
            var instance = (await arm.GetVirtualMachineScaleSetVmResource(id).GetAsync(InstanceViewType.InstanceView, cancel)).Value.Data;
            return new(instance.VmId, Power(instance.InstanceView?.Statuses), Complaint(instance.InstanceView?.VmAgent));
        }

        var vm = (await arm.GetVirtualMachineResource(id).GetAsync(InstanceViewType.InstanceView, cancel)).Value.Data;
        return new(vm.VmId, Power(vm.InstanceView?.Statuses), Complaint(vm.InstanceView?.VmAgent));
    }

    public Task<ArmOperation<VirtualMachineRunCommandResult>> RunCommandAsync(RunCommandInput input, CancellationToken cancel) => IsInstance
        ? arm.GetVirtualMachineScaleSetVmResource(id).RunCommandAsync(WaitUntil.Started, input, cancel)
        : arm.GetVirtualMachineResource(id).RunCommandAsync(WaitUntil.Started, input, cancel);

    public Task<ArmOperation> StartAsync(CancellationToken cancel) => IsInstance
        ? arm.GetVirtualMachineScaleSetVmResource(id).PowerOnAsync(WaitUntil.Started, cancel)
        : arm.GetVirtualMachineResource(id).PowerOnAsync(WaitUntil.Started, cancel);

    private static PowerState Power(IEnumerable<InstanceViewStatus>? statuses) => AzureVm.Power(statuses?.Select(s => s.Code));

    // "Ready" is what a healthy agent is shown as; nothing at all is said of one that was just installed.
    private static string? Complaint(VirtualMachineAgentInstanceView? agent) =>
        agent?.Statuses.Select(s => s.DisplayStatus).FirstOrDefault(s => !string.IsNullOrEmpty(s)) is { } said && !said.Equals("Ready", StringComparison.OrdinalIgnoreCase) ? said : null;
}
