namespace JitSsh.Core.Servers;

/// <summary>What is said of an integration some of whose servers take only an earlier key.</summary>
public static class KeyNotes
{
    /// <summary>The sentence.</summary>
    /// <param name="servers">How many servers; at least one.</param>
    public static string Sentence(int servers) =>
        $"The key in the store was changed, and {(servers == 1 ? "1 server does" : $"{servers} servers do")} not take it; the earlier one still works there, until the connector is started anew. Each server says since when.";
}
