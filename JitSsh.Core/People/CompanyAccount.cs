using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>The account that a person has at a sign-in provider. One account belongs to one person; a person may have several.</summary>
public sealed class CompanyAccount
{
    /// <summary>The id.</summary>
    public required CompanyAccountId Id { get; init; }

    /// <summary>Whose it is, or, while it waits, who has its e-mail address.</summary>
    public required PersonId PersonId { get; set; }

    /// <summary>The name of the provider (<see cref="SignInProvider.Name"/>).</summary>
    public required string Provider { get; init; }

    /// <summary>Who says so: the issuer of the tokens.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who it is there: <c>sub</c>, or <c>oid</c> of Entra. Case counts.</summary>
    public required string Subject { get; init; }

    /// <summary>The e-mail address that the provider last said; empty until then. Only to be read by people.</summary>
    public string Email { get; set; } = "";

    /// <summary>When it first tried to sign in, or was linked.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When it was linked; null while it waits for an admin to do so, and cannot sign in.</summary>
    public DateTimeOffset? LinkedAt { get; set; }

    /// <summary>When it last signed in.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}
