using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.CloudRuns;

/// <summary>Does what a run is for, and says in a sentence what came of it.</summary>
public sealed class CarryOut(IServerStore servers, IIntegrationStore integrations, RunOverCloud cloud, ReconcileOverCloud reconcile, IPowerSwitch power, TimeProvider clock)
{
    /// <summary>Does it. What a person can put right is in the result; only cancelling and faults of the program are thrown.</summary>
    public async Task<CloudRunResult> RunAsync(CloudRun run, CancellationToken cancel)
    {
        if (await servers.FindAsync(run.ServerId, cancel) is not { } server || await integrations.FindAsync(server.IntegrationId, cancel) is not { } integration)
        {
            return CloudRunResult.Failed($"{run.ServerName} is not among JitSsh's servers any more.");
        }

        var target = await cloud.FindAsync(server, integration, cancel);
        return run.Kind switch
        {
            CloudRunKind.ReadHostKeys => await ReadHostKeysAsync(run, server, target, cancel),
            CloudRunKind.Look or CloudRunKind.Prepare or CloudRunKind.Undo => await LoginAsync(run, server, integration, target, cancel),
            CloudRunKind.EndAccess => await reconcile.EndAsync(server, target, cancel),
            _ => await StartAsync(server, target, cancel),
        };
    }

    private async Task<CloudRunResult> ReadHostKeysAsync(CloudRun run, Server server, CloudServer target, CancellationToken cancel)
    {
        var ran = await cloud.RunAsync(target, CloudRunScript.HostKeys, cancel);
        if (ran.Problem is { } problem)
        {
            return CloudRunResult.Failed(problem.Sentence);
        }

        if (CloudRunScript.ReadHostKeys(ran.Text) is not { } keys)
        {
            return CloudRunResult.Failed($"No host key that JitSsh takes was found on {server.Name}. Look at /etc/ssh/ssh_host_*_key.pub there.");
        }

        var actor = new Actor(run.AskedBy, run.AskedByName, Role.Member);
        var prints = string.Join(", ", keys.Select(k => $"{k.Type} {k.Fingerprint}"));
        return await servers.VouchHostKeysAsync(server.Id, server.VmId, HostKey.WriteLines(keys), actor, clock.GetUtcNow(), cancel) switch
        {
            Vouched.Accepted => CloudRunResult.Done($"Accepted, vouched for by Azure: {prints}."),
            Vouched.Same => CloudRunResult.Done($"Azure vouches for the accepted host keys: {prints}."),
            Vouched.Differs => CloudRunResult.Failed($"Alarm: Azure vouches for other host keys than the accepted ones: {prints}. JitSsh does not connect to {server.Name} until an admin has decided on its page."),
            _ => CloudRunResult.Failed($"{server.Name} was made anew while its host keys were read. Read them again."),
        };
    }

    private async Task<CloudRunResult> LoginAsync(CloudRun run, Server server, Integration integration, CloudServer target, CancellationToken cancel)
    {
        if (run.Kind == CloudRunKind.Undo && await reconcile.LeaveAsync(server, target, cancel) is { } inTheWay)
        {
            return CloudRunResult.Failed(inTheWay);
        }

        var ran = await cloud.RunAsync(target, CloudRunScript.ForLogin(run.Kind, integration.LoginUser, integration.LoginPublicKey), cancel);
        if (ran.Problem is { } problem)
        {
            return CloudRunResult.Failed(problem.Sentence);
        }

        if (CloudRunScript.ReadFindings(ran.Text) is not { } findings)
        {
            return CloudRunResult.Failed($"{server.Name} answered something else than what was asked, so nothing is concluded from it. Try again.");
        }

        if (findings.FirstOrDefault(f => f.State == "failed") is { } failed)
        {
            return CloudRunResult.Failed($"{Title(failed.Name)}: {failed.Text}.", findings);
        }

        if (run.Kind == CloudRunKind.Prepare)
        {
            // The connector comes at once and does the rest: sshd's drop-in, checked and reloaded.
            await servers.MakeDueAsync(server.Id, clock.GetUtcNow(), cancel);
        }

        return CloudRunResult.Done(Summary(run.Kind, integration.LoginUser, findings), findings);
    }

    private async Task<CloudRunResult> StartAsync(Server server, CloudServer target, CancellationToken cancel)
    {
        var started = await power.StartAsync(target, cancel);
        if (started.Problem is { } problem)
        {
            return CloudRunResult.Failed(problem.Sentence);
        }

        await servers.SetPowerAsync(server.Id, started.Text, clock.GetUtcNow(), cancel);
        if (server.Host is null)
        {
            // A dynamic public address has a value again, and only a discovery knows it.
            await integrations.MakeDueAsync(server.IntegrationId, clock.GetUtcNow(), cancel);
        }

        return CloudRunResult.Done($"{server.Name} runs. Access begins as soon as it takes logins.");
    }

    private static string Summary(CloudRunKind kind, string user, IReadOnlyList<CloudFinding> findings)
    {
        string Of(string state) => string.Join(", ", findings.Where(f => f.State == state).Select(f => $"{Title(f.Name).ToLowerInvariant()} ({f.Text})"));
        return kind switch
        {
            CloudRunKind.Look when findings.Any(f => f.State == "missing") => $"Would be made: {Of("missing")}.",
            CloudRunKind.Look => "Everything is there: nothing would be made.",
            CloudRunKind.Prepare when findings.Any(f => f.State == "made") => $"Made: {Of("made")}.",
            CloudRunKind.Prepare => "Everything was there: nothing was made.",
            _ when findings.Any(f => f.State == "removed") => $"Taken away: {Of("removed")}.",
            _ => $"JitSsh has made nothing here by Run Command; {user} stays as it is.",
        };
    }

    private static string Title(string name) => name switch
    {
        "user" => "Login user",
        "key" => "Public key",
        "sudo" => "sudo without a password",
        _ => "sshd",
    };
}
