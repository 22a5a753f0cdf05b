using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>A call that was answered, kept for as long as its signature would be taken: it is not answered twice.</summary>
public sealed class ConnectorCall
{
    /// <summary>Who called.</summary>
    public required ConnectorInstanceId InstanceId { get; init; }

    /// <summary>What makes the call different from any other.</summary>
    public required string Nonce { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
