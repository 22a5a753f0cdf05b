using Azure;
using JitSsh.Core.Entra;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What the SDK threw while a VM was worked on through the control plane, in sentences that a person can act on.</summary>
internal static class AzureControlProblem
{
    /// <param name="exception">From the SDK.</param>
    /// <param name="server">Which VM.</param>
    /// <param name="what">What was to be done, as in "run a command on".</param>
    /// <param name="action">The permission it needs.</param>
    /// <param name="endpoint">Azure's management address.</param>
    /// <param name="time">For a wait given as a date.</param>
    public static CloudResult From(Exception exception, CloudServer server, string what, string action, Uri endpoint, TimeProvider time)
    {
        var failed = Causes.Of(exception).OfType<RequestFailedException>().FirstOrDefault(f => f.Status != 0);
        if (failed is not null && Answered(failed, server, what, action) is { } known)
        {
            return known;
        }

        var problem = AzureProblem.From(exception, $"the request to {what} {server.Name}", null, endpoint, time);
        return CloudResult.Failed(problem.Kind switch
        {
            DiscoveryProblemKind.Throttled => CloudProblemKind.Throttled,
            DiscoveryProblemKind.Other => CloudProblemKind.Other,
            _ => CloudProblemKind.Unreachable,
        }, problem.Sentence);
    }

    public static bool IsBusy(RequestFailedException failed) =>
        failed.Status == 409 && (Says(failed, "in progress") || failed.ErrorCode is "AttachDiskWhileBeingDetached" or "OperationNotAllowedOnVMImageAsVMsBeingProvisioned");

    public static CloudResult SwitchedOff(CloudServer server, string power) =>
        CloudResult.Failed(CloudProblemKind.SwitchedOff, $"{server.Name} is switched off ({power.ToLowerInvariant()}). Run Command works only while it runs: start it, then try again.");

    public static CloudResult AgentNotReady(CloudServer server, string? said) =>
        CloudResult.Failed(CloudProblemKind.AgentNotReady, $"The Azure VM agent on {server.Name} is not ready{(said is null ? "" : $" ({said})")}, so Run Command cannot reach it. Look at the agent on the server (systemctl status walinuxagent or waagent), or do it by hand: a fingerprint can be accepted on the server's page.");

    public static CloudResult Gone(CloudServer server) =>
        CloudResult.Failed(CloudProblemKind.NotFound, $"Azure does not have {server.Name} any more, or this identity cannot see it. Refresh the integration.");

    private static CloudResult? Answered(RequestFailedException failed, CloudServer server, string what, string action)
    {
        var said = AzureProblem.FirstLine(failed.Message);
        if (failed.Status == 403)
        {
            return CloudResult.Failed(CloudProblemKind.Forbidden, $"The identity may not {what} {server.Name}: it lacks the permission {action}. Give it a role with this permission on the VM's subscription (docs/azure.md has one). A role that was just given takes some minutes.", action);
        }

        if (failed.Status == 404)
        {
            return Gone(server);
        }

        if (failed.ErrorCode?.StartsWith("VMAgent", StringComparison.Ordinal) == true || Says(failed, "VM agent") || Says(failed, "guest agent"))
        {
            return AgentNotReady(server, failed.ErrorCode);
        }

        if (IsBusy(failed))
        {
            return CloudResult.Failed(CloudProblemKind.Busy, $"Another command runs on {server.Name}, and Azure takes one at a time. Try again when it has ended; Azure stops it after 90 minutes at the latest.");
        }

        if (failed.Status == 409 && (Says(failed, "not running") || Says(failed, "requires the VM to be running")))
        {
            return SwitchedOff(server, "stopped");
        }

        if (failed.ErrorCode is "AllocationFailed" or "ZonalAllocationFailed" or "OverconstrainedAllocationRequest" or "SkuNotAvailable")
        {
            return CloudResult.Failed(CloudProblemKind.Other, $"Azure has no room for {server.Name} at the moment ({failed.ErrorCode}). Try again later, or give it another size.");
        }

        return failed.ErrorCode is { } code && failed.Status is not (401 or 429 or >= 500)
            ? CloudResult.Failed(CloudProblemKind.Other, $"Azure could not {what} {server.Name} ({code}): {said}")
            : null;
    }

    private static bool Says(RequestFailedException failed, string text) => failed.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
