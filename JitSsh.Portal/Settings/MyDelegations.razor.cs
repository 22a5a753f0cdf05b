using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>Who decides in the person's place while they are away, and in whose place they decide.</summary>
public sealed partial class MyDelegations
{
    private const string Scope = "delegation";

    private static readonly string[] Fields = ["Email", "From", "Until"];

    private IReadOnlyList<DelegationRow>? rows;
    private IReadOnlyList<Problem> problems = [];
    private string email = "";
    private DateTimeOffset? from;
    private DateTimeOffset? until;
    private bool isWorking;

    [Inject]
    private DelegateDecisions Delegations { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => rows = await Delegations.ListAsync(Actor!, cancel);

    private bool IsMine(DelegationRow row) => Actor!.Is(row.Delegation.PersonId);

    private async Task AddAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        if (until is not { } end)
        {
            problems = [new("Until", "Say when you are back.")];
            return;
        }

        isWorking = true;
        var outcome = await Delegations.AddAsync(actor, email ?? "", from ?? Clock.GetUtcNow(), end);
        isWorking = false;
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            (email, from, until) = ("", null, null);
        }

        await RereadAsync();
    }

    private async Task EndAsync(DelegationRow row)
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = (await Delegations.EndAsync(actor, row.Delegation.Id)).Problems;
            await RereadAsync();
        }
    }
}
