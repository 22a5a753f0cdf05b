using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;

namespace JitSsh.Core.AccessFlows;

/// <summary>The names of what rules name, and the words of a rule.</summary>
public sealed class FlowWords
{
    private readonly Dictionary<PersonId, string> people;
    private readonly Dictionary<GroupId, string> groups;
    private readonly Dictionary<ShiftId, string> shifts;
    private readonly Dictionary<IntegrationId, string> integrations;
    private readonly Dictionary<BundleId, string> bundles;
    private readonly Dictionary<ServerId, string> servers;

    /// <summary>The names of all that is named.</summary>
    public FlowWords(
        IEnumerable<Person> people, IEnumerable<Group> groups, IEnumerable<NamedShift> shifts, IEnumerable<Integration> integrations, IEnumerable<Bundle> bundles, IEnumerable<ServerFacts> servers)
    {
        this.people = people.ToDictionary(p => p.Id, p => p.IsActive ? p.Name : $"{p.Name} (deactivated)");
        this.groups = groups.ToDictionary(g => g.Id, g => g.Name);
        this.shifts = shifts.ToDictionary(s => s.Id, s => s.Name);
        this.integrations = integrations.ToDictionary(i => i.Id, i => i.Name);
        this.bundles = bundles.ToDictionary(b => b.Id, b => b.Name);
        this.servers = servers.ToDictionary(s => s.Id, s => s.Name);
    }

    /// <summary>No names: before they are read.</summary>
    public static FlowWords None { get; } = new([], [], [], [], [], []);

    /// <summary>The name of a person.</summary>
    public string Of(PersonId id) => people.GetValueOrDefault(id, "A person who is gone");

    /// <summary>The name of a group.</summary>
    public string Of(GroupId id) => groups.GetValueOrDefault(id, "A group that is gone");

    /// <summary>The name of a shift.</summary>
    public string Of(ShiftId id) => shifts.GetValueOrDefault(id, "A shift that is gone");

    /// <summary>The name of an integration.</summary>
    public string Of(IntegrationId id) => integrations.GetValueOrDefault(id, "An integration that is gone");

    /// <summary>The name of a bundle.</summary>
    public string Of(BundleId id) => bundles.GetValueOrDefault(id, "A bundle that is gone");

    /// <summary>The name of a server.</summary>
    public string Of(ServerId id) => servers.GetValueOrDefault(id, "A server that is gone");

    /// <summary>Whom a rule names: groups first, then shifts, then people, then who is left out.</summary>
    public IReadOnlyList<string> Of(PeopleRule rule)
    {
        List<string> named = [.. rule.Everyone ? ["everybody"] : (string[])[], .. Ordered(rule.Groups.Select(Of)), .. Ordered(rule.Shifts.Select(s => $"on call in {Of(s)}")), .. Ordered(rule.People.Select(Of))];
        if (rule.AllOf && named.Count > 1)
        {
            named = [$"all of {string.Join(" and ", named)}"];
        }

        return [.. named, .. Ordered(rule.ExceptGroups.Select(Of).Concat(rule.ExceptShifts.Select(s => $"on call in {Of(s)}")).Concat(rule.ExceptPeople.Select(Of))).Select(n => $"not {n}")];
    }

    /// <summary>The targets in words, for example "prod-azure; named web-*; except web-09; tagged env=prod".</summary>
    public string Of(TargetRule rule) => string.Join("; ", Parts(rule));

    /// <summary>How requests are decided, an item for each step, for example "2 of Security; after 1 hour also Managers".</summary>
    public IReadOnlyList<string> Of(ApprovalRule? approval) =>
        approval is null ? ["automatically"] : approval.Steps is [var only] ? [Of(only)] : [.. approval.Steps.Select((step, i) => $"step {i + 1}: {Of(step)}")];

    /// <summary>What a rule says, a clause each, with the items that it lists.</summary>
    public IReadOnlyList<FlowClause> Clauses(FlowRule rule) =>
    [
        new("When", [rule.When?.Words() ?? "always"]),
        new("Access", [rule.Kind == FlowKind.Automatic ? "given to whoever matches, while they do" : "asked for"]),
        new(rule.Kind == FlowKind.Automatic ? "Who gets it" : "Who may ask", Of(rule.Grantees)),
        new("For what", Parts(rule.Targets)),
        new("As", [.. rule.LinuxGroups.Prepend("Default")]),
        new("For up to", [Durations.Words(rule.MaxDuration), .. rule.UntilEnded ? ["or until ended"] : (string[])[]]),
        new("Proposed time", [rule.DefaultDuration is { } proposed ? Durations.Words(proposed) : "none"]),
        new("Approved by", Of(rule.Approval)),
        new("Decided within", [rule.Approval is { } approval ? Durations.Words(approval.WaitsFor) : "at once"]),
        new("Extension", [rule.Extension is { } extension ? $"{extension.Times} times by {Durations.Words(extension.By)}" : "none"]),
        new("Unused", [rule.UseWithin is { } within ? $"ends after {Durations.Words(within)}" : "lasts its whole time"]),
        new("Break glass", [rule.BreakGlass ? "allowed" : "not allowed"]),
        new("For others", [rule.ForReports ? "a manager may ask for their reports" : "everybody asks for themselves"]),
        new("Justification", [rule.JustificationRequired ? "required" : "not required", .. rule.JustificationPattern is { } pattern ? [$"with a text of the form {pattern}"] : (string[])[], .. rule.JustificationHint is { } hint ? [$"called {hint}"] : (string[])[]]),
        new("Networks", rule.Networks.Count == 0 ? ["any"] : rule.Networks),
        new("Forwarding", [.. rule.PermitPortForwarding ? ["ports"] : (string[])[], .. rule.PermitAgentForwarding ? ["agent"] : (string[])[], .. rule is { PermitPortForwarding: false, PermitAgentForwarding: false } ? ["none"] : (string[])[]]),
        new("Labels", rule.Labels),
    ];

    /// <summary>True when each word of the search stands somewhere in what is said of the flow.</summary>
    public bool Finds(AccessFlow flow, string search)
    {
        List<string> said = [flow.Name, .. Clauses(flow.Rule).SelectMany(c => c.Items)];
        return search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => said.Exists(s => s.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>What became different from one version to another, a sentence for each clause; empty when nothing did.</summary>
    public IReadOnlyList<string> Difference(string oldName, FlowRule older, string newName, FlowRule newer)
    {
        List<string> sentences = oldName == newName ? [] : [$"Name: '{newName}' instead of '{oldName}'."];
        foreach (var (was, now) in Clauses(older).Zip(Clauses(newer)))
        {
            var (gone, come) = (was.Items.Except(now.Items, StringComparer.Ordinal).ToList(), now.Items.Except(was.Items, StringComparer.Ordinal).ToList());
            if (gone.Count + come.Count > 0)
            {
                sentences.Add($"{now.Name}: {(gone.Count == 1 && come.Count == 1 ? $"{come[0]} instead of {gone[0]}"
                    : string.Join("; ", new[] { (Verb: "added", Items: come), (Verb: "removed", Items: gone) }.Where(x => x.Items.Count > 0).Select(x => $"{x.Verb} {string.Join(", ", x.Items)}")))}.");
            }
        }

        return sentences;
    }

    private string Of(ApprovalStep step)
    {
        IReadOnlyList<string> names = [.. Of(step.Approvers), .. step.Relations.Select(WordsOf)];
        var many = step.All ? "all of " : step.Needed > 1 ? $"{step.Needed} of " : names.Count > 1 || step.Approvers.Groups.Count + step.Approvers.Shifts.Count > 0 ? "one of " : "";
        var later = step is { EscalatesAfter: { } after, EscalatesTo: { } others } ? $"; after {Durations.Words(after)} also {string.Join(", ", Of(others))}" : "";
        return $"{many}{string.Join(", ", names)}{later}";
    }

    private static string WordsOf(ApproverRelation relation) => relation switch
    {
        ApproverRelation.IntegrationOwner => "the integration's owner",
        ApproverRelation.ServerOwner => "the owner of each server",
        ApproverRelation.Manager => "the requester's manager",
        _ => throw new ArgumentOutOfRangeException(nameof(relation)),
    };

    private List<string> Parts(TargetRule rule)
    {
        List<string> parts = [.. Ordered(rule.Integrations.Select(Of))];
        Add("named", " or ", rule.Names);
        Add("in the resource group", " or ", rule.ResourceGroups);
        Add("in the region", " or ", rule.Regions);
        Add("tagged", " and ", rule.Tags.Select(Of));
        Add("the bundle", ", ", Ordered(rule.Bundles.Select(Of)));
        Add(rule.Servers.Count == 1 ? "the server" : "the servers", ", ", Ordered(rule.Servers.Select(Of)));
        if (parts.Count == 0)
        {
            parts.Add("no server");
        }

        Add("except", ", ", rule.ExceptNames);
        Add("except", ", ", Ordered(rule.ExceptServers.Select(Of)));
        Add("not in the resource group", " or ", rule.ExceptResourceGroups);
        Add("not in the region", " or ", rule.ExceptRegions);
        Add("not tagged", " or ", rule.ExceptTags.Select(Of));
        Add("not in the bundle", " or ", Ordered(rule.ExceptBundles.Select(Of)));
        return parts;

        void Add(string word, string between, IEnumerable<string> values)
        {
            if (values.Any())
            {
                parts.Add($"{word} {string.Join(between, values)}");
            }
        }
    }

    private static IEnumerable<string> Ordered(IEnumerable<string> names) => names.Order(StringComparer.OrdinalIgnoreCase);

    private static string Of(TagRule tag) => tag.Value.Length == 0 ? tag.Name : $"{tag.Name}={tag.Value}";
}

/// <summary>A part of what a rule says.</summary>
/// <param name="Name">For example "Who may ask".</param>
/// <param name="Items">What it lists.</param>
public sealed record FlowClause(string Name, IReadOnlyList<string> Items);
