using System.Text;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>An Ansible inventory as INI: hosts with variables, groups, <c>[group:vars]</c> and <c>[group:children]</c>.</summary>
internal static class AnsibleIniList
{
    public static void Read(string text, DraftList list)
    {
        var inventory = new AnsibleInventory();
        var (group, kind) = ("ungrouped", "");
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';' || list.IsFull || inventory.IsFull)
            {
                continue;
            }

            if (line[0] == '[')
            {
                (group, kind) = Section(line, number, inventory, list);
                continue;
            }

            switch (kind)
            {
                case "": Hosts(line, number, group, inventory, list); break;
                case "vars": Variable(line, number, group, inventory, list); break;
                case "children": Child(line, number, group, inventory, list); break;
                default: break;
            }
        }

        inventory.Drafts(list);
    }

    private static (string Group, string Kind) Section(string line, int number, AnsibleInventory inventory, DraftList list)
    {
        var end = line.IndexOf(']', StringComparison.Ordinal);
        var parts = end < 0 ? [] : line[1..end].Split(':');
        var rest = end < 0 ? "" : line[(end + 1)..].TrimStart();
        if (parts.Length is 0 or > 2 || parts[0].Length == 0 || (rest.Length > 0 && rest[0] is not ('#' or ';')) || (parts.Length == 2 && parts[1] is not ("vars" or "children" or "hosts")))
        {
            list.Problem(number, $"{SafeText.Quote(line)} is not [group], [group:vars] or [group:children].");
            return ("", "skip");
        }

        inventory.GroupOf(parts[0], number);
        return (parts[0], parts.Length == 2 && parts[1] != "hosts" ? parts[1] : "");
    }

    private static void Hosts(string line, int number, string group, AnsibleInventory inventory, DraftList list)
    {
        if (Words(line) is not { Count: > 0 } words)
        {
            list.Problem(number, "A quotation mark is missing.");
            return;
        }

        var (pattern, port) = PortOf(words[0]);
        if (AnsibleRange.Expand(pattern) is not { } names)
        {
            list.Problem(number, $"{SafeText.Quote(pattern)} is not a range such as web[01:20], or comes to more than {ServerListText.MaxServers} servers.");
            return;
        }

        List<(string Key, string Value)> vars = [];
        foreach (var word in words.Skip(1))
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
            {
                list.Problem(number, $"{SafeText.Quote(word)} is not key=value.");
                return;
            }

            vars.Add((word[..equals], word[(equals + 1)..]));
        }

        inventory.GroupOf(group, number);
        foreach (var name in names)
        {
            var host = inventory.HostOf(name, number);
            if (port is not null)
            {
                host.Vars["ansible_port"] = new(port, number);
            }

            host.Groups.Add(group);
            foreach (var (key, value) in vars)
            {
                host.Vars[key] = new(value, number);
            }
        }
    }

    private static void Variable(string line, int number, string group, AnsibleInventory inventory, DraftList list)
    {
        if (line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
        {
            list.Problem(number, $"{SafeText.Quote(line)} is not key=value.");
            return;
        }

        var value = line[(equals + 1)..].Trim();
        var isQuoted = value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0];
        inventory.GroupOf(group, number).Vars[line[..equals].Trim()] = new(isQuoted ? value[1..^1] : value, number);
    }

    private static void Child(string line, int number, string group, AnsibleInventory inventory, DraftList list)
    {
        var name = line.Split([' ', '\t', '#', ';'])[0];
        if (name.Length == 0 || line.Length > name.Length && line[name.Length..].TrimStart() is not ['#' or ';', ..])
        {
            list.Problem(number, $"{SafeText.Quote(line)} is not the name of a group.");
            return;
        }

        inventory.GroupOf(name, number);
        inventory.GroupOf(group, number).Children.Add(name);
    }

    /// <summary><c>name:port</c>; a colon in a range is none.</summary>
    private static (string Pattern, string? Port) PortOf(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && text.IndexOf(':', StringComparison.Ordinal) is var first && (first == colon || text[..colon].Contains('[', StringComparison.Ordinal))
            && !text[colon..].Contains(']', StringComparison.Ordinal)
            ? (text[..colon], text[(colon + 1)..])
            : (text, null);
    }

    /// <summary>Words as a shell would split them, with quotation marks and a comment; null when a mark is left open.</summary>
    private static List<string>? Words(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var mark = '\0';
        var isWord = false;
        foreach (var c in line)
        {
            if (mark != '\0')
            {
                if (c == mark)
                {
                    mark = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                (mark, isWord) = (c, true);
            }
            else if (c is ' ' or '\t')
            {
                Take();
            }
            else if (c == '#' && !isWord)
            {
                break;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        Take();
        return mark == '\0' ? words : null;

        void Take()
        {
            if (isWord)
            {
                words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }
    }
}
