using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute.Models;
using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>
/// Azure's control plane for single VMs: Run Command in its action form (https://learn.microsoft.com/azure/virtual-machines/linux/run-command), power state and
/// start. Before anything is sent the VM is read once: another machine under the same name is not touched, and what cannot work is said at once.
/// </summary>
internal sealed class AzureControl(AzureConnectionOptions options, AzureControlOptions limits) : IRunCommand, IPowerSwitch
{
    public const string RunAction = "Microsoft.Compute/virtualMachines/runCommand/action";
    public const string StartAction = "Microsoft.Compute/virtualMachines/start/action";
    public const string ReadAction = "Microsoft.Compute/virtualMachines/read";

    private const int MostConnections = 16;
    private readonly Lock gate = new();
    private readonly Dictionary<string, AzureConnection> connections = new(StringComparer.Ordinal);

    public AzureControl()
        : this(new(), new())
    {
    }

    public bool Serves(SourceSettings source) => source is AzureVmSettings;

    public Task<CloudResult> RunAsync(CloudServer server, string script, CancellationToken cancel) => GuardAsync(server, "run a command on", RunAction, async vm =>
    {
        if (await LookAsync(vm, server, cancel) is { Problem: not null } refused)
        {
            return refused;
        }

        var input = new RunCommandInput("RunShellScript");
        foreach (var line in script.Split('\n'))
        {
            input.Script.Add(line);
        }

        var operation = await BeginAsync(() => vm.RunCommandAsync(input, cancel), cancel);
        return await EndAsync(operation, server, "the command", cancel) ?? Said(operation.Value, server);
    }, cancel);

    public Task<CloudResult> ReadAsync(CloudServer server, CancellationToken cancel) => GuardAsync(server, "look at", ReadAction, async vm =>
    {
        var seen = await vm.ReadAsync(cancel);
        return Identity(seen, server) ?? new(null, seen.Power.ToString());
    }, cancel);

    public Task<CloudResult> StartAsync(CloudServer server, CancellationToken cancel) => GuardAsync(server, "start", StartAction, async vm =>
    {
        var seen = await vm.ReadAsync(cancel);
        if (Identity(seen, server) is { } another)
        {
            return another;
        }

        if (seen.Power == PowerState.Running)
        {
            return new(null, seen.Power.ToString());
        }

        var operation = await BeginAsync(() => vm.StartAsync(cancel), cancel);
        return await EndAsync(operation, server, "the start", cancel) ?? new(null, (await vm.ReadAsync(cancel)).Power.ToString());
    }, cancel);

    /// <summary>What Azure passes on of a command's end. Between the marks stands standard output; the word before them says whether the command itself ended well.</summary>
    internal static CloudResult Said(VirtualMachineRunCommandResult result, CloudServer server)
    {
        const string Output = "[stdout]\n";
        const string Errors = "\n[stderr]";
        var status = result.Value.LastOrDefault(s => s.Message is not null);
        var message = status?.Message ?? "";
        var from = message.IndexOf(Output, StringComparison.Ordinal);
        if (status is null || from < 0)
        {
            return CloudResult.Failed(CloudProblemKind.BadAnswer, $"Azure says that the command on {server.Name} has ended, and not what it said. Try again.");
        }

        var to = message.LastIndexOf(Errors, StringComparison.Ordinal);
        from += Output.Length;
        var text = to < from ? message[from..] : message[from..to];
        return status.Code?.Contains("/failed", StringComparison.OrdinalIgnoreCase) == true
            ? CloudResult.Failed(CloudProblemKind.Other, $"The command on {server.Name} failed: {AzureProblem.FirstLine(message)}")
            : new(null, text);
    }

    private static CloudResult? Identity(AzureMachineState seen, CloudServer server) =>
        server.VmId is { } expected && seen.VmId is { } actual && !string.Equals(expected, actual, StringComparison.OrdinalIgnoreCase)
            ? CloudResult.Failed(CloudProblemKind.AnotherMachine, $"{server.Name} was made anew: Azure has another VM under this name now ({actual}). Refresh the integration, then try again.")
            : null;

    private static async Task<CloudResult> LookAsync(AzureMachine vm, CloudServer server, CancellationToken cancel)
    {
        var seen = await vm.ReadAsync(cancel);
        return Identity(seen, server)
            ?? (seen.Power is PowerState.Stopped or PowerState.Stopping or PowerState.Deallocated or PowerState.Deallocating ? AzureControlProblem.SwitchedOff(server, seen.Power.ToString())
            : seen.AgentComplaint is { } complaint ? AzureControlProblem.AgentNotReady(server, complaint)
            : new CloudResult(null, ""));
    }

    /// <summary>Another command on the VM, and Azure's own limits, are waited for; both pass.</summary>
    private async Task<T> BeginAsync<T>(Func<Task<T>> begin, CancellationToken cancel)
    {
        var latest = options.Time.GetUtcNow() + limits.BeginWithin;
        while (true)
        {
            try
            {
                return await begin();
            }
            catch (RequestFailedException failed) when ((AzureControlProblem.IsBusy(failed) || failed.Status == 429) && options.Time.GetUtcNow() + Pause(failed) < latest)
            {
                await Task.Delay(Pause(failed), options.Time, cancel);
            }
        }
    }

    private async Task<CloudResult?> EndAsync(Operation operation, CloudServer server, string what, CancellationToken cancel)
    {
        var latest = options.Time.GetUtcNow() + limits.EndWithin;
        while (true)
        {
            var wait = limits.PollEvery;
            try
            {
                await operation.UpdateStatusAsync(cancel);
                if (operation.HasCompleted)
                {
                    return null;
                }
            }
            catch (RequestFailedException failed) when (failed.Status == 429)
            {
                wait = Pause(failed);
            }

            if (options.Time.GetUtcNow() + wait > latest)
            {
                return CloudResult.Failed(CloudProblemKind.Timeout, $"Azure has not reported the end of {what} on {server.Name} within {Common.Durations.Words(limits.EndWithin)}. It may still go on there. Look at the VM's agent, and try again later.");
            }

            await Task.Delay(wait, options.Time, cancel);
        }
    }

    private TimeSpan Pause(RequestFailedException failed) =>
        (failed.Status == 429 ? BoundedRetryPolicy.Wait(failed.GetRawResponse(), options.Time) : null) is { } asked && asked > limits.AskAgainAfter ? asked : limits.AskAgainAfter;

    private async Task<CloudResult> GuardAsync(CloudServer server, string what, string action, Func<AzureMachine, Task<CloudResult>> work, CancellationToken cancel)
    {
        if (server.Source is not AzureVmSettings settings || !ResourceIdentifier.TryParse(server.ExternalId, out var id) || id is null)
        {
            return CloudResult.Failed(CloudProblemKind.NotSupported, $"{server.Name} is not an Azure VM: there is no Run Command for it.");
        }

        var endpoint = settings.ResourceManagerEndpoint ?? new Uri("https://management.azure.com");
        try
        {
            var connection = Connect(settings, server.Secret);
            endpoint = connection.Endpoint;
            return await work(new AzureMachine(connection.Arm, id));
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested && AzureProblem.IsExpected(exception))
        {
            return AzureControlProblem.From(exception, server, what, action, endpoint, options.Time);
        }
    }

    /// <summary>One sign-in for all VMs of an integration, kept while its settings and its secret are the same.</summary>
    private AzureConnection Connect(AzureVmSettings settings, string? secret)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{JsonSerializer.Serialize(settings)}\n{secret}")));
        lock (gate)
        {
            if (!connections.TryGetValue(key, out var connection))
            {
                if (connections.Count >= MostConnections)
                {
                    connections.Clear();
                }

                connections[key] = connection = AzureConnection.Open(settings, secret, options);
            }

            return connection;
        }
    }
}
