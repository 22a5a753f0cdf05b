using System.Text;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>
/// An <c>ssh_config</c>. Each name without a pattern after <c>Host</c> is a server; for each setting the first value that matches the name counts, as in ssh itself
/// (https://man.openbsd.org/ssh_config). Match and Include depend on the machine that reads them, and ProxyCommand is run by a shell: none of them is taken.
/// </summary>
internal static class SshConfigList
{
    private const int MostPatterns = 500;
    private static readonly string[] Taken = ["hostname", "user", "port", "proxyjump"];

    public static void Read(string text, DraftList list)
    {
        var sections = Sections(text, list);
        var byName = new Dictionary<string, List<Section>>(StringComparer.Ordinal);
        var patterns = new List<Section>();
        foreach (var section in sections)
        {
            if (section.HasPatterns)
            {
                patterns.Add(section);
            }
            else
            {
                foreach (var name in section.Names)
                {
                    (byName.TryGetValue(name.Text, out var known) ? known : byName[name.Text] = []).Add(section);
                }
            }
        }

        if (patterns.Count > MostPatterns)
        {
            list.Problem(patterns[MostPatterns].Line, $"There are more than {MostPatterns} Host lines with patterns.");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, line) in sections.SelectMany(s => s.Names))
        {
            if (seen.Add(name) && !list.IsFull)
            {
                Add(name, line, byName.GetValueOrDefault(name, []).Concat(patterns.Where(p => p.Matches(name))).OrderBy(s => s.Line), list);
            }
        }
    }

    private static void Add(string name, int line, IEnumerable<Section> matching, DraftList list)
    {
        var values = new Dictionary<string, (string Value, int Line)>(StringComparer.Ordinal);
        foreach (var (key, value) in matching.SelectMany(s => s.Values))
        {
            values.TryAdd(key, value);
        }

        if (values.TryGetValue("proxycommand", out var command) && !command.Value.Equals("none", StringComparison.OrdinalIgnoreCase) && !values.ContainsKey("proxyjump"))
        {
            list.Problem(command.Line, $"{SafeText.Quote(name)} is reached by a ProxyCommand, which is run by a shell; JitSsh does not take it. Use ProxyJump.");
            return;
        }

        var host = values.TryGetValue("hostname", out var found) ? found.Value.Replace("%h", name, StringComparison.Ordinal).Replace("%%", "%", StringComparison.Ordinal) : name;
        list.Add(new(line, name, host) { User = Of("user"), Port = Of("port"), Jump = Of("proxyjump") });

        string? Of(string key) => values.TryGetValue(key, out var value) ? value.Value : null;
    }

    private static List<Section> Sections(string text, DraftList list)
    {
        // What stands before the first Host is for all.
        var current = new Section(0, ["*"]);
        List<Section> sections = [current];
        var isSkipping = false;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var words = Words(raw);
            if (words is null)
            {
                list.Problem(number, "A quotation mark is missing.");
                continue;
            }

            if (words.Count == 0 || list.IsFull)
            {
                continue;
            }

            var key = words[0].ToLowerInvariant();
            if (key == "host")
            {
                isSkipping = false;
                current = new(number, words[1..]);
                sections.Add(current);
                if (words.Count == 1)
                {
                    list.Problem(number, "Host without a name.");
                }
            }
            else if (key is "match" or "include")
            {
                isSkipping |= key == "match";
                list.Problem(number, key == "match"
                    ? "Match depends on the machine that reads it; JitSsh does not take it. Write Host lines instead."
                    : "Include is not followed: JitSsh reads no files. Paste what is in that file.");
            }
            else if (!isSkipping && (Taken.Contains(key, StringComparer.Ordinal) || key == "proxycommand"))
            {
                if (words.Count == 1 || (words.Count > 2 && key != "proxycommand"))
                {
                    list.Problem(number, $"{words[0]} takes one value.");
                }
                else
                {
                    current.Values.Add((key, (words[1], number)));
                }
            }
        }

        return sections;
    }

    /// <summary>The words of a line; null when a quotation mark is left open. The first may be followed by an equals sign.</summary>
    private static List<string>? Words(string raw)
    {
        var line = raw.Trim();
        if (line.Length == 0 || line[0] == '#')
        {
            return [];
        }

        var end = line.IndexOfAny([' ', '\t', '=']);
        if (end < 0)
        {
            return [line];
        }

        List<string> words = [line[..end]];
        var rest = line[end..].TrimStart(' ', '\t');
        rest = rest.StartsWith('=') ? rest[1..] : rest;
        var word = new StringBuilder();
        bool isQuoted = false, isWord = false;
        foreach (var c in rest)
        {
            if (c == '"')
            {
                (isQuoted, isWord) = (!isQuoted, true);
            }
            else if (!isQuoted && c is ' ' or '\t')
            {
                Take();
            }
            else if (!isQuoted && c == '#' && !isWord)
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
        return isQuoted ? null : words;

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

    private sealed class Section(int line, IReadOnlyList<string> patterns)
    {
        public int Line => line;

        public List<(string Key, (string Value, int Line) Value)> Values { get; } = [];

        public bool HasPatterns { get; } = patterns.Any(IsPattern);

        public IEnumerable<(string Text, int Line)> Names => patterns.Where(p => !IsPattern(p)).Select(p => (p, line));

        public bool Matches(string name) => !patterns.Any(p => p.StartsWith('!') && Glob.Matches(p[1..], name)) && patterns.Any(p => !p.StartsWith('!') && Glob.Matches(p, name));

        private static bool IsPattern(string text) => text.StartsWith('!') || text.AsSpan().IndexOfAny('*', '?') >= 0;
    }
}

/// <summary>Patterns with <c>*</c> and <c>?</c>, in time proportional to the two lengths.</summary>
internal static class Glob
{
    public static bool Matches(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
