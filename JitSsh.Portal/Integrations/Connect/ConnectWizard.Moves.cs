using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace JitSsh.Portal.Integrations.Connect;

/// <content>The ways from step to step, each checked before it is gone, and the way out.</content>
public sealed partial class ConnectWizard
{
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
