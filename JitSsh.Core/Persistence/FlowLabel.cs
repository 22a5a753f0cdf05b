using JitSsh.Core.Common;

namespace JitSsh.Core.Persistence;

/// <summary>A label of an access flow, by itself, so that the flows with a label, and the labels there are, are found in an index. What the flow's rule says stays the truth.</summary>
internal sealed class FlowLabel
{
    /// <summary>The flow.</summary>
    public required AccessFlowId FlowId { get; init; }

    /// <summary>The label, as it was written.</summary>
    public required string Label { get; init; }
}
