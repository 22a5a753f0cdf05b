namespace JitSsh.Core.People;

/// <summary>What a provider said of somebody, after its token was checked.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Issuer">The issuer of the token.</param>
/// <param name="Subject"><c>sub</c>, or <c>oid</c> of Entra; at most 255 characters.</param>
public sealed record CompanyIdentity(string Provider, string Issuer, string Subject)
{
    /// <summary>Their name; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Their e-mail address; may be empty.</summary>
    public string Email { get; init; } = "";

    /// <summary>False when the provider says that it has not checked the address.</summary>
    public bool IsEmailChecked { get; init; } = true;

    /// <summary><c>preferred_username</c>; may be empty.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The ids of the groups they are in; null when the provider did not say.</summary>
    public IReadOnlyCollection<string>? Groups { get; init; }
}

/// <summary>What became of a sign-in with a provider.</summary>
public enum CompanySignInKind
{
    /// <summary>They may come in.</summary>
    Done,

    /// <summary>There is nobody in JitSsh yet: the first admin is made at the set-up page.</summary>
    NotSetUp,

    /// <summary>The account is linked to nobody, and has no e-mail address by which a person could be added.</summary>
    NoEmail,

    /// <summary>The person was deactivated.</summary>
    Deactivated,

    /// <summary>Somebody in JitSsh has the e-mail address, and no admin has linked the two.</summary>
    EmailTaken,
}

/// <summary>What became of a sign-in with a provider.</summary>
/// <param name="Kind">What.</param>
/// <param name="Person">The person, if it was done.</param>
public sealed record CompanySignIn(CompanySignInKind Kind, Person? Person = null);
