using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;

namespace JitSsh.Portal.Integrations;

/// <summary>What is said of an integration in more than one place.</summary>
internal static class IntegrationWords
{
    /// <summary>The name of its catalog entry.</summary>
    public static string Type(Integration integration) => CatalogEntry.Find(integration.Source.Kind)?.Name ?? integration.Source.Kind;

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
