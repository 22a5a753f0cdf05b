using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery.StaticList;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>A list of servers as it was typed.</summary>
public sealed class ServerListForm
{
    private const int SentencesShown = 20;

    private StaticServerList read = StaticServerList.Parse("");

    /// <summary>The text: <c>name host[:port] key=value,…</c>, a line each.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many good lines there are.</summary>
    public int Count => read.Servers.Count;

    /// <summary>Takes what was typed.</summary>
    public void Take(string text)
    {
        if (text != Text)
        {
            Text = text;
            read = StaticServerList.Parse(text);
        }
    }

    /// <summary>As it is stored.</summary>
    public static ServerListForm Of(SshServersSettings settings)
    {
        var form = new ServerListForm();
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
        var tags = server.Tags is { Count: > 0 } ? " " + string.Join(',', server.Tags.Select(t => $"{t.Key}={t.Value}")) : "";
        return $"{server.Name} {host}{port}{tags}";
    }
}
