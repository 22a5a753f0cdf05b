namespace JitSsh.Portal.Auth.OpenId;

/// <summary>A sign-in with a provider that cannot go on.</summary>
/// <param name="sentence">What the person is told.</param>
/// <param name="detail">What the log says beyond that; never a token, a code or a secret.</param>
internal sealed class OpenIdException(string sentence, string detail) : Exception(detail)
{
    public string Sentence { get; } = sentence;

    /// <summary>What came back is not what a provider that is set up right sends in answer to this browser: the reasons are for the log, not for whoever tries.</summary>
    public static OpenIdException NotGenuine(string provider, string detail) =>
        new($"The answer from {provider} could not be checked, so nobody was signed in. Start again; if it happens twice, ask an admin to look at the portal's log.", detail);

    /// <summary>The answer belongs to no attempt of this browser, or to one that is over.</summary>
    public static OpenIdException NoAttempt(string provider, string detail) =>
        new($"This sign-in with {provider} was begun in another browser, took longer than ten minutes, or is over already. Start again.", detail);

    public static OpenIdException Unreachable(string provider, string detail) =>
        new($"{provider} cannot be asked at the moment. Try again in some minutes; if it stays like this, ask an admin to look at the portal's log.", detail);
}
