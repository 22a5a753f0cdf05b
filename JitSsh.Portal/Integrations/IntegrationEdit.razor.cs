using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Integrations.Connect;
using JitSsh.Portal.Integrations.Form;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations;

/// <summary>Changes an integration. Secrets are never shown; an empty one keeps what is stored.</summary>
public sealed partial class IntegrationEdit : IDisposable
{
    private IntegrationId id;
    private IntegrationForm? form;
    private PreviewRun preview = null!;
    private IReadOnlyList<Problem> problems = [];
    private string storedName = "";
    private ServerListFields? serverList;
    private FirstProblem? firstProblem;
    private bool isOwner;
    private bool isRefused;
    private bool isWorking;

    /// <summary>The integration's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    [Inject]
    private ChangeIntegration Change { get; set; } = null!;

    [Inject]
    private PreviewDiscovery Discovery { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        form?.Dispose();
        preview?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (TypedId.TryParse(Id, out id) && await Current.GetAsync() is { } actor && await Integrations.FindAsync(actor, id) is { IsDone: true, Value: var integration })
        {
            form = IntegrationForm.Of(integration);
            preview = new(Discovery);
            storedName = integration.Name;
            isOwner = !actor.IsAdmin;
        }
        else
        {
            isRefused = true;
        }
    }

    private void KeyChanged() => problems = [.. problems.Where(p => !IsOfKey(p)), .. form!.Problems().Where(IsOfKey)];

    private void SourceSecretChanged() => problems = [.. problems.Where(p => !IntegrationForm.IsOfSourceSecret(p)), .. form!.Problems().Where(IntegrationForm.IsOfSourceSecret)];

    /// <summary>Looks at the source as it stands in the form; a secret that was left empty is the stored one.</summary>
    private async Task PreviewAsync()
    {
        problems = [.. form!.Problems().Where(p => ConnectSteps.Of(p.Field) == ConnectStep.Discovery)];
        if (problems.Count == 0 && await Current.GetAsync() is { } who)
        {
            await preview.RunAsync(who, form, StateHasChanged);
        }
    }

    private static bool IsOfKey(Problem problem) =>
        problem.Field is nameof(IntegrationInput.Base64PrivateKey) or nameof(IntegrationInput.LoginKeySignIn) || problem.Field.StartsWith(nameof(IntegrationInput.LoginKeyFrom), StringComparison.Ordinal);

    private async Task SaveAsync()
    {
        if (isWorking || form is null)
        {
            return;
        }

        isWorking = true;
        try
        {
            await (serverList?.TakeAsync() ?? Task.CompletedTask);
            problems = form.Problems();
            if (problems.Count == 0 && await Current.GetAsync() is { } actor)
            {
                var outcome = await Change.RunAsync(actor, id, form.ToInput());
                problems = outcome.Problems;
                if (outcome.IsDone)
                {
                    form.HandedOver();
                    Navigation.NavigateTo($"{Paths.Integrations}/{id}");
                    return;
                }
            }
        }
        finally
        {
            isWorking = false;
        }

        firstProblem?.Focus();
    }
}
