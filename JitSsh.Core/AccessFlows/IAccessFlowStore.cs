using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What the store of access flows guarantees.</summary>
public interface IAccessFlowStore
{
    /// <summary>All flows by name.</summary>
    Task<IReadOnlyList<AccessFlow>> ListAsync(CancellationToken cancel);

    /// <summary>One flow, or null.</summary>
    Task<AccessFlow?> FindAsync(AccessFlowId id, CancellationToken cancel);

    /// <summary>One version of a flow, or null.</summary>
    Task<AccessFlowVersion?> FindVersionAsync(AccessFlowId id, int version, CancellationToken cancel);

    /// <summary>Adds a flow and its first version; false when the name is taken.</summary>
    Task<bool> AddAsync(AccessFlow flow, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes a flow, adding a version; only if it still has the version before. Null when done, else what is in the way.</summary>
    Task<FlowSaveProblem?> ChangeAsync(AccessFlow flow, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a flow; its versions stay for the requests it governed.</summary>
    Task<bool> RemoveAsync(AccessFlowId id, AuditEvent audit, CancellationToken cancel);
}

/// <summary>Why a flow was not saved.</summary>
public enum FlowSaveProblem
{
    /// <summary>Another flow has this name.</summary>
    NameTaken,

    /// <summary>Somebody else saved it first, or removed it.</summary>
    Stale,
}
