using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>That somebody decides in a person's place while they are away. They decide on nothing that the person would not be asked about, and never on their own requests.</summary>
public sealed class Delegation
{
    /// <summary>The longest that one can last.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>The id.</summary>
    public required DelegationId Id { get; init; }

    /// <summary>Who is away.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>Who decides in their place.</summary>
    public required PersonId DelegateId { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when; moved to the present when it is ended early.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>A delegation with the names of both.</summary>
/// <param name="Delegation">The delegation.</param>
/// <param name="PersonName">Who is away.</param>
/// <param name="DelegateName">Who decides in their place.</param>
public sealed record DelegationRow(Delegation Delegation, string PersonName, string DelegateName);
