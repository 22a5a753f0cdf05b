using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Looks whether JitSsh could work on a server, changing nothing there.</summary>
public sealed class TestServer(IServerStore servers, IIntegrationStore integrations, IServerShell shell, TimeProvider clock)
{
    /// <summary>The checks, each with what was found; NotFound for anyone but an admin.</summary>
    /// <param name="actor">An admin.</param>
    /// <param name="id">The server.</param>
    /// <param name="probes">Accounts and groups to ask about; none asks about the server alone.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<IReadOnlyList<ServerCheck>>> RunAsync(
        Actor actor, ServerId id, IReadOnlyList<(string Account, string? Group)>? probes = null, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await servers.FindAsync(id, cancel) is not { } server || await integrations.FindAsync(server.IntegrationId, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        if (!HostAddress.TryCreate(server.Host, server.Port, out var address, out _))
        {
            return Checks(new ServerCheck("address", "fail", server.AddressProblem ?? ShellFailureAdvice.For(ShellFailure.NoAddress)));
        }

        if (server.HostKeys.Length == 0)
        {
            return Checks(new ServerCheck("host-key", "fail", ShellFailureAdvice.For(ShellFailure.HostKeyUnknown)));
        }

        var jump = await ServerRoute.JumpOfAsync(server, integration, hop => servers.FindAsync(hop, cancel));
        if (jump.Failure is { } noWay)
        {
            return Checks(new ServerCheck("jump", "fail", $"{jump.Text} {ShellFailureAdvice.For(noWay)}"));
        }

        var loginUser = server.LoginUser ?? integration.LoginUser;
        var target = new ShellTarget(id, address!, loginUser, integration.LoginKey, HostKey.ReadLines(server.HostKeys), jump.Target);
        var connected = await shell.ConnectAsync(target, cancel);
        if (connected.Failure is { } why)
        {
            return Checks(new ServerCheck("connection", "fail", $"{connected.Text} {ShellFailureAdvice.For(why)}"));
        }

        var ran = await shell.RunAsync(target, ServerScript.Check(loginUser, clock.GetUtcNow(), probes ?? []), cancel);
        if (ran.Failure is { } failure)
        {
            return Checks(new ServerCheck("connection", "ok", "Reached, host key as accepted, logged in."), new ServerCheck("sudo", "fail", $"{ran.Text} {ShellFailureAdvice.For(failure)}"));
        }

        var answer = ServerAnswer.Read(ran.Text);
        List<ServerCheck> checks = [new("connection", "ok", "Reached, host key as accepted, logged in, sudo works."), .. answer.Checks];
        checks.AddRange(answer.Errors.Select(e => new ServerCheck(e.Code, "fail", e.Text)));
        if (!answer.IsWhole)
        {
            // What was not said was not checked: an answer that broke off is no good news.
            checks.Add(new("answer", "fail", "The server's answer broke off. Check again."));
        }

        return Outcomes.Done<IReadOnlyList<ServerCheck>>(checks);
    }

    private static Outcome<IReadOnlyList<ServerCheck>> Checks(params IReadOnlyList<ServerCheck> checks) => Outcomes.Done(checks);
}
