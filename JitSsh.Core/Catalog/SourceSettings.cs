using System.Text.Json.Serialization;
using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>
/// Where an integration's servers come from. Stored as JSON with a <c>kind</c>; it never holds a secret's value.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AzureVmSettings), AzureVmSettings.KindName)]
[JsonDerivedType(typeof(SshServersSettings), SshServersSettings.KindName)]
public abstract record SourceSettings
{
    /// <summary>The tag that names a server's owner when nothing else is said.</summary>
    public const string UsualOwnerTag = "owner";

    /// <summary>The integration's kind: the same word as the <c>kind</c> in the JSON.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The tag whose value is the e-mail address of a server's owner; null for <see cref="UsualOwnerTag"/>.</summary>
    public string? OwnerTag { get; init; }

    /// <summary>The tag that is read. Names of tags compare without case.</summary>
    [JsonIgnore]
    public string OwnerTagInForce => string.IsNullOrWhiteSpace(OwnerTag) ? UsualOwnerTag : OwnerTag.Trim();

    /// <summary>What is wrong with <see cref="OwnerTag"/>, as a sentence; null when nothing is. It stands apart since it is asked in another place than where servers come from.</summary>
    public string? ProblemWithOwnerTag() => PlainText.ProblemWithName(OwnerTagInForce) is null ? null : "A tag's name is one line of at most 100 visible characters.";

    /// <summary>What is wrong with these settings, a sentence each; empty if nothing is. Asks nobody: pure.</summary>
    public abstract IReadOnlyList<string> Problems();
}
