using JitSsh.Core.AccessFlows;

namespace JitSsh.Portal.AccessFlows;

/// <summary>What a search among access flows looks through: everything that a card says.</summary>
internal static class FlowSearch
{
    /// <summary>True when each word of the search stands somewhere on the flow's card; true without a search.</summary>
    public static bool Finds(this FlowWords words, AccessFlow flow, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return true;
        }

        List<string> said = [flow.Name, .. words.Clauses(flow.Rule).SelectMany(c => c.Items)];
        return search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => said.Exists(s => s.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
