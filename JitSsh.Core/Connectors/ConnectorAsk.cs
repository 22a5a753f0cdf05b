using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>Something that a connector apart from the portal is to do at once, since somebody waits for it in front of a screen. A row, so that the portal that asks need not be the one that the connector calls.</summary>
public sealed class ConnectorAsk
{
    /// <summary>The id.</summary>
    public required ConnectorAskId Id { get; init; }

    /// <summary>Who is asked.</summary>
    public required ConnectorId ConnectorId { get; init; }

    /// <summary>What is asked, as JSON; typed at both ends.</summary>
    public required string Question { get; init; }

    /// <summary>Until when somebody waits for the answer.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Which process took it; null while none has.</summary>
    public string? Holder { get; set; }

    /// <summary>The answer, as JSON; null before.</summary>
    public string? Answer { get; set; }
}
