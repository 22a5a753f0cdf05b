using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>What one run changed on a server, kept with the grants it is about.</summary>
public sealed class Receipt
{
    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>The server's own number for it; unique on the server.</summary>
    public required long Number { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What made it run.</summary>
    public required ReceiptBy By { get; init; }

    /// <summary>When it was collected.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>True when something had been changed by somebody else and was put right.</summary>
    public required bool HasDrift { get; init; }

    /// <summary>All of it.</summary>
    public required ServerReceipt Content { get; init; }
}

/// <summary>A grant that a receipt is about.</summary>
public sealed class ReceiptGrant
{
    /// <summary>The receipt's server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>The receipt's number.</summary>
    public required long Number { get; init; }

    /// <summary>The grant.</summary>
    public required GrantId GrantId { get; init; }

    /// <summary>True when the receipt says that nothing of the grant is left.</summary>
    public required bool Ended { get; init; }
}
