using System.Globalization;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>A variable with the line at which it stands; no value when it is encrypted.</summary>
internal sealed record AnsibleValue(string? Text, int Line);

/// <summary>
/// The groups, hosts and variables of an inventory, whichever way it is written, and the servers they come to. Of variables only those that say how a host is reached are
/// looked at. A host's own come before its groups', and a group's before its parents', as in Ansible.
/// </summary>
internal sealed class AnsibleInventory
{
    private const int MaxDepth = 32;
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Host> hosts = new(StringComparer.Ordinal);
    private readonly List<Host> order = [];

    public AnsibleInventory() => groups["all"] = new("all", 0);

    /// <summary>Too many to go on.</summary>
    public bool IsFull => order.Count > ServerListText.MaxServers;

    public Group GroupOf(string name, int line) => groups.TryGetValue(name, out var group) ? group : groups[name] = new(name, line);

    public Host HostOf(string name, int line)
    {
        if (!hosts.TryGetValue(name, out var host))
        {
            hosts[name] = host = new(name, line);
            order.Add(host);
        }

        return host;
    }

    /// <summary>Adds the servers to the list.</summary>
    public void Drafts(DraftList list)
    {
        var parents = groups.Values.SelectMany(g => g.Children.Select(c => (Child: c, Parent: g.Name))).ToLookup(x => x.Child, x => x.Parent, StringComparer.Ordinal);
        var depths = Depths(parents);
        if (depths is null)
        {
            list.Problem(1, "The groups are each other's children in a circle.");
            return;
        }

        foreach (var host in order)
        {
            if (!list.IsFull)
            {
                Add(host, parents, depths, list);
            }
        }
    }

    private void Add(Host host, ILookup<string, string> parents, Dictionary<string, int> depths, DraftList list)
    {
        var of = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(host.Groups);
        while (open.TryPop(out var name))
        {
            if (of.Add(name))
            {
                foreach (var parent in parents[name])
                {
                    open.Push(parent);
                }
            }
        }

        of.Remove("all");
        var vars = new Dictionary<string, AnsibleValue>(StringComparer.Ordinal);
        foreach (var name in of.OrderBy(n => depths.GetValueOrDefault(n)).ThenBy(n => n, StringComparer.Ordinal).Prepend("all"))
        {
            Take(vars, groups[name].Vars);
        }

        Take(vars, host.Vars);
        var problem = false;
        if (Value("ansible_connection") is { Text: "local" or "winrm" or "psrp" or "docker" or "community.docker.docker" } connection)
        {
            list.Note(host.Line, $"{SafeText.Quote(host.Name)} is left out: it is not reached by SSH (ansible_connection={connection.Text}).");
            return;
        }

        var address = Text("ansible_host", "ansible_ssh_host") ?? host.Name;
        var port = Text("ansible_port", "ansible_ssh_port");
        var user = Text("ansible_user", "ansible_ssh_user");
        var arguments = $"{Text("ansible_ssh_common_args")} {Text("ansible_ssh_extra_args")}";
        var (jump, jumpProblem) = SshJumpArgument.Find(arguments);
        if (jumpProblem is not null)
        {
            list.Problem(host.Line, $"{SafeText.Quote(host.Name)}: {jumpProblem}");
            problem = true;
        }

        if (!problem)
        {
            of.Remove("ungrouped");
            list.Add(new(host.Line, host.Name, address) { Port = port, User = user, Jump = jump, Tags = of.Order(StringComparer.Ordinal).Select(g => KeyValuePair.Create(g, "true")) });
        }

        AnsibleValue? Value(string name) => vars.GetValueOrDefault(name);

        string? Text(params string[] names)
        {
            foreach (var name in names)
            {
                if (Value(name) is { } value)
                {
                    if (value.Text is null)
                    {
                        list.Problem(value.Line, $"{name} of {SafeText.Quote(host.Name)} is encrypted by ansible-vault. Write it in plain text.");
                        problem = true;
                    }
                    else if (value.Text.Contains("{{", StringComparison.Ordinal) || value.Text.Contains("{%", StringComparison.Ordinal))
                    {
                        list.Problem(value.Line, $"{name} of {SafeText.Quote(host.Name)} is a template. Write its value.");
                        problem = true;
                    }
                    else
                    {
                        return value.Text;
                    }

                    return null;
                }
            }

            return null;
        }
    }

    private static void Take(Dictionary<string, AnsibleValue> into, Dictionary<string, AnsibleValue> from)
    {
        foreach (var (name, value) in from)
        {
            into[name] = value;
        }
    }

    /// <summary>The longest way from a group to one without parents; null when there is a circle.</summary>
    private Dictionary<string, int>? Depths(ILookup<string, string> parents)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = groups.Keys.ToHashSet(StringComparer.Ordinal);
        for (var round = 0; left.Count > 0; round++)
        {
            var now = left.Where(n => parents[n].All(p => p == "all" || !left.Contains(p))).ToList();
            if (now.Count == 0 || round > MaxDepth)
            {
                return null;
            }

            foreach (var name in now)
            {
                depths[name] = round;
            }

            left.ExceptWith(now);
        }

        return depths;
    }

    internal sealed class Group(string name, int line)
    {
        public string Name => name;

        public int Line => line;

        public Dictionary<string, AnsibleValue> Vars { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Children { get; } = new(StringComparer.Ordinal);
    }

    internal sealed class Host(string name, int line)
    {
        public string Name => name;

        public int Line => line;

        public Dictionary<string, AnsibleValue> Vars { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>Finds the jump server in arguments of ssh, without running or keeping anything of them.</summary>
internal static class SshJumpArgument
{
    public static (string? Jump, string? Problem) Find(string arguments)
    {
        if (arguments.Contains("ProxyCommand", StringComparison.OrdinalIgnoreCase))
        {
            return (null, "its ssh arguments hold a ProxyCommand, which is run by a shell; JitSsh does not take it. Use -o ProxyJump=… or -J.");
        }

        var words = arguments.Split([' ', '\t', '\n', '"', '\''], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i].StartsWith("-o", StringComparison.Ordinal) ? words[i][2..] : words[i];
            if (word.StartsWith("ProxyJump=", StringComparison.OrdinalIgnoreCase))
            {
                return (word["ProxyJump=".Length..], null);
            }

            if (words[i].StartsWith("-J", StringComparison.Ordinal))
            {
                return (words[i].Length > 2 ? words[i][2..] : words.ElementAtOrDefault(i + 1), null);
            }
        }

        return (null, null);
    }
}

/// <summary>Ansible's ranges in names of hosts: <c>web[01:03]</c>, <c>db-[a:c]</c>, <c>n[0:10:5]</c>.</summary>
internal static class AnsibleRange
{
    /// <summary>All the names; null when a range is not one or there would be too many.</summary>
    public static IReadOnlyList<string>? Expand(string pattern)
    {
        List<string> names = [pattern];
        for (var ranges = 0; names[0].IndexOf('[', StringComparison.Ordinal) is >= 0 and var open; ranges++)
        {
            var close = names[0].IndexOf(']', open);
            if (close < 0 || ranges == 4 || Values(names[0][(open + 1)..close]) is not { } values || (long)values.Count * names.Count > ServerListText.MaxServers)
            {
                return null;
            }

            // What was put in holds no bracket, so the first one is at a place of its own in each.
            names = [.. names.SelectMany(n => values.Select(v => string.Concat(n.AsSpan(0, n.IndexOf('[', StringComparison.Ordinal)), v, n.AsSpan(n.IndexOf(']', StringComparison.Ordinal) + 1))))];
        }

        return names;
    }

    private static List<string>? Values(string range)
    {
        var parts = range.Split(':');
        if (parts.Length is < 2 or > 3 || (parts.Length == 3 && Number(parts[2]) is not > 0))
        {
            return null;
        }

        var step = parts.Length == 3 ? Number(parts[2])!.Value : 1;
        if (parts[0].Length == 1 && parts[1].Length == 1 && char.IsAsciiLetter(parts[0][0]) && char.IsAsciiLetter(parts[1][0]) && parts[0][0] <= parts[1][0])
        {
            return [.. Count(parts[0][0], parts[1][0], step).Select(c => ((char)c).ToString())];
        }

        if ((parts[0].Length == 0 ? 0 : Number(parts[0])) is not { } first || Number(parts[1]) is not { } last || last < first || (last - first) / step > ServerListText.MaxServers)
        {
            return null;
        }

        var digits = parts[0].Length > 1 && parts[0][0] == '0' ? parts[0].Length : 1;
        return [.. Count(first, last, step).Select(n => n.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'))];
    }

    private static IEnumerable<int> Count(int first, int last, int step)
    {
        for (long n = first; n <= last; n += step)
        {
            yield return (int)n;
        }
    }

    private static int? Number(string text) => text.Length is > 0 and <= 9 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
