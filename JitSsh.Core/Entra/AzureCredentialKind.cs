using System.Text.Json.Serialization;

namespace JitSsh.Core.Entra;

/// <summary>How JitSsh proves to Entra who it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AzureCredentialKind>))]
public enum AzureCredentialKind
{
    /// <summary>An app registration's client secret, from a secret store.</summary>
    ClientSecret,

    /// <summary>An app registration's certificate with its private key, from a secret store.</summary>
    ClientCertificate,

    /// <summary>The managed identity of the machine on which the connector runs.</summary>
    ManagedIdentity,

    /// <summary>A Kubernetes service account that Entra trusts.</summary>
    WorkloadIdentity,

    /// <summary>Whoever is signed in to the Azure CLI where the connector runs.</summary>
    AzureCli,
}
