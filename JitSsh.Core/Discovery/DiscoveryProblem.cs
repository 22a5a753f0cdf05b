namespace JitSsh.Core.Discovery;

/// <summary>What kind of thing went wrong.</summary>
public enum DiscoveryProblemKind
{
    /// <summary>Something else; the sentence says what.</summary>
    Other,

    /// <summary>The settings themselves are not valid.</summary>
    Settings,

    /// <summary>The secret is wrong.</summary>
    WrongSecret,

    /// <summary>The secret was right once and is past its end.</summary>
    ExpiredSecret,

    /// <summary>The directory (tenant) does not exist.</summary>
    UnknownTenant,

    /// <summary>The application (client) does not exist in this tenant.</summary>
    UnknownClient,

    /// <summary>Signing in failed for another reason.</summary>
    SignIn,

    /// <summary>The identity sees no subscription.</summary>
    NoSubscription,

    /// <summary>A subscription does not exist or cannot be seen.</summary>
    UnknownSubscription,

    /// <summary>A permission is missing.</summary>
    Forbidden,

    /// <summary>Azure asks to wait.</summary>
    Throttled,

    /// <summary>The address cannot be reached.</summary>
    Unreachable,

    /// <summary>The address was reached, and its certificate is not trusted.</summary>
    Tls,

    /// <summary>The answer pointed to another host; it was not followed.</summary>
    ForeignHost,

    /// <summary>The service failed (5xx) although asked again.</summary>
    ServiceFailed,
}

/// <summary>Something that kept discovery from seeing all there is.</summary>
/// <param name="Kind">For code to decide by.</param>
/// <param name="Sentence">For a person: what is wrong and what to do.</param>
/// <param name="SubscriptionId">Which subscription; null if it concerns all.</param>
/// <param name="RetryAfter">How long the source asks to wait; null if it does not.</param>
/// <param name="MissingAction">The permission by name, such as <c>Microsoft.Compute/virtualMachines/read</c>; only for <see cref="DiscoveryProblemKind.Forbidden"/>.</param>
public sealed record DiscoveryProblem(
    DiscoveryProblemKind Kind,
    string Sentence,
    string? SubscriptionId = null,
    TimeSpan? RetryAfter = null,
    string? MissingAction = null);
