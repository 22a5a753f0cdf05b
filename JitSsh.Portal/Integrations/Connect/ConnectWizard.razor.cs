using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Integrations.Form;
using Microsoft.AspNetCore.Components;
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

    private void SourceSecretChanged() => problems = [.. problems.Where(p => !IntegrationForm.IsOfSourceSecret(p)), .. form.Problems().Where(IntegrationForm.IsOfSourceSecret)];

    private IReadOnlyList<Problem> ProblemsOf(ConnectStep step) => [.. form.Problems().Where(p => ConnectSteps.Of(p.Field) == step)];
}
