using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>The person's own profile: who they are, their SSH public keys and access tokens.</summary>
public sealed partial class ProfilePage
{
    private Person? person;

    private bool isFactorOn;

    [Inject]
    private SecondFactors Factors { get; set; } = null!;

    [Inject]
    private FindPerson Find { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        person = (await Find.RunAsync(Actor!, Actor!.Id!.Value, cancel)).Value.Person;
        isFactorOn = (await Factors.FindAsync(Actor!, Actor!.Id!.Value, cancel)).Value.IsOn;
    }
}
