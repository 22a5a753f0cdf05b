using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace JitSsh.Portal.Auth;

/// <summary>The second half of a sign-in with a password: the code of the second factor. Whoever comes without the first half is sent to it.</summary>
public sealed partial class SignInCode
{
    private IReadOnlyList<Problem> problems = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private Typed? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [Inject]
    private SignInWithPassword WithPassword { get; set; } = null!;

    [Inject]
    private UserManager<SignInAccount> Accounts { get; set; } = null!;

    [Inject]
    private HalfSignIn Half { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsGet(Http.Request.Method) && await Half.ReadAsync(Http, Accounts) is null)
        {
            Navigation.NavigateTo(Paths.SignIn);
        }
    }

    private async Task SubmitAsync()
    {
        if (await Half.ReadAsync(Http, Accounts) is not { } account)
        {
            Navigation.NavigateTo(Paths.SignIn);
            return;
        }

        if (await WithPassword.FinishAsync(account, Form?.Code, Http.Connection.RemoteIpAddress) is { } sentence)
        {
            problems = [new("", sentence)];
            return;
        }

        Half.Forget(Http);
        Navigation.NavigateTo(SignInPath.Local(ReturnUrl));
    }

    private sealed class Typed
    {
        public string? Code { get; set; }
    }
}
