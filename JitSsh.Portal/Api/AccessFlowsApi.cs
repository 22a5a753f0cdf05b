using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>Access flows; for admins.</summary>
internal static class AccessFlowsApi
{
    public static void MapAccessFlows(this RouteGroupBuilder api)
    {
        var flows = api.MapGroup("/access-flows").WithTags("Access flows").TakesUpTo(ApiLimits.LargeBody);
        flows.MapGet("/", ListAsync).WithSummary("Lists the access flows.").Refuses(404);
        flows.MapPost("/", AddAsync).WithSummary("Adds an access flow.").Refuses(404, 422);
        flows.MapGet("/{id:guid}", GetAsync).WithSummary("Shows an access flow.").Refuses(404);
        flows.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes an access flow, making a new version; 409 when somebody else changed it since yours.").Refuses(404, 409, 422);
        flows.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes an access flow; access that it gave runs to its end.").Refuses(404);
        flows.MapPost("/meaning", MeaningAsync).WithSummary("Says whom and what a rule matches now, saving nothing.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<AccessFlowView>>> ListAsync(Caller caller, ListAccessFlows flows, CancellationToken cancel) =>
        (await flows.RunAsync(caller.Actor, cancel)).ShowAll(AccessFlowView.Of);

    private static async Task<Made<AccessFlowId>> AddAsync(Caller caller, AccessFlowBody body, SaveAccessFlow save, CancellationToken cancel) =>
        (await save.AddAsync(caller.Actor, body.Name, body.Rule.Rule, cancel)).Made("/api/v1/access-flows");

    private static async Task<Answer<AccessFlowView>> GetAsync(Caller caller, AccessFlowId id, ListAccessFlows flows, CancellationToken cancel) =>
        (await flows.FindAsync(caller.Actor, id, cancel)).Show(AccessFlowView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, AccessFlowId id, AccessFlowChangeBody body, SaveAccessFlow save, CancellationToken cancel) =>
        (await save.ChangeAsync(caller.Actor, id, body.Version, body.Name, body.Rule.Rule, body.IsActive, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, AccessFlowId id, SaveAccessFlow save, CancellationToken cancel) =>
        (await save.RemoveAsync(caller.Actor, id, cancel)).Done();

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

    /// <summary>False deactivates: it allows nothing any more.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>What an access flow says.</summary>
internal sealed record FlowRuleShape
{
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

    /// <summary>True when a reason must be given.</summary>
    public bool JustificationRequired { get; init; }

    internal FlowRule Rule => new()
    {
        Grantees = Grantees,
        Targets = Targets,
        LinuxGroups = LinuxGroups,
        MaxDuration = Seconds.Read(MaxDurationSeconds),
        Approval = Approval is { } approval ? approval.Rule : Approvers is { } people ? ApprovalRule.By(people) : null,
        Extension = Extension is { } extension ? new(extension.Times, Seconds.Read(extension.BySeconds)) : null,
        UseWithin = UseWithinSeconds is { } use ? Seconds.Read(use) : null,
        BreakGlass = BreakGlass,
        JustificationRequired = JustificationRequired,
    };

    public static FlowRuleShape Of(FlowRule rule) => new()
    {
        Grantees = rule.Grantees,
        Targets = rule.Targets,
        LinuxGroups = rule.LinuxGroups,
        MaxDurationSeconds = Seconds.Write(rule.MaxDuration),
        Approvers = rule.Approvers,
        Approval = rule.Approval is { } approval ? ApprovalShape.Of(approval) : null,
        Extension = rule.Extension is { } extension ? new() { Times = extension.Times, BySeconds = Seconds.Write(extension.By) } : null,
        UseWithinSeconds = rule.UseWithin is { } use ? Seconds.Write(use) : null,
        BreakGlass = rule.BreakGlass,
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
