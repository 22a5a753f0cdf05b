using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>What the store of access flows guarantees. Flows come with what their bundles say, so that they can be matched.</summary>
public interface IAccessFlowStore
{
    /// <summary>All flows by name.</summary>
    Task<IReadOnlyList<AccessFlow>> ListAsync(CancellationToken cancel);

    /// <summary>Flows by name.</summary>
    /// <param name="isActive">Only those that are active, or that are not; null for both.</param>
    /// <param name="label">Only those with exactly this label; null for all.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancel">Stops it.</param>
    Task<PageOf<AccessFlow>> PageAsync(bool? isActive, string? label, Page page, CancellationToken cancel);

    /// <summary>What flows can be filtered by.</summary>
    Task<FlowFilters> FiltersAsync(CancellationToken cancel);

    /// <summary>
    /// Servers to which access can be asked for, by name, that one of the rules may match, and in whose name, resource group, region, address or tags (<c>env=prod</c>) each word of the
    /// search stands. The rules' bundles
    /// have to be known. The database compares less exactly than the rules do and rather lets a server through: whoever asks holds the rules against them.
    /// </summary>
    Task<PageOf<ServerFacts>> MatchingAsync(IReadOnlyCollection<TargetRule> anyOf, string? search, Page page, CancellationToken cancel);

    /// <summary>One flow, or null.</summary>
    Task<AccessFlow?> FindAsync(AccessFlowId id, CancellationToken cancel);

    /// <summary>One version of a flow, or null. What its bundles said then is not kept.</summary>
    Task<AccessFlowVersion?> FindVersionAsync(AccessFlowId id, int version, CancellationToken cancel);

    /// <summary>All versions of a flow, the newest first; empty when there never was one.</summary>
    Task<IReadOnlyList<AccessFlowVersion>> VersionsAsync(AccessFlowId id, CancellationToken cancel);

    /// <summary>The access that was approved under a flow and has not begun to end, also where the grant is not made yet.</summary>
    Task<IReadOnlyList<GrantInForce>> InForceAsync(AccessFlowId id, CancellationToken cancel);

    /// <summary>Adds a flow and its first version; false when the name is taken.</summary>
    Task<bool> AddAsync(AccessFlow flow, AuditEvent audit, CancellationToken cancel);

    /// <summary>
    /// Changes a flow, adding a version; only if it still has the version before. Access for which <paramref name="ends"/> is true ends in the same transaction, as FlowChanged,
    /// and its servers become due. Null when done, else what is in the way.
    /// </summary>
    Task<FlowSaveProblem?> ChangeAsync(AccessFlow flow, Func<GrantInForce, bool> ends, Actor by, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a flow; its versions stay for the requests it governed. Access under it ends in the same transaction, as FlowChanged. False when it was gone.</summary>
    Task<bool> RemoveAsync(AccessFlowId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);
}

/// <summary>Why a flow, a bundle or an assertion was not saved.</summary>
public enum FlowSaveProblem
{
    /// <summary>Another one has this name.</summary>
    NameTaken,

    /// <summary>Somebody else saved it first, or removed it.</summary>
    Stale,
}
