using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery.StaticList;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>A list of servers as it was typed.</summary>
public sealed class ServerListForm
{
    private const int SentencesShown = 20;

    private ServerListReading read = ServerListText.Read("");
    private IReadOnlyList<SshServerEntry> stored = [];
    private ServerListFormat? chosen;

    /// <summary>The text: <c>name host[:port] key=value,…</c>, a line each.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many good lines there are.</summary>
    public int Count => read.Servers.Count;

    /// <summary>The format that was chosen; null when it is recognised.</summary>
    public ServerListFormat? Chosen
    {
        get => chosen;
        set
        {
            chosen = value;
            read = ServerListText.Read(Text, chosen);
        }
    }

    /// <summary>The format it was read as.</summary>
    public ServerListFormat Format => read.Format;

    /// <summary>Each problem at its line.</summary>
    public IReadOnlyList<StaticServerListProblem> LineProblems => read.Problems;

    /// <summary>What was left out and is no problem.</summary>
    public IReadOnlyList<StaticServerListProblem> Notes => read.Notes;

    /// <summary>True when there is a list that this one takes the place of.</summary>
    public bool IsStored => stored.Count > 0;

    /// <summary>What would become of each server.</summary>
    public IReadOnlyList<ServerListRow> Rows => ServerListChanges.Between(stored, read.Servers);

    /// <summary>Takes what was typed or uploaded.</summary>
    public void Take(string text)
    {
        if (text != Text)
        {
            Text = text;
            read = ServerListText.Read(text, chosen);
        }
    }

    /// <summary>As it is stored.</summary>
    public static ServerListForm Of(SshServersSettings settings)
    {
        var form = new ServerListForm { stored = settings.Servers };
        form.Take(string.Concat(settings.Servers.Select(s => Line(s) + "\n")));
        return form;
    }

    /// <summary>As Core takes it: the good lines.</summary>
    public SshServersSettings ToSettings() => new() { Servers = read.Servers };

    /// <summary>What is wrong, a sentence with its line's number each; of very many the first.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [.. read.Problems.Take(SentencesShown).Select(p => Of($"Line {p.Line}: {p.Sentence}"))];
        if (read.Problems.Count > SentencesShown)
        {
            problems.Add(Of($"{read.Problems.Count - SentencesShown} more lines cannot be read either."));
        }
        else if (read.Servers.Count == 0 && problems.Count == 0)
        {
            problems.Add(Of("Write at least one server, a line each. For example: web-01 10.0.0.4"));
        }

        return problems;

        static Problem Of(string sentence) => new(nameof(SshServersSettings.Servers), sentence);
    }

    private static string Line(SshServerEntry server)
    {
        var host = server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]" : server.Host;
        var port = server.Port == 22 ? "" : ":" + server.Port.ToString(CultureInfo.InvariantCulture);
        var user = server.User is null ? "" : server.User + "@";
        var jump = server.Jump is null ? "" : " via " + server.Jump;
        var tags = server.Tags is { Count: > 0 } ? " " + string.Join(',', server.Tags.Select(t => $"{t.Key}={t.Value}")) : "";
        return $"{server.Name} {user}{host}{port}{tags}{jump}";
    }
}
