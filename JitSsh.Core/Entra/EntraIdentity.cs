using System.Text.Json.Serialization;

namespace JitSsh.Core.Entra;

/// <summary>Who JitSsh is to Microsoft Entra, and at which of its clouds it signs in. A client secret is not part of it.</summary>
public sealed record EntraIdentity
{
    /// <summary>Which Azure.</summary>
    public AzureCloud Cloud { get; init; }

    /// <summary>Sign-in address, for <see cref="AzureCloud.Custom"/> only; https.</summary>
    public Uri? AuthorityHost { get; init; }

    /// <summary>Directory (tenant) id; a GUID or a domain name.</summary>
    public string? TenantId { get; init; }

    /// <summary>Application (client) id; for a managed identity: which one, if the machine has several.</summary>
    public string? ClientId { get; init; }

    /// <summary>How to sign in.</summary>
    public AzureCredentialKind Credential { get; init; }

    /// <summary>True when signing in needs a secret: a client secret or a certificate with its private key.</summary>
    [JsonIgnore]
    public bool NeedsSecret => Credential is AzureCredentialKind.ClientSecret or AzureCredentialKind.ClientCertificate;

    private string What => Credential == AzureCredentialKind.ClientCertificate ? "A client certificate" : "A client secret";

    /// <summary>What is wrong with it, a sentence each; empty if nothing is. Asks nobody: pure.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (NeedsSecret && string.IsNullOrWhiteSpace(TenantId))
        {
            problems.Add($"{What} needs the directory (tenant) id.");
        }

        if (NeedsSecret && string.IsNullOrWhiteSpace(ClientId))
        {
            problems.Add($"{What} needs the application (client) id.");
        }

        if (!string.IsNullOrEmpty(TenantId) && !TenantId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            problems.Add("The directory (tenant) id is a GUID or a domain name.");
        }

        if (Cloud == AzureCloud.Custom && (AuthorityHost is not { IsAbsoluteUri: true } || AuthorityHost.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add("A custom cloud needs a sign-in address that begins with https://.");
        }

        return problems;
    }
}
