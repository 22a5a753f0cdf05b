using System.Text.Json.Serialization;

namespace JitSsh.Core.Catalog;

/// <summary>
/// Where an integration's servers come from. Stored as JSON with a <c>kind</c>; it never holds a secret's value.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AzureVmSettings), AzureVmSettings.KindName)]
[JsonDerivedType(typeof(SshServersSettings), SshServersSettings.KindName)]
public abstract record SourceSettings
{
    /// <summary>The integration's kind: the same word as the <c>kind</c> in the JSON.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>What is wrong with these settings, a sentence each; empty if nothing is. Asks nobody: pure.</summary>
    public abstract IReadOnlyList<string> Problems();
}
