using JitSsh.Core.Common;

namespace JitSsh.Core.Grants;

/// <summary>Something that a person left behind on a server. It is open until it is gone from there, or until an admin accepts it.</summary>
public sealed class Residue
{
    /// <summary>The longest reason that can be given for accepting it.</summary>
    public const int MaxReason = 500;

    /// <summary>The id.</summary>
    public required ResidueId Id { get; init; }

    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>Whose account left it; <c>-</c> for the server itself.</summary>
    public required string Account { get; init; }

    /// <summary>What it is, for example <c>planted-key</c>; <see cref="ResidueAdvice"/> has the words.</summary>
    public required string Kind { get; init; }

    /// <summary>Which one, in the server's words.</summary>
    public required string Text { get; init; }

    /// <summary>When the server first told of it.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>When the server first said that it is gone; null while it is there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>When an admin accepted it.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>Who accepted it.</summary>
    public PersonId? AcceptedBy { get; set; }

    /// <summary>Why.</summary>
    public string? AcceptedReason { get; set; }

    /// <summary>True while somebody has to do something about it.</summary>
    public bool IsOpen => GoneAt is null && AcceptedAt is null;
}
