using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Auth;

/// <summary>Leaves the circuit for the sign-in page, and comes back here afterwards.</summary>
public sealed class GoToSignIn(CurrentActor current, NavigationManager navigation) : ComponentBase
{
    /// <inheritdoc/>
    protected override void OnInitialized() => current.SendToSignIn(navigation);
}
