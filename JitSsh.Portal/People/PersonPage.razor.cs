using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;
using Group = JitSsh.Core.People.Group;

namespace JitSsh.Portal.People;

/// <summary>One person, for an admin: to change, deactivate and activate; their keys to see and remove.</summary>
public sealed partial class PersonPage
{
    private PersonDetail? detail;
    private PersonDraft? draft;
    private IReadOnlyList<Group> groups = [];
    private IReadOnlyList<SshKey> keys = [];
    private IReadOnlyList<Problem> problems = [];
    private string? said;
    private bool isWorking;

    /// <summary>The person.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private FindPerson Find { get; set; } = null!;

    [Inject]
    private ListPeople List { get; set; } = null!;

    [Inject]
    private ChangePerson Change { get; set; } = null!;

    [Inject]
    private SshKeysOfPerson Keys { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private PersonId Person => new(Id);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Find.RunAsync(Actor!, Person, cancel);
        var known = await List.GroupNamesAsync(Actor!, cancel);
        if (!found.IsDone || !known.IsDone)
        {
            detail = null;
            return;
        }

        // What is being typed stays when somebody else changes something; another person's page begins anew.
        if (draft is null || detail?.Person.Id != Person)
        {
            draft = PersonDraft.Of(found.Value);
            problems = [];
            said = null;
        }

        detail = found.Value;
        groups = known.Value;
        keys = (await Keys.ListAsync(Actor!, Person, cancel)).Value;
        factor = (await Factors.FindAsync(Actor!, Person, cancel)).Value;
        accounts = (await Accounts.ListAsync(Actor!, Person, cancel)).Value;
    }

    private async Task SaveAsync()
    {
        if (!isWorking && detail is not null && draft is not null && await ChangeAsync(draft.ToInput(), detail.Person.IsActive))
        {
            draft.Password = "";
            said = "Saved.";
        }
    }

    private async Task DeactivateAsync()
    {
        if (detail is { Person: var person } && await Dialogs.ConfirmAsync(
            $"Deactivate {person.Name}?",
            $"{person.Name} is signed out, their tokens are revoked, what they asked for is cancelled, and all access they have ends at once on every server. Nothing of this comes back when you activate them again.",
            "Deactivate",
            dangerous: true))
        {
            await ChangeAsync(Stored(), isActive: false);
        }
    }

    private async Task ActivateAsync()
    {
        if (detail is { Person: var person } && await Dialogs.ConfirmAsync(
            $"Activate {person.Name}?", $"{person.Name} can sign in and ask for access again. Access that ended stays ended, and tokens have to be made anew.", "Activate"))
        {
            await ChangeAsync(Stored(), isActive: true);
        }
    }

    private async Task<bool> ChangeAsync(PersonInput input, bool isActive)
    {
        if (await ActorNowAsync() is not { } actor)
        {
            return false;
        }

        isWorking = true;
        said = null;
        var outcome = await Change.RunAsync(actor, Person, input, isActive);
        isWorking = false;
        problems = outcome.Problems;
        await RereadAsync();
        return outcome.IsDone;
    }

    private async Task RemoveKeyAsync(SshKey key)
    {
        if (await Dialogs.ConfirmAsync(
            $"Remove the key {key.Name}?", "Certificates that were issued for it stay good until their end. To take access away at once, end the access.", "Remove", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            problems = (await Keys.RemoveAsync(actor, Person, key.Id)).Problems;
            await RereadAsync();
        }
    }

    /// <summary>The person as stored, without what is being typed.</summary>
    private PersonInput Stored() => PersonDraft.Of(detail!).ToInput();
}
