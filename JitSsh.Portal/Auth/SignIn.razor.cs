using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth.OpenId;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace JitSsh.Portal.Auth;

/// <summary>Signs in with e-mail address and password or with a provider, and goes on to where the person wanted to go.</summary>
public sealed partial class SignIn
{
    private IReadOnlyList<Problem> problems = [];
    private string? companyProblem;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private Typed? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [Inject]
    private SignInWithPassword WithPassword { get; set; } = null!;

    [Inject]
    private IOptions<SignInSettings> Settings { get; set; } = null!;

    [Inject]
    private SignInProblem CompanyProblem { get; set; } = null!;

    [Inject]
    private HalfSignIn Half { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsGet(Http.Request.Method))
        {
            companyProblem = CompanyProblem.Take(Http);
        }

        // Asks for the actor, not the cookie: the cookie of a deactivated person would otherwise send them to and fro.
        if (HttpMethods.IsGet(Http.Request.Method) && await Current.GetAsync() is not null)
        {
            Navigation.NavigateTo(SignInPath.Local(ReturnUrl));
        }
    }

    private async Task SubmitAsync()
    {
        var (sentence, waiting) = await WithPassword.RunAsync(Form?.Email, Form?.Password, Http.Connection.RemoteIpAddress);
        if (sentence is not null)
        {
            problems = [new("", sentence)];
            return;
        }

        var path = SignInPath.Local(ReturnUrl);
        if (waiting is not null)
        {
            Half.Keep(Http, waiting);
            path = $"{SignInPath.Code}?returnUrl={Uri.EscapeDataString(path)}";
        }

        Navigation.NavigateTo(path);
    }

    private sealed class Typed
    {
        public string? Email { get; set; }

        public string? Password { get; set; }
    }
}
