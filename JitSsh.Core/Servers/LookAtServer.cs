using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>What a look at a server found.</summary>
/// <param name="At">When it began.</param>
/// <param name="Checks">What was looked at, the way to the server first.</param>
/// <param name="Failure">Why nothing could be looked at; null when the server answered.</param>
/// <param name="FailureText">What was said then.</param>
/// <param name="Answer">What the server answered; null when it did not.</param>
public sealed record ServerLook(DateTimeOffset At, IReadOnlyList<ServerCheck> Checks, ShellFailure? Failure = null, string? FailureText = null, ServerAnswer? Answer = null);

/// <summary>
/// Logs in to a server and looks, changing nothing there (the script's mode check). It asks nobody whether they may: that is for the operations
/// that call it. What is found about the server itself is kept with it.
/// </summary>
public sealed class LookAtServer(IServerStore servers, IIntegrationStore integrations, IServerVisits visits, TimeProvider clock)
{
    /// <summary>The checks that are about single accounts, and say nothing of the server.</summary>
    private static readonly string[] OfAccounts = ["account", "group", "allow-rules"];

    /// <summary>Looks; null when there is no such server.</summary>
    /// <param name="id">The server.</param>
    /// <param name="probes">Accounts and groups to ask about; none asks about the server alone.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<ServerLook?> RunAsync(ServerId id, IReadOnlyList<(string Account, string? Group)> probes, CancellationToken cancel)
    {
        if (await servers.FindAsync(id, cancel) is not { } server || await integrations.FindAsync(server.IntegrationId, cancel) is not { } integration)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (await WhyNotEvenAsync(server, integration, cancel) is { } obstacle)
        {
            return new(now, [obstacle]);
        }

        var look = await AskAsync(server, integration, probes, now, cancel);
        if (look.Failure == ShellFailure.NoConnector)
        {
            // Nobody looked, so nothing was found about the server.
            return look;
        }

        await servers.RecordLookAsync(server.Id, look, [.. look.Checks.Where(c => !OfAccounts.Contains(c.Name, StringComparer.Ordinal))], cancel);
        return look;
    }

    private async Task<ServerCheck?> WhyNotEvenAsync(Server server, Integration integration, CancellationToken cancel) =>
        Server.IsOff(server.PowerState) ? new("power", "wait", $"{server.Name} is switched off ({server.PowerState!.ToLowerInvariant()}).")
        : !HostAddress.TryCreate(server.Host, server.Port, out _, out _) ? new("address", "fail", server.AddressProblem ?? ShellFailureAdvice.For(ShellFailure.NoAddress))
        : server.HostKeys.Length == 0 ? new("host-key", "fail", ShellFailureAdvice.For(ShellFailure.HostKeyUnknown))
        : await ServerRoute.JumpOfAsync(server, integration, hop => servers.FindAsync(hop, cancel)) is { Failure: { } noWay } jump ? new("jump", "fail", $"{jump.Text} {ShellFailureAdvice.For(noWay)}")
        : null;

    private async Task<ServerLook> AskAsync(Server server, Integration integration, IReadOnlyList<(string Account, string? Group)> probes, DateTimeOffset now, CancellationToken cancel)
    {
        HostAddress.TryCreate(server.Host, server.Port, out var address, out _);
        var jump = await ServerRoute.JumpOfAsync(server, integration, hop => servers.FindAsync(hop, cancel));
        var user = server.LoginUser ?? integration.LoginUser;

        // Also where another key was shown before: whoever looks wants to know what is there now.
        var target = new ShellTarget(server.Id, address!, user, integration.LoginKey, HostKey.ReadLines(server.HostKeys), jump.Target);
        var visit = await visits.CheckAsync(integration.ConnectorId, target, probes, cancel);
        if (visit.Failure is { } failure)
        {
            return visit.IsConnected
                ? new(now, [new("connection", "ok", "Reached, host key as accepted, logged in."), new("sudo", "fail", $"{visit.Text} {ShellFailureAdvice.For(failure)}")], failure, visit.Text)
                : new(now, [new("connection", "fail", $"{visit.Text} {ShellFailureAdvice.For(failure)}")], failure, visit.Text);
        }

        var answer = ServerAnswer.Read(visit.Text, clock.GetUtcNow() - visit.AskedAgo);
        List<ServerCheck> checks = [new("connection", "ok", "Reached, host key as accepted, logged in, sudo works."), .. answer.Checks.Distinct().Select(c => Judge(c, integration))];
        checks.AddRange(answer.Errors.Select(e => new ServerCheck(e.Code, "fail", e.Text)));
        if (!answer.IsWhole)
        {
            // What was not said was not checked: an answer that broke off is no good news.
            checks.Add(new("answer", "fail", "The server's answer broke off. Check again."));
        }

        return new(now, checks, Answer: answer);
    }

    /// <summary>The server does not know what the integration allows.</summary>
    private static ServerCheck Judge(ServerCheck check, Integration integration) =>
        check is { Name: "account", Result: "warn" } && integration.ExistingAccounts == ExistingAccounts.Refuse
            ? check with { Result = "fail", Text = $"{check.Text}, and {integration.Name} does not use such accounts" }
            : check;
}
