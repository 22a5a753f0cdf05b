using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Auth;

/// <summary>Makes the first admin. It is there only until there is one.</summary>
public sealed partial class SetUpPage
{
    private static readonly string[] Fields = [nameof(PersonInput.Name), nameof(PersonInput.Email), nameof(PersonInput.LinuxName), nameof(PersonInput.Password)];

    private IReadOnlyList<Problem> problems = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm]
    private Typed? Form { get; set; }

    [Inject]
    private SetUp SetUp { get; set; } = null!;

    [Inject]
    private SignInWithPassword WithPassword { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsGet(Http.Request.Method) && !await SetUp.IsNeededAsync(Http.RequestAborted))
        {
            Navigation.NavigateTo(Paths.Home);
        }
    }

    private async Task SubmitAsync()
    {
        var input = new PersonInput { Name = Form?.Name ?? "", Email = Form?.Email ?? "", LinuxName = Form?.LinuxName, Password = Form?.Password };
        var outcome = await SetUp.RunAsync(input, Http.RequestAborted);
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            // Whoever made the password need not type it again; should that fail, the start page asks for it.
            await WithPassword.RunAsync(input.Email, input.Password, Http.Connection.RemoteIpAddress);
            Navigation.NavigateTo(Paths.Home);
        }
    }

    private sealed class Typed
    {
        public string? Name { get; set; }

        public string? Email { get; set; }

        public string? LinuxName { get; set; }

        public string? Password { get; set; }
    }
}
