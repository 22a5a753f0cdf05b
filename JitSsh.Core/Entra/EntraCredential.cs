using Azure.Core;
using Azure.Identity;

namespace JitSsh.Core.Entra;

/// <summary>An identity as something that can sign in.</summary>
internal static class EntraCredential
{
    /// <exception cref="AuthenticationFailedException">The identity needs a client secret or certificate, and none was given, or none that can be used.</exception>
    public static TokenCredential Build(EntraIdentity identity, string? secret, AzureConnectionOptions options)
    {
        switch (identity.Credential)
        {
            case AzureCredentialKind.ClientSecret:
                if (string.IsNullOrEmpty(secret))
                {
                    throw new AuthenticationFailedException("The client secret is empty.");
                }

                var clientSecret = SetUp(new ClientSecretCredentialOptions(), identity, options);
                clientSecret.DisableInstanceDiscovery = identity.Cloud == AzureCloud.Custom;
                return new ClientSecretCredential(identity.TenantId, identity.ClientId, secret, clientSecret);

            case AzureCredentialKind.ClientCertificate:
                var (certificate, problem) = ClientCertificateText.Read(secret, options.Time.GetUtcNow());
                if (certificate is null)
                {
                    throw new AuthenticationFailedException(problem);
                }

                var clientCertificate = SetUp(new ClientCertificateCredentialOptions(), identity, options);
                clientCertificate.DisableInstanceDiscovery = identity.Cloud == AzureCloud.Custom;
                return new ClientCertificateCredential(identity.TenantId, identity.ClientId, certificate, clientCertificate);

            case AzureCredentialKind.ManagedIdentity:
                var id = string.IsNullOrWhiteSpace(identity.ClientId)
                    ? ManagedIdentityId.SystemAssigned
                    : ManagedIdentityId.FromUserAssignedClientId(identity.ClientId);
                return new ManagedIdentityCredential(SetUp(new ManagedIdentityCredentialOptions(id), identity, options));

            case AzureCredentialKind.WorkloadIdentity:
                var workload = SetUp(new WorkloadIdentityCredentialOptions(), identity, options);
                workload.DisableInstanceDiscovery = identity.Cloud == AzureCloud.Custom;
                // Null leaves what the workload identity webhook put into the environment.
                workload.TenantId = NullIfEmpty(identity.TenantId) ?? workload.TenantId;
                workload.ClientId = NullIfEmpty(identity.ClientId) ?? workload.ClientId;
                return new WorkloadIdentityCredential(workload);

            default:
                return new AzureCliCredential(new AzureCliCredentialOptions { TenantId = NullIfEmpty(identity.TenantId) });
        }
    }

    private static T SetUp<T>(T credential, EntraIdentity identity, AzureConnectionOptions options)
        where T : TokenCredentialOptions
    {
        credential.AuthorityHost = identity.Cloud switch
        {
            AzureCloud.Public => AzureAuthorityHosts.AzurePublicCloud,
            AzureCloud.Government => AzureAuthorityHosts.AzureGovernment,
            AzureCloud.China => AzureAuthorityHosts.AzureChina,
            _ => identity.AuthorityHost!,
        };
        // A managed identity keeps the SDK's own repetitions: its endpoint needs some while the machine starts.
        if (credential is not ManagedIdentityCredentialOptions)
        {
            credential.RetryPolicy = new BoundedRetryPolicy(options);
        }

        credential.Retry.NetworkTimeout = options.NetworkTimeout;
        if (options.Transport is not null)
        {
            credential.Transport = options.Transport;
        }

        return credential;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
