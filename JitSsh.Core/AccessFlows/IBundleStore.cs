using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What the store of bundles guarantees.</summary>
public interface IBundleStore
{
    /// <summary>All bundles by name.</summary>
    Task<IReadOnlyList<Bundle>> ListAsync(CancellationToken cancel);

    /// <summary>Adds a bundle; false when the name is taken.</summary>
    Task<bool> AddAsync(Bundle bundle, AuditEvent audit, CancellationToken cancel);

    /// <summary>
    /// Changes a bundle, only if it still has the version before. Access under the flows given for which the function is true ends in the same transaction, as FlowChanged.
    /// Null when done, else what is in the way.
    /// </summary>
    Task<FlowSaveProblem?> ChangeAsync(Bundle bundle, IReadOnlyDictionary<AccessFlowId, Func<GrantInForce, bool>> ends, Actor by, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a bundle, unless a flow or an assertion names it; false when it does, or when it was gone.</summary>
    Task<bool> RemoveAsync(BundleId id, AuditEvent audit, CancellationToken cancel);
}
