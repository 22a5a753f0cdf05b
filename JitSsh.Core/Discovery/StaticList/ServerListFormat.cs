namespace JitSsh.Core.Discovery.StaticList;

/// <summary>The forms in which a list of servers is read (docs/servers.md).</summary>
public enum ServerListFormat
{
    /// <summary>A line each: <c>name [user@]host[:port] key=value,… via name</c>.</summary>
    Lines,

    /// <summary>Comma, semicolon or tab separated, with a line of column names.</summary>
    Csv,

    /// <summary>An array of objects, or an object with <c>servers</c>.</summary>
    Json,

    /// <summary>An Ansible inventory as INI.</summary>
    AnsibleIni,

    /// <summary>An Ansible inventory as YAML.</summary>
    AnsibleYaml,

    /// <summary>What OpenSSH's client reads (<c>man ssh_config</c>).</summary>
    SshConfig,
}

/// <summary>What the formats are called, and how each is told from the others.</summary>
public static class ServerListFormats
{
    private static readonly HashSet<string> SshWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "HostName", "User", "Port", "ProxyJump", "ProxyCommand", "IdentityFile", "IdentitiesOnly", "ForwardAgent", "StrictHostKeyChecking", "UserKnownHostsFile", "ServerAliveInterval",
    };

    private static readonly HashSet<string> HostColumns = new(StringComparer.OrdinalIgnoreCase) { "host", "hostname", "address", "ip" };

    /// <summary>What people call it.</summary>
    public static string NameOf(ServerListFormat format) => format switch
    {
        ServerListFormat.Lines => "lines",
        ServerListFormat.Csv => "CSV",
        ServerListFormat.Json => "JSON",
        ServerListFormat.AnsibleIni => "an Ansible inventory (INI)",
        ServerListFormat.AnsibleYaml => "an Ansible inventory (YAML)",
        _ => "an ssh_config",
    };

    /// <summary>The format that the text looks like.</summary>
    public static ServerListFormat Recognise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.TrimStart('\uFEFF').Split('\n', 400).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] is not ('#' or ';')).Take(300).ToList();
        if (lines.Count == 0)
        {
            return ServerListFormat.Lines;
        }

        var first = lines[0];
        if (first[0] == '{' || (first[0] == '[' && IsJsonArray(first, lines)))
        {
            return ServerListFormat.Json;
        }

        var words = lines.Select(FirstWord).ToList();
        if (words[0].Equals("Match", StringComparison.OrdinalIgnoreCase) || words[0].Equals("Include", StringComparison.OrdinalIgnoreCase)
            || (words.Contains("Host", StringComparer.OrdinalIgnoreCase) && words.Any(SshWords.Contains)))
        {
            return ServerListFormat.SshConfig;
        }

        if (first == "---" || first.StartsWith("--- ", StringComparison.Ordinal) || first.StartsWith("- ", StringComparison.Ordinal)
            || (first.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && !first[..colon].Any(char.IsWhiteSpace) && first[(colon + 1)..].TrimStart() is "" or ['#', ..]))
        {
            return ServerListFormat.AnsibleYaml;
        }

        if (lines.Any(l => l[0] == '[' && l.Contains(']', StringComparison.Ordinal)) || lines.Any(l => l.Contains(" ansible_", StringComparison.Ordinal)))
        {
            return ServerListFormat.AnsibleIni;
        }

        var columns = first.Split([',', ';', '\t']).Select(c => c.Trim().Trim('"')).ToList();
        return columns.Count > 1 && columns.Exists(HostColumns.Contains) ? ServerListFormat.Csv : ServerListFormat.Lines;
    }

    private static bool IsJsonArray(string first, List<string> lines) => (first.Length > 1 ? first[1..].TrimStart() : lines.ElementAtOrDefault(1) ?? "") is "" or ['{' or ']' or '"', ..];

    private static string FirstWord(string line) => line.IndexOfAny([' ', '\t', '=']) is >= 0 and var end ? line[..end] : line;
}
