using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>What the store of second factors guarantees: what is good once is taken once, whatever portals are asked at the same time.</summary>
public interface ISecondFactorStore
{
    /// <summary>A person's, also one that was not confirmed; or null.</summary>
    Task<SecondFactor?> FindAsync(PersonId person, CancellationToken cancel);

    /// <summary>How many recovery codes a person has left.</summary>
    Task<int> CountCodesAsync(PersonId person, CancellationToken cancel);

    /// <summary>True when the person has a password that they can sign in with; false for somebody who only comes from a provider.</summary>
    Task<bool> HasPasswordAsync(PersonId person, CancellationToken cancel);

    /// <summary>Adds one that waits for its first code, in the place of another that waits; false when the person has a confirmed one.</summary>
    Task<bool> BeginAsync(SecondFactor factor, CancellationToken cancel);

    /// <summary>Confirms the one that waits, if it is this one still, with its recovery codes; false when it is not.</summary>
    Task<bool> ConfirmAsync(SecondFactor factor, long step, IReadOnlyCollection<byte[]> codes, AuditEvent audit, CancellationToken cancel);

    /// <summary>Counts a try before it is made; false when there were this many since <paramref name="since"/> already.</summary>
    Task<bool> TryAsync(PersonId person, int most, DateTimeOffset since, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Takes the code of a step, once; false when it or a later one was taken. Forgets the tries.</summary>
    Task<bool> TakeStepAsync(PersonId person, long step, CancellationToken cancel);

    /// <summary>Takes a recovery code, once; false when there is no such one.</summary>
    Task<bool> TakeCodeAsync(PersonId person, byte[] hash, AuditEvent audit, CancellationToken cancel);

    /// <summary>Replaces the recovery codes; false when the person has no confirmed second factor.</summary>
    Task<bool> ReplaceCodesAsync(PersonId person, IReadOnlyCollection<byte[]> codes, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a confirmed one and its recovery codes; false when there is none.</summary>
    Task<bool> RemoveAsync(PersonId person, AuditEvent audit, CancellationToken cancel);
}
