using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Integrations.Form;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Radzen;

namespace JitSsh.Portal.Integrations.Connect;

/// <summary>Connects an integration, a step at a time. The step stands in the address, so that the browser's own way back works too; what was typed stays with the page.</summary>
public sealed partial class ConnectWizard : IDisposable
{
    private CatalogEntry? entry;
    private Actor? actor;
    private IntegrationForm form = null!;
    private PreviewRun preview = null!;
    private IReadOnlyList<Problem> problems = [];
    private ConnectStep reached = ConnectStep.Connector;
    private ConnectStep? focused;
    private ElementReference heading;
    private ServerListFields? serverList;
    private FirstProblem? firstProblem;
    private bool isWorking;

    /// <summary>The kind of the catalog entry.</summary>
    [Parameter]
    public string Kind { get; set; } = "";

    /// <summary>The step's number.</summary>
    [SupplyParameterFromQuery(Name = "step")]
    private int? StepNumber { get; set; }

    /// <summary>The integration, once it is connected: the page can be loaded again.</summary>
    [SupplyParameterFromQuery(Name = "integration")]
    private string? ConnectedText { get; set; }

    [Inject]
    private ConnectIntegration Connect { get; set; } = null!;

    [Inject]
    private PreviewDiscovery Discovery { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private IntegrationId? Connected => TypedId.TryParse<IntegrationId>(ConnectedText, out var id) ? id : null;

    private ConnectStep Step => Connected is not null ? ConnectStep.Test : (ConnectStep)Math.Clamp(StepNumber ?? 1, 1, (int)reached);

    /// <summary>The sentences that belong to the step shown.</summary>
    private IReadOnlyList<Problem> Problems => [.. problems.Where(p => ConnectSteps.Of(p.Field) == Step)];

    private bool HasKey => form.Key.IsGiven && Connected is null;

    private string NextText => Step == ConnectStep.Test ? "Test and connect" : Step == ConnectStep.Discovery && preview.FoundNothing && preview.IsAbout(form) ? "Go on all the same" : "Next";

    /// <inheritdoc/>
    public void Dispose()
    {
        form?.Dispose();
        preview?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        entry = CatalogEntry.Find(Kind);
        form = new(Kind, isStored: false);
        preview = new(Discovery);
        focused = Step; // At first the page's own heading has the focus.
        actor = await Current.GetAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (actor?.IsAdmin == true && entry is not null && focused != Step)
        {
            focused = Step;
            await heading.FocusAsync();
        }
    }

    private string AddressOf(ConnectStep step) => Navigation.GetUriWithQueryParameter("step", step == ConnectStep.Connector ? null : (int)step);

    private void Go(ConnectStep step) => Navigation.NavigateTo(AddressOf(step));

    private void Back() => Go(Step - 1);

    private void KeyChanged() => problems = ProblemsOf(Step);

    private IReadOnlyList<Problem> ProblemsOf(ConnectStep step) => [.. form.Problems().Where(p => ConnectSteps.Of(p.Field) == step)];

    private async Task NextAsync()
    {
        if (isWorking)
        {
            return;
        }

        isWorking = true;
        try
        {
            await TakeListAsync();
            problems = ProblemsOf(Step);
            if (problems.Count > 0)
            {
                firstProblem?.Focus();
                return;
            }

            if (Step == ConnectStep.Discovery && !await LookedAsync())
            {
                return;
            }

            if (Step == ConnectStep.Test)
            {
                await ConnectAsync();
            }
            else
            {
                reached = (ConnectStep)Math.Max((int)reached, (int)Step + 1);
                Go(Step + 1);
            }
        }
        finally
        {
            isWorking = false;
        }
    }

    // The reference outlives the fields: they are there in their own step only.
    private Task TakeListAsync() => Step == ConnectStep.Discovery && serverList is not null ? serverList.TakeAsync() : Task.CompletedTask;

    private async Task PreviewAsync()
    {
        await TakeListAsync();
        problems = ProblemsOf(ConnectStep.Discovery);
        if (problems.Count == 0 && await Current.GetAsync() is { } who)
        {
            await preview.RunAsync(who, form, StateHasChanged);
        }
    }

    // A source that cannot be read is found out here, and not after three more steps; who knows better goes on all the same.
    private async Task<bool> LookedAsync()
    {
        if (preview.IsAbout(form))
        {
            return true;
        }

        await PreviewAsync();
        return preview.IsAbout(form) && !preview.FoundNothing;
    }

    private async Task ConnectAsync()
    {
        if (await Current.GetAsync() is not { } who)
        {
            return;
        }

        var outcome = await Connect.RunAsync(who, form.ToInput());
        if (outcome.IsDone)
        {
            form.HandedOver();
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["step"] = (int)ConnectStep.Test, ["integration"] = outcome.Value.ToString() }), replace: true);
            return;
        }

        problems = outcome.Problems;
        if (problems.Select(p => ConnectSteps.Of(p.Field)).Min() is var first && first < ConnectStep.Test)
        {
            Go(first);
        }
    }

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        await TakeListAsync();
        var isHere = Navigation.ToAbsoluteUri(leaving.TargetLocation).AbsolutePath == Navigation.ToAbsoluteUri(Navigation.Uri).AbsolutePath;
        if (HasKey && !isHere && !await Dialogs.ConfirmAsync("Leave without connecting?", "What you typed is lost, and so is the private key: a public key that you installed already is of no use then.", "Leave", dangerous: true))
        {
            leaving.PreventNavigation();
        }
    }
}
