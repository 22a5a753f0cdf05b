using JitSsh.Core.Common;

namespace JitSsh.Portal.Integrations;

/// <summary>What became of an action on an integration.</summary>
/// <param name="Problems">The sentences that say why not; empty when it was done.</param>
/// <param name="IsDeleted">True when the integration is gone by it.</param>
public sealed record ActionDone(IReadOnlyList<Problem> Problems, bool IsDeleted = false);
