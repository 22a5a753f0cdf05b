using JitSsh.Core.Common;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>An Ansible inventory as YAML: groups with <c>hosts</c>, <c>vars</c> and <c>children</c>. Read from the parser's events: no object is made from a tag, and no alias is followed.</summary>
internal static class AnsibleYamlList
{
    private const int MaxDepth = 40;

    public static void Read(string text, DraftList list)
    {
        var inventory = new AnsibleInventory();
        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext() && parser.Current is StreamStart or DocumentStart)
            {
                // To the first node.
            }

            if (parser.Current is not MappingStart)
            {
                list.Problem(LineOf(parser), parser.Current is SequenceStart
                    ? "This is a list of plays or tasks, not an inventory. An inventory begins with a group, such as all:."
                    : "An inventory begins with a group, such as all:.");
                return;
            }

            Mapping(parser, list, (name, line) => Group(parser, name, line, inventory, list, 1), 0);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException)
        {
            // The reader's scanner says of some flow mappings that do not end that its own state is not valid, and not where.
            list.Problem(e is YamlException yaml ? (int)Math.Max(1, yaml.Start.Line) : 1, "This is not YAML from here on. Check the indentation, the colons and the quotation marks.");
            return;
        }

        inventory.Drafts(list);
    }

    private static void Group(Parser parser, string name, int line, AnsibleInventory inventory, DraftList list, int depth)
    {
        var group = inventory.GroupOf(name, line);
        if (!IsMapping(parser, list, $"The group {SafeText.Quote(name)}"))
        {
            return;
        }

        Mapping(parser, list, (key, at) =>
        {
            switch (key)
            {
                case "hosts":
                    if (IsMapping(parser, list, "hosts"))
                    {
                        Mapping(parser, list, (host, hostLine) => Host(parser, host, hostLine, name, inventory, list), depth);
                    }

                    break;
                case "vars":
                    if (IsMapping(parser, list, "vars"))
                    {
                        Mapping(parser, list, (variable, _) => group.Vars[variable] = Scalar(parser), depth);
                    }

                    break;
                case "children":
                    if (IsMapping(parser, list, "children"))
                    {
                        Mapping(parser, list, (child, childLine) =>
                        {
                            group.Children.Add(child);
                            Group(parser, child, childLine, inventory, list, depth + 1);
                        }, depth);
                    }

                    break;
                default:
                    list.Problem(at, $"{SafeText.Quote(key)} is not one of hosts, vars and children.");
                    Skip(parser);
                    break;
            }
        }, depth);
    }

    private static void Host(Parser parser, string pattern, int line, string group, AnsibleInventory inventory, DraftList list)
    {
        var names = AnsibleRange.Expand(pattern);
        if (names is null)
        {
            list.Problem(line, $"{SafeText.Quote(pattern)} is not a range such as web[01:20], or comes to more than {ServerListText.MaxServers} servers.");
            Skip(parser);
            return;
        }

        var hosts = inventory.IsFull ? [] : names.Select(n => inventory.HostOf(n, line)).ToList();
        hosts.ForEach(h => h.Groups.Add(group));
        if (IsMapping(parser, list, $"The host {SafeText.Quote(pattern)}"))
        {
            Mapping(parser, list, (variable, _) =>
            {
                var value = Scalar(parser);
                hosts.ForEach(h => h.Vars[variable] = value);
            }, 0);
        }
    }

    /// <summary>Goes over the keys of a mapping whose start is current; each is handled with its value current, and leaves the value's last event current.</summary>
    private static void Mapping(Parser parser, DraftList list, Action<string, int> each, int depth)
    {
        if (depth > MaxDepth)
        {
            list.Problem(LineOf(parser), "Groups are nested too deep.");
            Skip(parser);
            return;
        }

        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var line = LineOf(parser);
            if (parser.Current is not YamlDotNet.Core.Events.Scalar { Value: var key } || key == "<<")
            {
                list.Problem(line, "Anchors, merges and keys that are no texts are not read. Write it out.");
                Skip(parser);
                parser.MoveNext();
                Skip(parser);
                continue;
            }

            parser.MoveNext();
            each(key, line);
        }
    }

    /// <summary>True for a mapping; nothing at all is passed over, and everything else is a problem.</summary>
    private static bool IsMapping(Parser parser, DraftList list, string what)
    {
        if (parser.Current is MappingStart)
        {
            return true;
        }

        if (parser.Current is not YamlDotNet.Core.Events.Scalar { Value: "" or "~" or "null" })
        {
            list.Problem(LineOf(parser), parser.Current is AnchorAlias ? $"{what} is an alias. Write it out." : $"{what} has no names with a colon below it.");
        }

        Skip(parser);
        return false;
    }

    /// <summary>The value of a variable: what is no single text is of no use here, and nothing is said about it.</summary>
    private static AnsibleValue Scalar(Parser parser)
    {
        var line = LineOf(parser);
        var value = parser.Current is YamlDotNet.Core.Events.Scalar scalar
            ? scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific || scalar.Tag.Value != "!vault" ? scalar.Value : null
            : "";
        Skip(parser);
        return new(value is not null && value.StartsWith("$ANSIBLE_VAULT;", StringComparison.Ordinal) ? null : value, line);
    }

    /// <summary>Goes to the last event of the node that is current.</summary>
    private static void Skip(Parser parser)
    {
        var depth = 0;
        do
        {
            depth += parser.Current?.NestingIncrease ?? 0;
        }
        while (depth > 0 && parser.MoveNext());
    }

    private static int LineOf(Parser parser) => (int)Math.Max(1, parser.Current?.Start.Line ?? 1);
}
