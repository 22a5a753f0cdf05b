using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>A server, and who owns it. Pure.</summary>
/// <param name="Server">The server.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tag">The tag that names its owner.</param>
/// <param name="Value">What that tag says; null when it is not there.</param>
/// <param name="Owner">The active person whose e-mail address that is; null when there is none.</param>
public sealed record OwnedServer(ServerId Server, string Name, string Tag, string? Value, PersonId? Owner)
{
    private const int ServersNamed = 3;

    /// <summary>What the tags of these servers say, before the people are known.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="tags">The tag that names the owner, for each integration.</param>
    public static IReadOnlyList<OwnedServer> Tagged(IEnumerable<ServerFacts> servers, IReadOnlyDictionary<IntegrationId, string> tags) => [.. servers.Select(s =>
    {
        var tag = tags.GetValueOrDefault(s.IntegrationId, SourceSettings.UsualOwnerTag);
        var value = s.Tags.FirstOrDefault(t => string.Equals(t.Key, tag, StringComparison.OrdinalIgnoreCase)).Value?.Trim();
        return new OwnedServer(s.Id, s.Name, tag, value is { Length: > 0 } ? value : null, null);
    })];

    /// <summary>The e-mail addresses that these tags hold, as people's are stored: in lower case, so that case plays no part.</summary>
    public static IReadOnlyCollection<string> Emails(IEnumerable<OwnedServer> tagged) => tagged.Select(o => o.Value?.ToLowerInvariant()).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>The same servers with their owners.</summary>
    /// <param name="tagged">What their tags say.</param>
    /// <param name="people">The people with these e-mail addresses; who is not active owns nothing.</param>
    public static IReadOnlyList<OwnedServer> By(IReadOnlyList<OwnedServer> tagged, IEnumerable<Person> people)
    {
        var known = people.Where(p => p.IsActive).ToDictionary(p => p.Email, p => p.Id, StringComparer.Ordinal);
        return [.. tagged.Select(o => o.Value is { } email && known.TryGetValue(email.ToLowerInvariant(), out var owner) ? o with { Owner = owner } : o)];
    }

    /// <summary>Why nobody can approve a request for these servers, with what to do; they are those that no owner can approve.</summary>
    public static string WhyNobody(IReadOnlyList<OwnedServer> servers)
    {
        var more = servers.Count > ServersNamed ? $"; and {servers.Count - ServersNamed} more" : "";
        return $"Nobody can approve this: {string.Join("; ", servers.Take(ServersNamed).Select(s => s.Why))}{more}. Leave {(servers.Count == 1 ? "this server" : "these servers")} out, or tell an admin.";
    }

    /// <summary>The names of some of them, and how many more there are.</summary>
    public static string Names(IReadOnlyList<OwnedServer> servers) =>
        string.Join(", ", servers.Take(ServersNamed).Select(s => s.Name)) + (servers.Count > ServersNamed ? $" and {servers.Count - ServersNamed} more" : "");

    /// <summary>What makes owners known of servers that have none.</summary>
    public static string WhatToDo(IReadOnlyList<OwnedServer> servers) =>
        $"Give the servers the tag {string.Join(" or ", servers.Select(s => $"'{s.Tag}'").Distinct(StringComparer.OrdinalIgnoreCase).Take(ServersNamed))} with an active person's e-mail address, or name somebody else besides.";

    /// <summary>Why nobody can approve for this server, as a part of a sentence. Where it has an owner who cannot, they ask for it or get it.</summary>
    private string Why =>
        Value is null ? $"{Name} has no owner, since it has no tag '{Tag}'"
        : Owner is null ? $"{Name} has no owner, since its tag '{Tag}' says {SafeText.Quote(Value)}, which is no active person's e-mail address"
        : $"the owner of {Name}, by its tag '{Tag}', asks for it or gets it, and nobody approves that";
}
