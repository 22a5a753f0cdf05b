using System.Text.Json.Serialization;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Secrets;

/// <summary>A secret in an Azure Key Vault.</summary>
/// <param name="Vault">The vault's address, for example <c>https://contoso.vault.azure.net</c>.</param>
/// <param name="Name">The secret's name.</param>
public sealed record KeyVaultSecretRef(Uri Vault, string Name) : SecretRef
{
    /// <summary>The store's name.</summary>
    public const string StoreName = "key-vault";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Store => StoreName;

    /// <summary>The version; null is the latest one that there is at each reading.</summary>
    public string? Version { get; init; }

    /// <summary>Who the connector is to the vault. A client secret is <see cref="SecretRef.SignInWith"/>.</summary>
    public EntraIdentity Identity { get; init; } = new() { Credential = AzureCredentialKind.ManagedIdentity };

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsSignIn => Identity.NeedsSecret;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? SentTo => Identity.NeedsSecret ? Identity.Cloud == AzureCloud.Custom ? Identity.AuthorityHost?.GetLeftPart(UriPartial.Authority) : Identity.Cloud.ToString() : null;

    /// <inheritdoc/>
    public override IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [.. base.Problems(), .. Identity.Problems().Select(p => new Problem(nameof(Identity), p))];
        if (Vault is not { IsAbsoluteUri: true } || Vault.Scheme != Uri.UriSchemeHttps || Vault.AbsolutePath != "/" || Vault.Query.Length > 0 || Vault.UserInfo.Length > 0)
        {
            problems.Add(new(nameof(Vault), "The vault's address begins with https:// and has no path, for example https://contoso.vault.azure.net."));
        }
        else if (Suffix is { } suffix && !Vault.IdnHost.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            // A token goes there, so it goes to this cloud's own vaults only.
            problems.Add(new(nameof(Vault), $"In this cloud a vault's address ends in {suffix}. Choose the cloud that the vault is in."));
        }

        if (Name is not { Length: > 0 and <= 127 } || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            problems.Add(new(nameof(Name), "A Key Vault secret's name has 1 to 127 letters, digits and -."));
        }

        if (Version is not null && (Version.Length is 0 or > 64 || !Version.All(char.IsAsciiLetterOrDigit)))
        {
            problems.Add(new(nameof(Version), "A version is the 32 letters and digits at the end of the secret's identifier. Leave it out for the latest."));
        }

        return problems;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"the secret {Name}{(Version is null ? "" : $" (version {Version})")} of the Key Vault {Vault?.Authority}{(Field is null ? "" : $", field {Field}")}";

    private string? Suffix => Identity.Cloud switch
    {
        AzureCloud.Public => ".vault.azure.net",
        AzureCloud.Government => ".vault.usgovcloudapi.net",
        AzureCloud.China => ".vault.azure.cn",
        _ => null,
    };
}
