using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>A list of servers that was read from text.</summary>
/// <param name="Format">The format it was read as.</param>
/// <param name="Servers">What could be read, in its order. Every entry is one that can be connected.</param>
/// <param name="Problems">What could not be read, by line.</param>
/// <param name="Notes">What was left out and is no problem, by line.</param>
public sealed record ServerListReading(
    ServerListFormat Format, IReadOnlyList<SshServerEntry> Servers, IReadOnlyList<StaticServerListProblem> Problems, IReadOnlyList<StaticServerListProblem> Notes);

/// <summary>Reads a list of servers in any of the formats. Pure, and never throws for what the text holds.</summary>
public static class ServerListText
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>The most servers of one integration's list.</summary>
    public const int MaxServers = 10_000;

    /// <summary>Reads the text.</summary>
    /// <param name="text">What was pasted or uploaded.</param>
    /// <param name="format">Its format; null to recognise it.</param>
    public static ServerListReading Read(string text, ServerListFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var form = format ?? ServerListFormats.Recognise(text.Length > MaxLength ? text[..MaxLength] : text);
        if (Refusal(text) is { } refusal)
        {
            return new(form, [], [new(1, refusal)], []);
        }

        var list = new DraftList();
        var clean = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        switch (form)
        {
            case ServerListFormat.Csv: CsvList.Read(clean, list); break;
            case ServerListFormat.Json: JsonList.Read(clean, list); break;
            case ServerListFormat.AnsibleIni: AnsibleIniList.Read(clean, list); break;
            case ServerListFormat.AnsibleYaml: AnsibleYamlList.Read(clean, list); break;
            case ServerListFormat.SshConfig: SshConfigList.Read(clean, list); break;
            default: LineList.Read(clean, list); break;
        }

        return Check(form, list);
    }

    /// <summary>Why the text as a whole is not read.</summary>
    private static string? Refusal(string text) =>
        text.Length > MaxLength ? $"The list has more than {MaxLength / 1024 / 1024} million characters. Make several integrations of it."
        : text.StartsWith("#!", StringComparison.Ordinal) ? "This is a script, such as a dynamic inventory. JitSsh runs no scripts: paste what \"ansible-inventory --list --yaml\" prints with it."
        : text.StartsWith("$ANSIBLE_VAULT;", StringComparison.Ordinal) ? "This file is encrypted by ansible-vault. Paste what \"ansible-vault view\" prints; passwords in it are not needed."
        : text.Contains('\0', StringComparison.Ordinal) ? "This is not a text file."
        : null;

    private static ServerListReading Check(ServerListFormat form, DraftList list)
    {
        if (list.Drafts.Count > MaxServers)
        {
            return new(form, [], [new(list.Drafts[MaxServers].Line, $"There are more than {MaxServers} servers. Make several integrations of them.")], []);
        }

        List<StaticServerListProblem> problems = [.. list.Problems];
        var jumps = new JumpNames(list.Drafts);
        List<(SshServerEntry Entry, int Line)> good = [];
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var draft in list.Drafts)
        {
            var (entry, problem) = EntryOf(draft, jumps);
            problem ??= names.TryGetValue(entry!.Name, out var first) ? $"The name {entry.Name} is already on line {first}."
                : places.TryGetValue(entry.Place, out first) ? $"The address {entry.Place} is already on line {first}: one server, one name."
                : null;
            if (problem is not null)
            {
                problems.Add(new(draft.Line, problem));
                continue;
            }

            names.Add(entry!.Name, draft.Line);
            places.Add(entry.Place, draft.Line);
            good.Add((entry, draft.Line));
        }

        // A server whose jump server falls out falls out too.
        while (true)
        {
            var chains = new JumpChains(good.Select(g => g.Entry));
            var bad = good.Select(g => (g.Entry, g.Line, Problem: chains.Problem(g.Entry))).Where(g => g.Problem is not null).ToList();
            if (bad.Count == 0)
            {
                break;
            }

            problems.AddRange(bad.Select(b => new StaticServerListProblem(b.Line, b.Problem!)));
            var gone = bad.Select(b => b.Entry).ToHashSet(ReferenceEqualityComparer.Instance);
            good.RemoveAll(g => gone.Contains(g.Entry));
        }

        return new(form, [.. good.Select(g => g.Entry)], [.. problems.OrderBy(p => p.Line)], [.. list.Notes.OrderBy(n => n.Line)]);
    }

    private static (SshServerEntry? Entry, string? Problem) EntryOf(ServerDraft draft, JumpNames jumps)
    {
        var port = 22;
        if (draft.Port is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            return (null, $"The port {SafeText.Quote(text)} is not a number from 1 to 65535.");
        }

        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in draft.Tags)
        {
            if (!tags.TryAdd(key, value))
            {
                return (null, $"The tag {SafeText.Quote(key)} is there twice.");
            }
        }

        var user = string.IsNullOrEmpty(draft.User) ? null : draft.User;
        var entry = new SshServerEntry(draft.Name, draft.Host, port, tags) { User = user };
        if (entry.Problem() is { } problem)
        {
            return (null, problem);
        }

        if (string.IsNullOrEmpty(draft.Jump) || draft.Jump.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return (entry, null);
        }

        (var jump, problem) = jumps.Find(draft.Jump);
        return problem is null ? (entry with { Jump = jump }, null) : (null, problem);
    }
}
