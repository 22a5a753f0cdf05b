using JitSsh.Core.Grants;

namespace JitSsh.Portal.Shared;

/// <summary>The servers of a request in a few words.</summary>
public static class ServerNames
{
    private const int Shown = 3;

    /// <summary>For example "web-01, web-02, web-03 and 4 more".</summary>
    public static string Of(IReadOnlyList<RequestedAccess> servers) =>
        servers.Count <= Shown + 1
            ? string.Join(", ", servers.Select(s => s.ServerName))
            : $"{string.Join(", ", servers.Take(Shown).Select(s => s.ServerName))} and {servers.Count - Shown} more";

    /// <summary>Linux groups in words, with the one that is always there.</summary>
    public static string AsGroups(IReadOnlyList<string> linuxGroups) => string.Join(", ", linuxGroups.Prepend("Default"));
}
