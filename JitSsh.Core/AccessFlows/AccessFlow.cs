using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>Who may ask for which servers, as which Linux groups, for how long, and who approves.</summary>
public sealed class AccessFlow
{
    /// <summary>The id.</summary>
    public required AccessFlowId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>False while it allows nothing.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Grows with each change; a request keeps the version that governed it.</summary>
    public int Version { get; set; } = 1;

    /// <summary>What it says.</summary>
    public required FlowRule Rule { get; set; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>A version of a flow as it once was, so that a request can always show what governed it.</summary>
public sealed class AccessFlowVersion
{
    /// <summary>The flow.</summary>
    public required AccessFlowId FlowId { get; init; }

    /// <summary>Which version.</summary>
    public required int Version { get; init; }

    /// <summary>The name then.</summary>
    public required string Name { get; init; }

    /// <summary>What it said.</summary>
    public required FlowRule Rule { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset At { get; init; }
}
