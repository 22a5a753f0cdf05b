using System.Net;

namespace JitSsh.Lab.Servers;

/// <summary>Ends a lab from its state directory alone, whatever became of the program that started it.</summary>
internal static class TearDown
{
    private static readonly TimeSpan OrderlyLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>Whether there was a lab.</summary>
    public static async Task<bool> RunAsync(LabDirectory directory)
    {
        if (directory.ReadState() is not { } state)
        {
            return false;
        }

        if (state.Owner is { IsAlive: true } owner)
        {
            owner.AskToEnd();
            if (!await owner.WaitForEndAsync(OrderlyLimit))
            {
                owner.Kill();
                await owner.WaitForEndAsync(KillLimit);
            }

            // Its servers may have been switched on and off since: the last word is what it wrote last.
            state = directory.ReadState() ?? state;
        }

        foreach (var process in state.Processes)
        {
            process.Kill();
        }

        foreach (var process in state.Processes)
        {
            if (!await process.WaitForEndAsync(KillLimit))
            {
                throw new LabException($"Process {process.Pid} of the lab does not end.");
            }
        }

        foreach (var address in state.Addresses)
        {
            await AddressRoutes.RestoreAsync(IPAddress.Parse(address), CancellationToken.None);
        }

        foreach (var group in state.ControlGroups ?? [])
        {
            await ControlGroup.RemoveAsync(group);
        }

        directory.Delete();
        directory.DeleteLog();
        return true;
    }
}
