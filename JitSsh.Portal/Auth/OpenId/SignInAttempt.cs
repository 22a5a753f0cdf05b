namespace JitSsh.Portal.Auth.OpenId;

/// <summary>A sign-in under way, as the browser keeps it for the portal, encrypted.</summary>
/// <param name="Provider">The provider that was asked, as it stands in addresses: no other may answer.</param>
/// <param name="State">What ties the answer to this browser.</param>
/// <param name="Nonce">What ties the token to this attempt.</param>
/// <param name="Verifier">What ties the code to this attempt (PKCE, RFC 7636).</param>
/// <param name="RedirectUri">Where the answer comes, exactly as the provider was told.</param>
/// <param name="ReturnUrl">Where the person wanted to go; one of the portal's own addresses.</param>
internal sealed record SignInAttempt(string Provider, string State, string Nonce, string Verifier, string RedirectUri, string ReturnUrl);
