using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Writes an access flow as a sentence, and shows beside it what the sentence means.</summary>
public sealed partial class FlowBuilder
{
    private const string AutomaticHours = "Access begins and ends with these hours. An end at or before the start is on the next day; 00:00 to 00:00 is the whole day.";

    private static readonly string[] Fields =
    [
        "Name", "When", "Grantees", .. FlowTargets.Fields, "LinuxGroups", "MaxDuration", "DefaultDuration", "UntilEnded", "Approvers", "WaitsFor", "Extension", "UseWithin", "BreakGlass", "ForReports", .. FlowSettings.Fields,
    ];

    private FlowDraft? draft;
    private AccessFlow? flow;
    private (Guid? Id, Guid? From)? loaded;
    private IReadOnlyList<Integration> integrations = [];
    private IReadOnlyList<Bundle> bundles = [];
    private IReadOnlyList<Problem> refused = [];
    private IReadOnlyList<Problem> problems = [];
    private bool hasTried;
    private bool isRefused;

    /// <summary>The flow; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>The flow that a new one is a duplicate of.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public Guid? From { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private ListAccessFlows List { get; set; } = null!;

    [Inject]
    private SaveAccessFlow Save { get; set; } = null!;

    [Inject]
    private ListIntegrations Catalog { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private ListBundles Bundles { get; set; } = null!;

    [Inject]
    private AnalyseFlowChange Analyse { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private bool IsAutomatic => draft is { Kind: FlowKind.Automatic };

    // With bundles or servers by themselves any integration may be concerned; Core says which group none of them offers.
    private List<string> Offered =>
        [.. integrations.Where(i => draft!.Targets.Bundles.Count + draft.Targets.Servers.Count > 0 || draft.Targets.Integrations.Contains(i.Id)).SelectMany(i => i.LinuxGroups).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // Not live: a form that is read again would lose what was typed. Saving says when somebody else was first.
        if (loaded != (Id, From))
        {
            loaded = (Id, From);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        (draft, flow, problems, refused, hasTried, isRefused) = (null, null, [], [], false, false);
        var actor = await Current.GetAsync();
        var catalog = actor is null ? null : await Catalog.RunAsync(actor);
        if (catalog is not { IsDone: true })
        {
            isRefused = true;
            return;
        }

        integrations = [.. catalog.Value.Select(i => i.Integration)];
        bundles = await Bundles.RunAsync(actor!) is { IsDone: true } known ? [.. known.Value.Select(b => b.Bundle)] : [];
        if ((Id ?? From) is not { } id)
        {
            draft = new();
            draft.Targets.Integrations.UnionWith(integrations.Count == 1 ? [integrations[0].Id] : []);
            return;
        }

        var found = await List.FindAsync(actor!, new(id));
        isRefused = !found.IsDone;
        if (found.IsDone)
        {
            flow = Id is null ? null : found.Value;
            draft = FlowDraft.From(found.Value);
            draft.Name = Id is null ? $"Copy of {draft.Name}" : draft.Name;
        }
    }

    private async Task SubmitAsync()
    {
        if (draft is null || await Current.GetAsync() is not { } actor)
        {
            return;
        }

        var rule = draft.ToRule();
        if (flow is not null && !await IsMeantAsync(actor, flow, rule))
        {
            return;
        }

        var done = flow is null
            ? Take(await Save.AddAsync(actor, draft.Name, rule))
            : Take(await Save.ChangeAsync(actor, flow.Id, flow.Version, draft.Name, rule, draft.IsActive));
        if (done)
        {
            Address.NavigateTo(Paths.AccessFlows);
        }
    }

    /// <summary>True when no access ends by saving, or the person has said that it is meant.</summary>
    private async Task<bool> IsMeantAsync(Actor actor, AccessFlow before, FlowRule rule)
    {
        var forecast = await Analyse.RunAsync(actor, before.Id, draft!.Name, rule, draft.IsActive);
        return !forecast.IsDone || forecast.Value.Problems.Count > 0 || forecast.Value.Change.Ending.Count == 0 || await Dialogs.ConfirmAsync(
            $"Save {draft.Name} and end access?",
            $"{forecast.Value.Change.Sentence}. Their sessions are closed at once.",
            "Save and end access",
            dangerous: true);
    }

    private bool Take<T>(Outcome<T> outcome)
    {
        hasTried = true;

        // What can be seen without asking anybody is seen again at each change; the rest stands until it is saved again.
        refused = [.. outcome.Problems.Except(FlowRuleProblems.In(draft!.Name, draft.ToRule()))];
        Changed();
        return outcome.IsDone;
    }

    private void Changed() => problems = !hasTried ? [] : [.. refused, .. FlowRuleProblems.In(draft!.Name, draft.ToRule()).Select(Clearer)];

    private void GranteesChanged(PeopleRule rule)
    {
        draft!.Grantees = rule;
        Changed();
    }

    // What cannot be read is a gap in the rule; the sentence is about what was typed.
    private Problem Clearer(Problem problem)
    {
        var text = problem.Field switch
        {
            "MaxDuration" => draft!.Duration,
            "DefaultDuration" => draft!.DefaultDuration,
            "WaitsFor" => draft!.Approval.WaitsFor,
            "Extension" => draft!.Settings.ExtendBy,
            "UseWithin" => draft!.Settings.UseWithin,
            _ => null,
        };
        return text is not null && !DurationText.TryParse(text, out _) ? problem with { Sentence = DurationText.Problem }
            : problem.Field == "When" && draft!.Hours.Lines.Exists(l => !l.IsReadable) ? problem with { Sentence = "Type each time as hours and minutes, for example 08:00." }
            : problem;
    }

    private string? Invalid(string field) => FieldProblems.Invalid(problems, field);
}
