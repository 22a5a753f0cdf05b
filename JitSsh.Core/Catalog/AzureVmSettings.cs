using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using System.Text.Json.Serialization;

namespace JitSsh.Core.Catalog;

/// <summary>Which of a VM's addresses the connector uses.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AzureAddressKind>))]
public enum AzureAddressKind
{
    /// <summary>The primary private address: the connector is in the network, or has a route to it.</summary>
    Private,

    /// <summary>The public address of the primary network interface.</summary>
    Public,
}

/// <summary>Settings of the catalog entry <i>Azure VM SSH</i>. The client secret or certificate is not part of them.</summary>
public sealed record AzureVmSettings : SourceSettings
{
    /// <summary>The kind of this integration.</summary>
    public const string KindName = "azure-vm-ssh";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>Which Azure.</summary>
    public AzureCloud Cloud { get; init; }

    /// <summary>Sign-in address, for <see cref="AzureCloud.Custom"/> only; https.</summary>
    public Uri? AuthorityHost { get; init; }

    /// <summary>Management address, for <see cref="AzureCloud.Custom"/> only; https.</summary>
    public Uri? ResourceManagerEndpoint { get; init; }

    /// <summary>The audience tokens are asked for, for <see cref="AzureCloud.Custom"/> only.</summary>
    public string? Audience { get; init; }

    /// <summary>Directory (tenant) id; a GUID or a domain name.</summary>
    public string? TenantId { get; init; }

    /// <summary>Application (client) id; for a managed identity: which one, if the machine has several.</summary>
    public string? ClientId { get; init; }

    /// <summary>How to sign in.</summary>
    public AzureCredentialKind Credential { get; init; }

    /// <summary>Subscription ids; empty = every one the identity sees.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    /// <summary>Resource groups to include, compared without case; empty = all.</summary>
    public IReadOnlyList<string> ResourceGroups { get; init; } = [];

    /// <summary>Tags a VM must have, all of them. An empty value means: any value. Names compare without case, values exactly.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Resource groups to leave out, compared without case. They win over <see cref="ResourceGroups"/>.</summary>
    public IReadOnlyList<string> ExcludedResourceGroups { get; init; } = [];

    /// <summary>Tags of which a VM may have none. An empty value means: any value. They win over <see cref="Tags"/>.</summary>
    public IReadOnlyDictionary<string, string> ExcludedTags { get; init; } = new Dictionary<string, string>();

    /// <summary>Private or public address.</summary>
    public AzureAddressKind AddressKind { get; init; }

    /// <summary>The port sshd listens on, on every one of these VMs.</summary>
    public int Port { get; init; } = 22;

    /// <summary>True when signing in takes a secret of the integration's: a client secret or a certificate.</summary>
    [JsonIgnore]
    public bool NeedsStoredCredential => Credential is AzureCredentialKind.ClientSecret or AzureCredentialKind.ClientCertificate;

    /// <summary>Who JitSsh is to Entra.</summary>
    [JsonIgnore]
    internal EntraIdentity Identity => new() { Cloud = Cloud, AuthorityHost = AuthorityHost, TenantId = TenantId, ClientId = ClientId, Credential = Credential };

    /// <summary>What is done through the control plane by itself; null for nothing, and, where an integration is changed, for what it was.</summary>
    public RunCommandSettings? RunCommand { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (NeedsStoredCredential)
        {
            var what = Credential == AzureCredentialKind.ClientSecret ? "client secret" : "client certificate";
            if (string.IsNullOrWhiteSpace(TenantId))
            {
                problems.Add($"A {what} needs the directory (tenant) id.");
            }

            if (string.IsNullOrWhiteSpace(ClientId))
            {
                problems.Add($"A {what} needs the application (client) id.");
            }
        }

        if (!string.IsNullOrEmpty(TenantId) && !TenantId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            problems.Add("The directory (tenant) id is a GUID or a domain name.");
        }

        foreach (var id in Subscriptions.Where(id => !Guid.TryParseExact(id, "D", out _)))
        {
            problems.Add($"The subscription id {SafeText.Quote(id)} is not a GUID.");
        }

        if (Cloud == AzureCloud.Custom)
        {
            RequireHttps(AuthorityHost, "sign-in address", problems);
            RequireHttps(ResourceManagerEndpoint, "management address", problems);
            if (string.IsNullOrWhiteSpace(Audience))
            {
                problems.Add("A custom cloud needs the audience of its management address.");
            }
        }

        problems.AddRange(RunCommand?.Problems() ?? []);
        if (Port is < 1 or > 65535)
        {
            problems.Add("The port must be from 1 to 65535.");
        }

        return problems;
    }

    // A bearer token goes to both addresses; the Azure SDK itself refuses to send one without TLS.
    private static void RequireHttps(Uri? address, string what, List<string> problems)
    {
        if (address is not { IsAbsoluteUri: true } || address.Scheme != Uri.UriSchemeHttps)
        {
            problems.Add($"A custom cloud needs a {what} that begins with https://.");
        }
    }
}
