using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>For which servers: integrations and some of their servers, bundles, servers by themselves, and what is left out.</summary>
public sealed partial class FlowTargets
{
    /// <summary>The targets as they are chosen; changed in place.</summary>
    [Parameter, EditorRequired]
    public TargetDraft Draft { get; set; } = null!;

    /// <summary>The integrations there are.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Integration> Integrations { get; set; } = [];

    /// <summary>The bundles there are; none where no bundle can be named.</summary>
    [Parameter]
    public IReadOnlyList<Bundle> Bundles { get; set; } = [];

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>The fields that have their sentences here.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        ["Targets", "Names", "ExceptNames", "Tags", "ExceptTags", "ResourceGroups", "ExceptResourceGroups", "Regions", "ExceptRegions"];

    private Task ChooseAsync<T>(HashSet<T> among, T id, bool chosen)
    {
        _ = chosen ? among.Add(id) : among.Remove(id);
        return OnChanged.InvokeAsync();
    }

    private Task ServersAsync(IReadOnlyList<ServerId> servers)
    {
        Draft.Servers = servers;
        return OnChanged.InvokeAsync();
    }

    private Task ExceptServersAsync(IReadOnlyList<ServerId> servers)
    {
        Draft.ExceptServers = servers;
        return OnChanged.InvokeAsync();
    }
}
