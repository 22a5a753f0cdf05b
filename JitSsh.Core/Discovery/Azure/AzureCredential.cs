using Azure.Core;
using Azure.Identity;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>The settings as something that can sign in.</summary>
internal static class AzureCredential
{
    /// <exception cref="AuthenticationFailedException">The settings ask for a client secret or certificate, and none was given, or none that can be used.</exception>
    public static TokenCredential Build(AzureVmSettings settings, string? secret, AzureConnectionOptions options)
    {
        switch (settings.Credential)
        {
            case AzureCredentialKind.ClientSecret:
                if (string.IsNullOrEmpty(secret))
                {
                    throw new AuthenticationFailedException("The client secret is empty.");
                }

                var clientSecret = SetUp(new ClientSecretCredentialOptions(), settings, options);
                clientSecret.DisableInstanceDiscovery = settings.Cloud == AzureCloud.Custom;
                return new ClientSecretCredential(settings.TenantId, settings.ClientId, secret, clientSecret);

            case AzureCredentialKind.ClientCertificate:
                var (certificate, problem) = ClientCertificateText.Read(secret, options.Time.GetUtcNow());
                if (certificate is null)
                {
                    throw new AuthenticationFailedException(problem);
                }

                var clientCertificate = SetUp(new ClientCertificateCredentialOptions(), settings, options);
                clientCertificate.DisableInstanceDiscovery = settings.Cloud == AzureCloud.Custom;
                return new ClientCertificateCredential(settings.TenantId, settings.ClientId, certificate, clientCertificate);

            case AzureCredentialKind.ManagedIdentity:
                var id = string.IsNullOrWhiteSpace(settings.ClientId)
                    ? ManagedIdentityId.SystemAssigned
                    : ManagedIdentityId.FromUserAssignedClientId(settings.ClientId);
                return new ManagedIdentityCredential(SetUp(new ManagedIdentityCredentialOptions(id), settings, options));

            case AzureCredentialKind.WorkloadIdentity:
                var workload = SetUp(new WorkloadIdentityCredentialOptions(), settings, options);
                workload.DisableInstanceDiscovery = settings.Cloud == AzureCloud.Custom;
                // Null leaves what the workload identity webhook put into the environment.
                workload.TenantId = NullIfEmpty(settings.TenantId) ?? workload.TenantId;
                workload.ClientId = NullIfEmpty(settings.ClientId) ?? workload.ClientId;
                return new WorkloadIdentityCredential(workload);

            default:
                return new AzureCliCredential(new AzureCliCredentialOptions { TenantId = NullIfEmpty(settings.TenantId) });
        }
    }

    private static T SetUp<T>(T credential, AzureVmSettings settings, AzureConnectionOptions options)
        where T : TokenCredentialOptions
    {
        credential.AuthorityHost = settings.Cloud switch
        {
            AzureCloud.Public => AzureAuthorityHosts.AzurePublicCloud,
            AzureCloud.Government => AzureAuthorityHosts.AzureGovernment,
            AzureCloud.China => AzureAuthorityHosts.AzureChina,
            _ => settings.AuthorityHost!,
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
