using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>As which Linux groups: among those that the chosen integrations offer.</summary>
public sealed partial class FlowLinuxGroups
{
    /// <summary>What is chosen.</summary>
    [Parameter]
    public string Legend { get; set; } = "";

    /// <summary>The chosen groups; changed in place.</summary>
    [Parameter, EditorRequired]
    public HashSet<string> Chosen { get; set; } = [];

    /// <summary>The groups that can be chosen, in order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Offered { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task ChooseAsync(string group, bool chosen)
    {
        _ = chosen ? Chosen.Add(group) : Chosen.Remove(group);
        return OnChanged.InvokeAsync();
    }
}
