using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A browser in which somebody is signed in. Its cookie names it; without its row the cookie signs nobody in.</summary>
public sealed class Session
{
    /// <summary>The longest time without use; then it is over.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromHours(12);

    /// <summary>The id.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Who is signed in.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>When they signed in.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When it was last used, to some minutes.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The network address from which they signed in; empty when it is not known.</summary>
    public required string Address { get; init; }

    /// <summary>The kind of browser and of system, for example "Firefox on Linux": what it says of itself.</summary>
    public required string Browser { get; init; }

    /// <summary>How they signed in: "Password", "Password and second factor", or the name of the provider.</summary>
    public required string Way { get; init; }
}
