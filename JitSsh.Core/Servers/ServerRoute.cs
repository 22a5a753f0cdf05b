using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>How a server is reached: directly, or through other servers, each with its accepted host keys. Or why it is not.</summary>
/// <param name="Target">How; null when it cannot be.</param>
/// <param name="Failure">Why there is no target.</param>
/// <param name="Text">The same as a sentence; empty when there is a target.</param>
public sealed record ServerRoute(ShellTarget? Target, ShellFailure? Failure, string Text)
{
    /// <summary>Computes it. Pure, but for what <paramref name="find"/> does.</summary>
    /// <param name="server">The server.</param>
    /// <param name="integration">Its integration.</param>
    /// <param name="find">Finds a server by its id.</param>
    public static async Task<ServerRoute> ToAsync(Server server, Integration integration, Func<ServerId, Task<Server?>> find)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(integration);
        ArgumentNullException.ThrowIfNull(find);
        if (!HostAddress.TryCreate(server.Host, server.Port, out var address, out _))
        {
            return new(null, ShellFailure.NoAddress, server.AddressProblem ?? "This server has no address.");
        }

        if (server.HostKeys.Length == 0)
        {
            return new(null, ShellFailure.HostKeyUnknown, "Nobody has accepted this server's host key.");
        }

        if (server.Failure == ShellFailure.HostKeyChanged)
        {
            return new(null, ShellFailure.HostKeyChanged, "This server has shown another host key than the accepted one.");
        }

        var jump = await JumpOfAsync(server, integration, find);
        return jump.Failure is null
            ? new(new(server.Id, address!, server.LoginUser ?? integration.LoginUser, integration.LoginKey, HostKey.ReadLines(server.HostKeys), jump.Target), null, "")
            : jump;
    }

    /// <summary>The way to the server through which this one is reached: no target and no failure when it is reached directly.</summary>
    public static async Task<ServerRoute> JumpOfAsync(Server server, Integration integration, Func<ServerId, Task<Server?>> find)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(integration);
        ArgumentNullException.ThrowIfNull(find);

        // From the server outwards, then built from the first hop inwards.
        var way = new List<Server>();
        var at = server;
        while (at.JumpServerId is { } id)
        {
            if (id == server.Id || way.Exists(s => s.Id == id))
            {
                return Failed($"The way to {server.Name} goes in a circle: {string.Join(" through ", way.Select(s => s.Name).Prepend(server.Name))}.");
            }

            if (way.Count == JumpChains.MaxHops)
            {
                return Failed($"{server.Name} is behind more than {JumpChains.MaxHops} jump servers.");
            }

            if (await find(id) is not { } hop || hop.IntegrationId != server.IntegrationId)
            {
                return Failed($"The jump server of {at.Name} is gone.");
            }

            way.Add(at = hop);
        }

        ShellTarget? target = null;
        foreach (var hop in Enumerable.Reverse(way))
        {
            if (!HostAddress.TryCreate(hop.Host, hop.Port, out var address, out _))
            {
                return Failed($"The jump server {hop.Name} has no address.");
            }

            if (hop.HostKeys.Length == 0 || hop.Failure == ShellFailure.HostKeyChanged)
            {
                return Failed(hop.HostKeys.Length == 0
                    ? $"Nobody has accepted the host key of the jump server {hop.Name}."
                    : $"The jump server {hop.Name} has shown another host key than the accepted one.");
            }

            target = new(hop.Id, address!, hop.LoginUser ?? integration.LoginUser, integration.LoginKey, HostKey.ReadLines(hop.HostKeys), target);
        }

        return new(target, null, "");
    }

    private static ServerRoute Failed(string sentence) => new(null, ShellFailure.JumpFailed, sentence);
}
