using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;

namespace JitSsh.Portal.Integrations;

/// <summary>What is said of an integration in more than one place.</summary>
internal static class IntegrationWords
{
    /// <summary>The name of its catalog entry.</summary>
    public static string Type(Integration integration) => CatalogEntry.Find(integration.Source.Kind)?.Name ?? integration.Source.Kind;

    /// <summary>The places that a secret may lie in, by the store's name.</summary>
    public static IReadOnlyList<(string Name, string Words)> Stores { get; } =
    [
        (LocalSecretRef.StoreName, "this portal's own store, encrypted"),
        (KeyVaultSecretRef.StoreName, "Azure Key Vault"),
        (VaultSecretRef.StoreName, "HashiCorp Vault"),
        (FileSecretRef.StoreName, "a file, mounted where the connector runs"),
        (EnvironmentSecretRef.StoreName, "an environment variable of the connector"),
    ];

    /// <summary>A cloud.</summary>
    public static string Of(AzureCloud cloud) => cloud switch
    {
        AzureCloud.Public => "Azure (worldwide)",
        AzureCloud.Government => "Azure Government (US)",
        AzureCloud.China => "Azure operated by 21Vianet (China)",
        _ => "Custom",
    };

    /// <summary>A way to sign in.</summary>
    public static string Of(AzureCredentialKind kind) => kind switch
    {
        AzureCredentialKind.ClientSecret => "App registration with a client secret",
        AzureCredentialKind.ClientCertificate => "App registration with a certificate",
        AzureCredentialKind.ManagedIdentity => "Managed identity",
        AzureCredentialKind.WorkloadIdentity => "Workload identity (Kubernetes)",
        _ => "Azure CLI",
    };
}
