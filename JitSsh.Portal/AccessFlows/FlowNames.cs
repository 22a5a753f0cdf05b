using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.AccessFlows;

/// <summary>The names of what rules name, and the words of a rule.</summary>
public sealed class FlowNames
{
    private readonly Dictionary<PersonId, string> people;
    private readonly Dictionary<GroupId, string> groups;
    private readonly Dictionary<IntegrationId, string> integrations;

    /// <summary>The names of all that is named.</summary>
    public FlowNames(IEnumerable<Person> people, IEnumerable<Group> groups, IEnumerable<Integration> integrations)
    {
        this.people = people.ToDictionary(p => p.Id, p => p.IsActive ? p.Name : $"{p.Name} (deactivated)");
        this.groups = groups.ToDictionary(g => g.Id, g => g.Name);
        this.integrations = integrations.ToDictionary(i => i.Id, i => i.Name);
    }

    /// <summary>No names: before they are read.</summary>
    public static FlowNames None { get; } = new([], [], []);

    /// <summary>Reads the names that these rules need; whoever may not see them gets none.</summary>
    public static async Task<FlowNames> ReadAsync(Actor actor, IReadOnlyCollection<FlowRule> rules, ListPeople people, ListIntegrations integrations, CancellationToken cancel)
    {
        var named = rules.SelectMany(r => r.Grantees.People.Concat(Approvers(r).SelectMany(a => a.People))).ToHashSet();
        var foundPeople = await people.NamedAsync(actor, named, cancel);
        var foundGroups = await people.GroupsAsync(actor, cancel);
        var foundIntegrations = await integrations.RunAsync(actor, cancel);
        return foundPeople.IsDone && foundGroups.IsDone && foundIntegrations.IsDone
            ? new(foundPeople.Value, foundGroups.Value.Select(g => g.Group), foundIntegrations.Value.Select(i => i.Integration))
            : None;
    }

    /// <summary>Groups first, then people.</summary>
    public IReadOnlyList<string> Of(PeopleRule rule) =>
        [.. rule.Groups.Select(Of).Order(StringComparer.OrdinalIgnoreCase), .. rule.People.Select(Of).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The name of a person.</summary>
    public string Of(PersonId id) => people.GetValueOrDefault(id, "A person who is gone");

    /// <summary>The name of a group.</summary>
    public string Of(GroupId id) => groups.GetValueOrDefault(id, "A group that is gone");

    /// <summary>The name of an integration.</summary>
    public string Of(IntegrationId id) => integrations.GetValueOrDefault(id, "An integration that is gone");

    /// <summary>The targets in words, for example "prod-azure, named web-*, except web-09, tagged env=prod".</summary>
    public string Of(TargetRule rule)
    {
        List<string> parts = [rule.Integrations.Count == 0 ? "no integration" : string.Join(", ", rule.Integrations.Select(Of).Order(StringComparer.OrdinalIgnoreCase))];
        Add("named", " or ", rule.Names);
        Add("except", ", ", rule.ExceptNames);
        Add("tagged", " and ", rule.Tags.Select(Of));
        Add("not tagged", " or ", rule.ExceptTags.Select(Of));
        return string.Join("; ", parts);

        void Add(string word, string between, IEnumerable<string> values)
        {
            if (values.Any())
            {
                parts.Add($"{word} {string.Join(between, values)}");
            }
        }
    }

    /// <summary>Everything that a search looks through.</summary>
    public bool Mention(AccessFlow flow, string? search) =>
        string.IsNullOrWhiteSpace(search) || search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Words(flow).Any(w => w.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<string> Words(AccessFlow flow) =>
    [
        flow.Name, Of(flow.Rule.Targets), .. Of(flow.Rule.Grantees), .. flow.Rule.IsAutomatic ? ["automatic"] : Approvers(flow.Rule).SelectMany(Of), .. flow.Rule.LinuxGroups,
    ];

    /// <summary>How requests are decided, a line for each step, for example "2 of Security; after 1 hour also Managers".</summary>
    public IReadOnlyList<string> Of(ApprovalRule? approval) => approval is null ? ["automatically"] : [.. approval.Steps.Select(Of)];

    private string Of(ApprovalStep step)
    {
        IReadOnlyList<string> names = [.. Of(step.Approvers), .. step.Relations.Contains(ApproverRelation.IntegrationOwner) ? ["the integration's owner"] : Array.Empty<string>()];
        var many = step.All ? "all of " : step.Needed > 1 ? $"{step.Needed} of " : names.Count > 1 || step.Approvers.Groups.Count > 0 ? "one of " : "";
        var later = step is { EscalatesAfter: { } after, EscalatesTo: { } others } ? $"; after {Durations.Words(after)} also {string.Join(", ", Of(others))}" : "";
        return $"{many}{string.Join(", ", names)}{later}";
    }

    private static IEnumerable<PeopleRule> Approvers(FlowRule rule) => (rule.Approval?.Steps ?? []).SelectMany(s => s.EscalatesTo is { } others ? new[] { s.Approvers, others } : [s.Approvers]);

    private static string Of(TagRule tag) => tag.Value.Length == 0 ? tag.Name : $"{tag.Name}={tag.Value}";
}
