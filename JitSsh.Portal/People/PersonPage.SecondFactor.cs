using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The second factor of the person.</summary>
public sealed partial class PersonPage
{
    private SecondFactorState? factor;
    private IReadOnlyList<Problem> factorProblems = [];

    [Inject]
    private SecondFactors Factors { get; set; } = null!;

    private async Task ResetFactorAsync()
    {
        if (detail is { Person: var person } && await Dialogs.ConfirmAsync(
            $"Reset the second factor of {person.Name}?",
            $"Be sure that it is {person.Name} who asks you: until they turn it on again, their password alone signs them in. They are told of this.",
            "Reset",
            dangerous: true) && await ActorNowAsync() is { } actor)
        {
            factorProblems = (await Factors.ResetAsync(actor, Person)).Problems;
            await RereadAsync();
        }
    }
}
