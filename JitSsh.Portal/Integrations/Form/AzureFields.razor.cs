using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>The fields about Azure.</summary>
public sealed partial class AzureFields
{
    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after the place of the secret changed, so that the sentences about it are found anew.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private AzureForm Azure => Form.Azure;

    private string CredentialHint => Azure.Credential switch
    {
        AzureCredentialKind.ManagedIdentity => "Of the machine on which the connector runs.",
        AzureCredentialKind.WorkloadIdentity => "A Kubernetes service account that Entra trusts, where the connector runs.",
        AzureCredentialKind.AzureCli => "Whoever is signed in to the Azure CLI where the connector runs.",
        _ => "In Entra: App registrations, the app, Certificates & secrets.",
    };

    private string? ClientHint => Azure.Credential == AzureCredentialKind.ManagedIdentity ? "Which identity, if the machine has several." : null;

    private string SecretHint =>
        !string.IsNullOrEmpty(Form.SourceSecret) ? "A secret was given. It is not shown again; type another one to replace it."
        : Form.HasStoredSourceSecret ? "One is stored. Leave this empty to keep it."
        : Azure.Credential == AzureCredentialKind.ClientCertificate ? "cat cert.pem key.pem, or a PFX without a password in base64. It is stored encrypted and never shown again."
        : "The secret's value, not its id. It is stored encrypted and never shown again.";

    private void TakeSecret(ChangeEventArgs e)
    {
        if (e.Value is string { Length: > 0 } secret)
        {
            Form.SourceSecret = secret;
        }
    }
}
