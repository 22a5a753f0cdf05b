namespace JitSsh.Core.Discovery.StaticList;

/// <summary>A server as one of the formats describes it, before anything of it was checked.</summary>
internal sealed record ServerDraft(int Line, string Name, string Host)
{
    /// <summary>As it is written; null for 22.</summary>
    public string? Port { get; init; }

    public string? User { get; init; }

    /// <summary>A name, or <c>user@host:port</c>.</summary>
    public string? Jump { get; init; }

    public IEnumerable<KeyValuePair<string, string>> Tags { get; init; } = [];
}

/// <summary>What a format's reader found.</summary>
internal sealed class DraftList
{
    private const int MostProblems = 1000;
    private readonly List<ServerDraft> drafts = [];
    private readonly List<StaticServerListProblem> problems = [];
    private readonly List<StaticServerListProblem> notes = [];

    public IReadOnlyList<ServerDraft> Drafts => drafts;

    public IReadOnlyList<StaticServerListProblem> Problems => problems;

    public IReadOnlyList<StaticServerListProblem> Notes => notes;

    /// <summary>True when there is no sense in reading on.</summary>
    public bool IsFull => drafts.Count > ServerListText.MaxServers || problems.Count >= MostProblems;

    public void Add(ServerDraft draft) => drafts.Add(draft);

    public void Problem(int line, string sentence) => problems.Add(new(line, sentence));

    public void Note(int line, string sentence) => notes.Add(new(line, sentence));
}
