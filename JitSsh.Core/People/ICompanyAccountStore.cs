using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>What the store of accounts at sign-in providers guarantees.</summary>
public interface ICompanyAccountStore
{
    /// <summary>
    /// One sign-in in one transaction, with what it means to the audit log: finds the person, or adds them, or notes that the account waits; and keeps the groups that come from this provider in step.
    /// </summary>
    /// <param name="identity">What the provider said; its groups are left alone when it did not say them.</param>
    /// <param name="proposed">The person to add if this account has none; null when there can be none. A Linux name that is taken gets a number.</param>
    /// <param name="trustsEmail">True to link the account to the person who has its e-mail address, unless that person has one of this provider already.</param>
    /// <param name="cancel">Stops it.</param>
    Task<CompanySignIn> SignInAsync(CompanyIdentity identity, Person? proposed, bool trustsEmail, CancellationToken cancel);

    /// <summary>The accounts of a person, oldest first; also those that wait.</summary>
    Task<IReadOnlyList<CompanyAccount>> OfAsync(PersonId person, CancellationToken cancel);

    /// <summary>Links an account that waits for this person; false when there is no such one.</summary>
    Task<bool> LinkAsync(PersonId person, CompanyAccountId account, Actor by, CancellationToken cancel);

    /// <summary>Adds a linked account, or links the one that waits. The name of whom it belongs to already, or null when done.</summary>
    Task<string?> AddAsync(CompanyAccount account, AuditEvent audit, CancellationToken cancel);

    /// <summary>Takes an account from a person and ends their sessions; false when there is no such one.</summary>
    Task<bool> RemoveAsync(PersonId person, CompanyAccountId account, Actor by, CancellationToken cancel);
}
