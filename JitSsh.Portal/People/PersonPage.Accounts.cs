using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The company accounts of the person.</summary>
public sealed partial class PersonPage
{
    private IReadOnlyList<CompanyAccount> accounts = [];
    private IReadOnlyList<Problem> accountProblems = [];
    private string accountProvider = "";
    private string accountSubject = "";

    [Inject]
    private CompanyAccounts Accounts { get; set; } = null!;

    private async Task LinkAsync(CompanyAccount account)
    {
        if (detail is { Person: var person } && await Dialogs.ConfirmAsync(
            $"Link this account to {person.Name}?",
            $"Whoever signs in at {account.Provider} as {account.Email} ({account.Subject}) is {person.Name} from then on, with everything {person.Name} may do.",
            "Link") && await ActorNowAsync() is { } actor)
        {
            accountProblems = (await Accounts.LinkAsync(actor, Person, account.Id)).Problems;
            await RereadAsync();
        }
    }

    private async Task RemoveAccountAsync(CompanyAccount account)
    {
        if (detail is { Person: var person } && await Dialogs.ConfirmAsync(
            account.LinkedAt is null ? "Turn this account down?" : $"Remove the account {account.Email}?",
            account.LinkedAt is null ? "It is not linked. If it tries again, it waits here again." : $"{person.Name} is signed out everywhere, and cannot sign in with this account until somebody links it again. Their access stays.",
            account.LinkedAt is null ? "Turn down" : "Remove",
            dangerous: true) && await ActorNowAsync() is { } actor)
        {
            accountProblems = (await Accounts.RemoveAsync(actor, Person, account.Id)).Problems;
            await RereadAsync();
        }
    }

    private async Task AddAccountAsync()
    {
        if (await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Accounts.AddAsync(actor, Person, accountProvider.Length > 0 ? accountProvider : Accounts.Providers[0], accountSubject);
        accountProblems = outcome.Problems;
        if (outcome.IsDone)
        {
            accountSubject = "";
        }

        await RereadAsync();
    }
}
