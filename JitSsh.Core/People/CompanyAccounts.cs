using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>The accounts that people have at sign-in providers: shown, linked and taken away. Who links one lets its owner in as that person.</summary>
public sealed class CompanyAccounts(ICompanyAccountStore accounts, IPeopleStore people, IOptions<SignInSettings> options, TimeProvider clock)
{
    /// <summary>The names of the providers, in the order of the settings; the sign-in page shows them to everybody.</summary>
    public IReadOnlyList<string> Providers => [.. options.Value.Providers.Select(p => p.Name)];

    /// <summary>A person's accounts, oldest first; NotFound for anyone but themselves and admins.</summary>
    public async Task<Outcome<IReadOnlyList<CompanyAccount>>> ListAsync(Actor actor, PersonId person, CancellationToken cancel = default) =>
        (actor.SeesAll || actor.Is(person)) && await people.FindAsync(person, cancel) is not null ? Outcomes.Done(await accounts.OfAsync(person, cancel)) : Refusal.NotFound;

    /// <summary>Links the account that waits for this person; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> LinkAsync(Actor actor, PersonId person, CompanyAccountId account, CancellationToken cancel = default) =>
        actor.IsAdmin && await accounts.LinkAsync(person, account, actor, cancel) ? Nothing.AtAll : Refusal.NotFound;

    /// <summary>Links an account before its first sign-in. NotFound for anyone but an admin.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="person">Whose it becomes.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="subject">Who it is there: <c>sub</c>, or for Entra the object id of the user.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<CompanyAccountId>> AddAsync(Actor actor, PersonId person, string provider, string subject, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await people.FindAsync(person, cancel) is not { } owner)
        {
            return Refusal.NotFound;
        }

        subject = subject.Trim();
        List<Problem> problems = [];
        var known = options.Value.Find(provider);
        if (known is null)
        {
            problems.Add(new("Provider", options.Value.Providers.Count == 0 ? "No sign-in provider is set up (JitSsh:SignIn:Providers)." : $"Choose one of: {string.Join(", ", Providers)}."));
        }

        if (subject.Length is 0 or > 255 || PlainText.ProblemWithText(subject, 255) is not null)
        {
            problems.Add(new("Subject", "Give the subject that the provider knows this person by, at most 255 characters; for Entra the user's object id."));
        }
        else if (known?.Shape == ProviderShape.Entra)
        {
            if (Guid.TryParse(subject, out var oid))
            {
                subject = oid.ToString("D");
            }
            else
            {
                problems.Add(new("Subject", "For Entra this is the user's object id, for example 11111111-2222-3333-4444-555555555555."));
            }
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var account = new CompanyAccount
        {
            Id = TypedId.New<CompanyAccountId>(clock),
            PersonId = person,
            Provider = known!.Name,
            Issuer = known.Issuer,
            Subject = subject,
            AddedAt = now,
            LinkedAt = now,
        };
        var audit = Audited.CompanyAccount(actor, now, person, "linked", $"{known.Name} account {subject} linked to {owner.Name} <{owner.Email}>");
        return await accounts.AddAsync(account, audit, cancel) is { } taken
            ? Refusal.Invalid("Subject", $"This account is linked to {taken} already. Take it from them first.")
            : account.Id;
    }

    /// <summary>Takes an account from a person, who is signed out; or turns one down that waits. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, PersonId person, CompanyAccountId account, CancellationToken cancel = default) =>
        actor.IsAdmin && await accounts.RemoveAsync(person, account, actor, cancel) ? Nothing.AtAll : Refusal.NotFound;
}
