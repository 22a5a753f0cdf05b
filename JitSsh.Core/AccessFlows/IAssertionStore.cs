using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What the store of assertions guarantees. They come with what their bundles say.</summary>
public interface IAssertionStore
{
    /// <summary>All assertions by name.</summary>
    Task<IReadOnlyList<FlowAssertion>> ListAsync(CancellationToken cancel);

    /// <summary>Adds an assertion; false when the name is taken.</summary>
    Task<bool> AddAsync(FlowAssertion assertion, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes an assertion, only if it still has the version before. Null when done, else what is in the way.</summary>
    Task<FlowSaveProblem?> ChangeAsync(FlowAssertion assertion, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes an assertion; false when it was gone.</summary>
    Task<bool> RemoveAsync(FlowAssertionId id, AuditEvent audit, CancellationToken cancel);
}
