using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>Finds the server that a jump is: by its name, or by <c>[user@]host[:port]</c>.</summary>
internal sealed class JumpNames
{
    private readonly Dictionary<string, ServerDraft> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ServerDraft> byPlace = new(StringComparer.OrdinalIgnoreCase);

    public JumpNames(IEnumerable<ServerDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            byName.TryAdd(draft.Name, draft);
            byPlace.TryAdd($"{Canonical(draft.Host)} {draft.Port ?? "22"}", draft);
        }
    }

    /// <summary>The name of the server in the list, or the sentence that says why there is none.</summary>
    public (string? Name, string? Problem) Find(string jump)
    {
        if (jump.Contains(',', StringComparison.Ordinal))
        {
            return (null, "Give one jump server. If that is behind another one, say so where it stands in the list.");
        }

        var text = jump.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase) ? jump[6..] : jump;
        if (byName.TryGetValue(text, out var found))
        {
            return (found.Name, null);
        }

        var at = text.LastIndexOf('@');
        var user = at > 0 ? text[..at] : null;
        var place = text[(at + 1)..];
        if (HostAndPort.Split(place, out var host, out var port) is { } problem)
        {
            return (null, problem);
        }

        var hasPort = port is not null;
        found = byPlace.GetValueOrDefault($"{Canonical(host)} {port ?? "22"}") ?? (byName.TryGetValue(host, out var named) && (!hasPort || port == (named.Port ?? "22")) ? named : null);
        if (found is null)
        {
            return (null, $"The jump server {SafeText.Quote(jump)} is not in the list. Add it as a server, so that its host key can be accepted.");
        }

        return user is null || user == found.User
            ? (found.Name, null)
            : (null, $"The jump server {SafeText.Quote(found.Name)} is reached as {(string.IsNullOrEmpty(found.User) ? "the integration's user" : found.User)}, not as {SafeText.Quote(user)}. Give the user where the jump server stands in the list.");
    }

    private static string Canonical(string host) => HostSyntax.Problem(host) is null ? HostSyntax.Canonical(host) : host;
}

/// <summary>Takes <c>host:port</c> apart; an IPv6 address with a port stands in brackets.</summary>
internal static class HostAndPort
{
    /// <summary>What is wrong with it; null when nothing is. The port stays as it is written; null when there is none.</summary>
    public static string? Split(string text, out string host, out string? port)
    {
        (host, port) = (text, null);
        if (text.Length > 0 && text[0] == '[')
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || !text[1..end].Contains(':', StringComparison.Ordinal) || (end + 1 < text.Length && text[end + 1] != ':'))
            {
                return $"{SafeText.Quote(text)} is not an IPv6 address in brackets, such as [2001:db8::1]:22.";
            }

            host = text[1..end];
            port = end + 1 == text.Length ? null : text[(end + 2)..];
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return null;
        }

        if (text.IndexOf(':', colon + 1) >= 0)
        {
            return $"Write the IPv6 address {SafeText.Quote(text)} in brackets, such as [2001:db8::1]:22.";
        }

        (host, port) = (text[..colon], text[(colon + 1)..]);
        return null;
    }
}
