using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>Access flows; for admins.</summary>
internal static class AccessFlowsApi
{
    public static void MapAccessFlows(this RouteGroupBuilder api)
    {
        var flows = api.MapGroup("/access-flows").WithTags("Access flows").TakesUpTo(ApiLimits.LargeBody);
        flows.MapGet("/", ListAsync).WithSummary("Lists the access flows by name.").Refuses(404);
        flows.MapGet("/filters", FiltersAsync).WithSummary("Says what access flows can be filtered by: how many are active, and their labels.").Refuses(404);
        flows.MapPost("/", AddAsync).WithSummary("Adds an access flow.").Refuses(404, 422);
        flows.MapGet("/{id:guid}", GetAsync).WithSummary("Shows an access flow.").Refuses(404);
        flows.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes an access flow, making a new version; 409 when somebody else changed it since yours.").Refuses(404, 409, 422);
        flows.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes an access flow; access under it ends at once.").Refuses(404);
        flows.MapGet("/{id:guid}/versions", VersionsAsync).WithSummary("Lists the versions of an access flow with what each changed, the newest first.").Refuses(404);
        flows.MapPost("/{id:guid}/preview", PreviewChangeAsync).WithSummary("Says what changing an access flow would do, and why it would be refused, saving nothing.").Refuses(404);
        flows.MapPost("/preview", PreviewAsync).WithSummary("Says what adding an access flow would do, and why it would be refused, saving nothing.").Refuses(404);
        flows.MapPost("/meaning", MeaningAsync).WithSummary("Says whom and what a rule matches now, saving nothing.").Refuses(404);
    }

    private static async Task<Answer<ListView<AccessFlowView>>> ListAsync(Caller caller, string? search, bool? active, string? label, [AsParameters] PageQuery page, ListAccessFlows flows, CancellationToken cancel) =>
        (await flows.RunAsync(caller.Actor, new(search, active, label), page.Page, cancel)).ShowPage(AccessFlowView.Of);

    private static async Task<Answer<FlowFilters>> FiltersAsync(Caller caller, ListAccessFlows flows, CancellationToken cancel) => (await flows.FiltersAsync(caller.Actor, cancel)).Show(f => f);

    private static async Task<Made<AccessFlowId>> AddAsync(Caller caller, AccessFlowBody body, SaveAccessFlow save, CancellationToken cancel) =>
        (await save.AddAsync(caller.Actor, body.Name, body.Rule.Rule, cancel)).Made("/api/v1/access-flows");

    private static async Task<Answer<AccessFlowView>> GetAsync(Caller caller, AccessFlowId id, ListAccessFlows flows, CancellationToken cancel) =>
        (await flows.FindAsync(caller.Actor, id, cancel)).Show(AccessFlowView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, AccessFlowId id, AccessFlowChangeBody body, SaveAccessFlow save, CancellationToken cancel) =>
        (await save.ChangeAsync(caller.Actor, id, body.Version, body.Name, body.Rule.Rule, body.IsActive, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, AccessFlowId id, SaveAccessFlow save, CancellationToken cancel) =>
        (await save.RemoveAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Answer<IReadOnlyList<FlowVersionView>>> VersionsAsync(Caller caller, AccessFlowId id, DescribeFlows describe, CancellationToken cancel) =>
        (await describe.VersionsAsync(caller.Actor, id, cancel)).ShowAll(FlowVersionView.Of);

    private static async Task<Answer<FlowForecastView>> PreviewAsync(Caller caller, AccessFlowBody body, AnalyseFlowChange analyse, CancellationToken cancel) =>
        (await analyse.RunAsync(caller.Actor, null, body.Name, body.Rule.Rule, isActive: true, cancel)).Show(FlowForecastView.Of);

    private static async Task<Answer<FlowForecastView>> PreviewChangeAsync(Caller caller, AccessFlowId id, FlowPreviewBody body, AnalyseFlowChange analyse, CancellationToken cancel) =>
        (await analyse.RunAsync(caller.Actor, id, body.Name, body.Rule.Rule, body.IsActive, cancel)).Show(FlowForecastView.Of);

    private static async Task<Answer<FlowMeaningView>> MeaningAsync(Caller caller, FlowRuleShape body, ListAccessFlows flows, CancellationToken cancel) =>
        (await flows.MeaningAsync(caller.Actor, body.Rule, cancel)).Show(FlowMeaningView.Of);
}

/// <summary>An access flow.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="IsActive">False while it allows nothing.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Rule">What it says.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record AccessFlowView(AccessFlowId Id, string Name, bool IsActive, int Version, FlowRuleShape Rule, DateTimeOffset ChangedAt)
{
    public static AccessFlowView Of(AccessFlow flow) => new(flow.Id, flow.Name, flow.IsActive, flow.Version, FlowRuleShape.Of(flow.Rule), flow.ChangedAt);
}

/// <summary>An access flow to add.</summary>
internal sealed record AccessFlowBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>What it says.</summary>
    public required FlowRuleShape Rule { get; init; }
}

/// <summary>An access flow to change.</summary>
internal sealed record AccessFlowChangeBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>What it says.</summary>
    public required FlowRuleShape Rule { get; init; }

    /// <summary>The version that this changes, as it was read.</summary>
    public required int Version { get; init; }

    /// <summary>False deactivates: it allows nothing any more, and access under it ends at once.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>A change of an access flow to look at before it is made.</summary>
internal sealed record FlowPreviewBody
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to say.</summary>
    public required FlowRuleShape Rule { get; init; }

    /// <summary>False deactivates.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>What saving an access flow would do.</summary>
/// <param name="Sentence">All of it, for example "14 people more on 3 servers; 2 active grants end".</param>
/// <param name="MorePeople">How many people get a server that they could not ask for under it before.</param>
/// <param name="MoreServers">How many servers those are.</param>
/// <param name="FewerPeople">How many people lose a server.</param>
/// <param name="FewerServers">How many servers those are.</param>
/// <param name="Ending">The access that ends at once.</param>
/// <param name="Problems">Why it would be refused; empty when it would be saved.</param>
/// <param name="Notes">What an admin should know although it would be saved, for example how many servers have no owner to approve.</param>
internal sealed record FlowForecastView(
    string Sentence, int MorePeople, int MoreServers, int FewerPeople, int FewerServers, IReadOnlyList<EndingAccessView> Ending, IReadOnlyList<FlowProblemView> Problems,
    IReadOnlyList<string> Notes)
{
    public static FlowForecastView Of(FlowForecast f) => new(
        f.Change.Sentence, f.Change.MorePeople, f.Change.MoreServers, f.Change.FewerPeople, f.Change.FewerServers,
        [.. f.Change.Ending.Select(EndingAccessView.Of)], [.. f.Problems.Select(p => new FlowProblemView(p.Field, p.Sentence))], f.Notes);
}

/// <summary>Access that ends.</summary>
/// <param name="Request">Its request.</param>
/// <param name="Person">Whose.</param>
/// <param name="Server">On which server.</param>
/// <param name="NotAfter">When it would have ended; null while it has not begun.</param>
internal sealed record EndingAccessView(RequestId Request, PersonId Person, ServerId Server, DateTimeOffset? NotAfter)
{
    public static EndingAccessView Of(GrantInForce g) => new(g.Request, g.Person, g.Server, g.NotAfter);
}

/// <summary>A sentence at a field.</summary>
/// <param name="Field">The field; empty for the whole.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
internal sealed record FlowProblemView(string Field, string Sentence);

/// <summary>A version of an access flow.</summary>
/// <param name="Version">Which.</param>
/// <param name="Name">The name then.</param>
/// <param name="At">Since when.</param>
/// <param name="Rule">What it said.</param>
/// <param name="Differences">What became different from the version before, a sentence each.</param>
internal sealed record FlowVersionView(int Version, string Name, DateTimeOffset At, FlowRuleShape Rule, IReadOnlyList<string> Differences)
{
    public static FlowVersionView Of(FlowVersionRow r) => new(r.Version.Version, r.Version.Name, r.Version.At, FlowRuleShape.Of(r.Version.Rule), r.Differences);
}

/// <summary>What an access flow says.</summary>
internal sealed record FlowRuleShape
{
    /// <summary>SelfServe: people ask. Automatic: whoever matches has it while they do; then there are no approvers, no justification, no proposed time and no "until ended".</summary>
    public FlowKind Kind { get; init; }

    /// <summary>When it may be asked for, and within which all access ends; null is always.</summary>
    public AccessHours? When { get; init; }

    /// <summary>Who may ask.</summary>
    public required PeopleRule Grantees { get; init; }

    /// <summary>For which servers.</summary>
    public required TargetRule Targets { get; init; }

    /// <summary>Which Linux groups may be asked for on top of the account's own.</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>The longest time that may be asked for.</summary>
    public required long MaxDurationSeconds { get; init; }

    /// <summary>
    /// One step that any one of these people decides; null when access is given automatically. Has to be said, so that a forgotten field never means "automatically". Where there is an
    /// <c>approval</c> this says nothing; it is shown as the people of its first step.
    /// </summary>
    public required PeopleRule? Approvers { get; init; }

    /// <summary>How requests are decided, in steps; left out, as <c>approvers</c> says.</summary>
    public ApprovalShape? Approval { get; init; }

    /// <summary>How often and how long access can be extended; left out, never.</summary>
    public ExtensionShape? Extension { get; init; }

    /// <summary>After what time access ends for which nobody has fetched a certificate; left out, at its end.</summary>
    public long? UseWithinSeconds { get; init; }

    /// <summary>True when access can be had at once in an emergency, with a review afterwards.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>True when managers may ask for their reports; the reports have to be among the grantees.</summary>
    public bool ForReports { get; init; }

    /// <summary>True when a reason must be given.</summary>
    public bool JustificationRequired { get; init; }

    /// <summary>The time that is proposed; null proposes none.</summary>
    public long? DefaultDurationSeconds { get; init; }

    /// <summary>True when "until ended" may be asked for, too, as exactly 2592000 seconds (30 days): so long it lasts when nobody ends it.</summary>
    public bool UntilEnded { get; init; }

    /// <summary>A regular expression that the justification must hold a match of; null for none. It cannot look around or refer back.</summary>
    public string? JustificationPattern { get; init; }

    /// <summary>What to call what the pattern looks for, for example "a ticket such as OPS-123".</summary>
    public string? JustificationHint { get; init; }

    /// <summary>The networks from which the certificate is good, as CIDR; empty is from anywhere.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>True when ports may be forwarded.</summary>
    public bool PermitPortForwarding { get; init; }

    /// <summary>True when the person's agent may be forwarded.</summary>
    public bool PermitAgentForwarding { get; init; }

    /// <summary>Words to find the flow by.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    internal FlowRule Rule => new()
    {
        Kind = Kind,
        When = When,
        DefaultDuration = DefaultDurationSeconds is { } proposed ? Seconds.Read(proposed) : null,
        UntilEnded = UntilEnded,
        JustificationPattern = JustificationPattern,
        JustificationHint = JustificationHint,
        Networks = Networks,
        PermitPortForwarding = PermitPortForwarding,
        PermitAgentForwarding = PermitAgentForwarding,
        Labels = Labels,
        Grantees = Grantees,
        Targets = Targets,
        LinuxGroups = LinuxGroups,
        MaxDuration = Seconds.Read(MaxDurationSeconds),
        Approval = Approval is { } approval ? approval.Rule : Approvers is { } people ? ApprovalRule.By(people) : null,
        Extension = Extension is { } extension ? new(extension.Times, Seconds.Read(extension.BySeconds)) : null,
        UseWithin = UseWithinSeconds is { } use ? Seconds.Read(use) : null,
        BreakGlass = BreakGlass,
        ForReports = ForReports,
        JustificationRequired = JustificationRequired,
    };

    public static FlowRuleShape Of(FlowRule rule) => new()
    {
        Kind = rule.Kind,
        When = rule.When,
        DefaultDurationSeconds = rule.DefaultDuration is { } proposed ? Seconds.Write(proposed) : null,
        UntilEnded = rule.UntilEnded,
        JustificationPattern = rule.JustificationPattern,
        JustificationHint = rule.JustificationHint,
        Networks = rule.Networks,
        PermitPortForwarding = rule.PermitPortForwarding,
        PermitAgentForwarding = rule.PermitAgentForwarding,
        Labels = rule.Labels,
        Grantees = rule.Grantees,
        Targets = rule.Targets,
        LinuxGroups = rule.LinuxGroups,
        MaxDurationSeconds = Seconds.Write(rule.MaxDuration),
        Approvers = rule.Approvers,
        Approval = rule.Approval is { } approval ? ApprovalShape.Of(approval) : null,
        Extension = rule.Extension is { } extension ? new() { Times = extension.Times, BySeconds = Seconds.Write(extension.By) } : null,
        UseWithinSeconds = rule.UseWithin is { } use ? Seconds.Write(use) : null,
        BreakGlass = rule.BreakGlass,
        ForReports = rule.ForReports,
        JustificationRequired = rule.JustificationRequired,
    };
}

/// <summary>Whom and what a rule matches now.</summary>
/// <param name="Grantees">Who may ask.</param>
/// <param name="Servers">The first servers it is for, by name.</param>
/// <param name="ServerCount">How many there are in all.</param>
/// <param name="Approvers">Who may approve; empty when it is automatic.</param>
internal sealed record FlowMeaningView(IReadOnlyList<NamedPerson> Grantees, IReadOnlyList<string> Servers, int ServerCount, IReadOnlyList<NamedPerson> Approvers)
{
    public static FlowMeaningView Of(FlowMeaning m) =>
        new([.. m.Grantees.Select(NamedPerson.Of)], [.. m.Servers.Select(s => s.Name)], m.ServerCount, [.. m.Approvers.Select(NamedPerson.Of)]);
}
