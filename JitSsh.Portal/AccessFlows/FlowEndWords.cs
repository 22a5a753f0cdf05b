using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Portal.AccessFlows;

/// <summary>What is said before access under a flow ends.</summary>
internal static class FlowEndWords
{
    /// <summary>How much access ends when a flow is deactivated or removed, as a sentence; for an admin.</summary>
    public static async Task<string> WhenGoneAsync(this AnalyseFlowChange analyse, Actor actor, AccessFlow flow) =>
        await analyse.RunAsync(actor, flow.Id, flow.Name, flow.Rule, isActive: false) is { IsDone: true, Value.Change.Ending: { Count: > 0 } ending }
            ? $"{(ending.Count == 1 ? "1 active grant ends" : $"{ending.Count} active grants end")} at once, and the sessions are closed."
            : "Nobody has access under it now.";
}
