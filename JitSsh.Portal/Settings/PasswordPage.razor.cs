using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>Changes the person's own password. A response of its own, as the cookie goes with it.</summary>
public sealed partial class PasswordPage
{
    private IReadOnlyList<Problem> problems = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private Typed? Form { get; set; }

    [Inject]
    private SignInWithPassword WithPassword { get; set; } = null!;

    [Inject]
    private ChangeOwnPassword Change { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task SubmitAsync()
    {
        if (await Current.GetAsync() is not { Id: { } me } actor)
        {
            Navigation.NavigateTo(Paths.SignIn);
            return;
        }

        if (PasswordRule.Problem(Form?.NewPassword ?? "") is { } problem)
        {
            problems = [new("NewPassword", problem)];
            return;
        }

        if (await WithPassword.CheckAsync(me, Form?.Password, Http.Connection.RemoteIpAddress) is { } sentence)
        {
            problems = [new("Password", sentence)];
            return;
        }

        var outcome = await Change.RunAsync(actor, Form!.NewPassword!, Http.RequestAborted);
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            await WithPassword.SignOutAsync();
            Navigation.NavigateTo(Paths.SignIn);
        }
    }

    private sealed class Typed
    {
        public string? Password { get; set; }

        public string? NewPassword { get; set; }
    }
}
