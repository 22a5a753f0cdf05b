using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>Servers from a list kept by hand. The entry's name is its identity: a new address under the same name is the same server, moved.</summary>
internal sealed class StaticServerSource : IServerSource
{
    public string Kind => SshServersSettings.KindName;

    public Task<DiscoveryResult> DiscoverAsync(
        SourceSettings settings,
        string? secret,
        IProgress<DiscoveryProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var entries = ((SshServersSettings)settings).Servers;
        var servers = entries.Select(Describe).OrderBy(server => server.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var scope = new DiscoveredScope(Kind, "SSH Servers", Complete: true, AddressesComplete: true, new DiscoveryCounts(servers.Count, 0, 0, 0)) { IsKeptByHand = true };
        progress?.Report(new DiscoveryProgress($"{servers.Count} servers in the list.", 1, 1, servers.Count));
        return Task.FromResult(new DiscoveryResult(servers, [scope], []));
    }

    private static DiscoveredServer Describe(SshServerEntry entry) => new()
    {
        ExternalId = entry.Name.ToLowerInvariant(),
        Name = entry.Name,
        Address = entry.Host,
        Port = entry.Port,
        LoginUser = entry.User,
        JumpExternalId = entry.Jump?.ToLowerInvariant(),
        Tags = entry.Tags is null
            ? DiscoveredServer.NoTags
            : new Dictionary<string, string>(entry.Tags, StringComparer.OrdinalIgnoreCase),
    };
}
