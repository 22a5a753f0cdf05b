using JitSsh.Core.AccessFlows;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>A whole rule about people: everybody or some, any or all of what is named, and who is left out.</summary>
public sealed partial class PeopleRuleFields
{
    private readonly string groupName = $"all-of-{Guid.NewGuid():N}";

    /// <summary>The rule.</summary>
    [Parameter, EditorRequired]
    public PeopleRule Rule { get; set; } = new([], []);

    /// <summary>Told the new rule.</summary>
    [Parameter]
    public EventCallback<PeopleRule> RuleChanged { get; set; }

    /// <summary>What they are chosen for, for example "Who may ask".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The id of the element with the sentences about this field.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    private PeopleRule Except => new(Rule.ExceptPeople, Rule.ExceptGroups) { Shifts = Rule.ExceptShifts };

    private Task ExceptAsync(PeopleRule except) =>
        RuleChanged.InvokeAsync(Rule with { ExceptPeople = except.People, ExceptGroups = except.Groups, ExceptShifts = except.Shifts });
}
