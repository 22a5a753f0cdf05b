using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A personal access token for the API. Only a hash of it is kept.</summary>
public sealed class AccessToken
{
    /// <summary>The id; part of the token's text, so that it is found without searching by hash.</summary>
    public required AccessTokenId Id { get; init; }

    /// <summary>Whose it is; it can do what this person can, and no more.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>What they call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret part, which has 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
