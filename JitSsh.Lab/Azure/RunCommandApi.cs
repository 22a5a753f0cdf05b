using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>
/// Run Command in its action form (https://learn.microsoft.com/rest/api/compute/virtual-machines/run-command): really run, as root, in the lab's server; one at a time
/// on each VM; of each of the two outputs the last 4096 bytes come back.
/// </summary>
internal sealed class RunCommandApi(SimulatedAzureOptions options, Operations operations)
{
    private const int MostOutput = 4096;
    private readonly ConcurrentDictionary<Guid, bool> busy = new();

    public async Task<IResult> RunAsync(HttpContext context, SimulatedSubscription subscription, SimulatedVm vm)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var script = string.Join('\n', (body?["script"] as JsonArray ?? []).Select(line => line!.GetValue<string>()));
        if (body?["commandId"]?.GetValue<string>() != "RunShellScript" || script.Length == 0)
        {
            return ArmError.Make(400, "InvalidParameter", "The value of parameter commandId is invalid.");
        }

        if (vm.PowerState != SimulatedPowerState.Running)
        {
            return ArmError.Make(409, "OperationNotAllowed", "Cannot modify extensions in the VM when the VM is not running.");
        }

        if (!busy.TryAdd(vm.VmId, true))
        {
            return ArmError.Make(409, "Conflict", "Run command extension execution is in progress. Please wait for completion before invoking a run command.");
        }

        return operations.Begin(context, subscription.Id, vm.Region, async () =>
        {
            try
            {
                return await ExecuteAsync(vm, script);
            }
            finally
            {
                busy.TryRemove(vm.VmId, out _);
            }
        });
    }

    private async Task<OperationEnd> ExecuteAsync(SimulatedVm vm, string script)
    {
        await Task.Delay(options.RunCommandTakes, options.Time, CancellationToken.None);
        if (!vm.IsAgentReady || options.MachineOf?.Invoke(vm) is not { } machine)
        {
            return new(null, "VMAgentStatusCommunicationError", $"VM '{vm.Name}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, the VM has a running VM agent, and that it can establish outbound connections to Azure storage.");
        }

        // As the agent does it: the script becomes a file, and a shell runs that.
        var ended = await machine.RunAsync("d=/var/lib/waagent/run-command/download/0; mkdir -p \"$d\" && cat >\"$d/script.sh\" && cd \"$d\" && exec /bin/sh \"$d/script.sh\" </dev/null", script);
        var verb = ended.ExitCode == 0 ? "succeeded" : "failed";
        var head = ended.ExitCode == 0 ? "Enable succeeded: " : $"Enable failed: failed to execute command: command terminated with exit status={ended.ExitCode}";
        return new(new JsonObject
        {
            ["value"] = new JsonArray(new JsonObject
            {
                ["code"] = $"ProvisioningState/{verb}",
                ["level"] = ended.ExitCode == 0 ? "Info" : "Error",
                ["displayStatus"] = $"Provisioning {verb}",
                ["message"] = $"{head}\n[stdout]\n{Last(ended.Output)}\n[stderr]\n{Last(ended.Error)}",
            }),
        });
    }

    private static string Last(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= MostOutput ? text : Encoding.UTF8.GetString(bytes[^MostOutput..]);
    }
}
