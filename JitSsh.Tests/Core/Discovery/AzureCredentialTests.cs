using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitSsh.Core.Discovery;
using JitSsh.Core.Entra;
using JitSsh.Lab.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>Each way to sign in, against an Entra that checks it. They set variables of the whole process, so they run one after the other.</summary>
public sealed class AzureCredentialTests
{
    [Theory]
    [InlineData("pem")]
    [InlineData("base64 pem")]
    [InlineData("pfx")]
    public async Task ClientCertificate_Registered_SignsInAndSaysAsWhom(string form)
    {
        using var certificate = Certificate();
        await using var lab = await StartAsync(new() { ClientCertificates = [X509CertificateLoader.LoadCertificate(certificate.RawData)] });

        var report = await lab.TestAsync(lab.Settings with { Credential = AzureCredentialKind.ClientCertificate }, Written(certificate, form));

        Assert.Equal("JitSsh sees 1 Linux VM and 0 Windows VMs in 1 subscription.", report.Summary);
        Assert.StartsWith($"Signed in as application {lab.Azure.ClientId} (object id ", report.Identity, StringComparison.Ordinal);
        Assert.EndsWith($") of tenant {lab.Azure.TenantId}.", report.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientCertificate_NotRegistered_SaysSo()
    {
        using var certificate = Certificate();
        using var other = Certificate();
        await using var lab = await StartAsync(new() { ClientCertificates = [X509CertificateLoader.LoadCertificate(other.RawData)] });

        var report = await lab.TestAsync(lab.Settings with { Credential = AzureCredentialKind.ClientCertificate }, Written(certificate, "pem"));

        Assert.Equal("Entra does not know this certificate for the application. Add its public half at the app registration (Certificates & secrets), or give the certificate that is there.", report.Summary);
        Assert.Null(report.Identity);
    }

    [Fact]
    public async Task WorkloadIdentity_TokenFile_SignsIn_AndAnotherSubjectIsRefused()
    {
        await using var lab = await StartAsync(new());
        var file = Path.GetTempFileName();
        using var variable = new Variable("AZURE_FEDERATED_TOKEN_FILE", file);
        var settings = lab.Settings with { Credential = AzureCredentialKind.WorkloadIdentity };
        await File.WriteAllTextAsync(file, lab.Azure.WorkloadToken("system:serviceaccount:jitssh:somebody"));
        var refused = await lab.TestAsync(settings);
        await File.WriteAllTextAsync(file, lab.Azure.WorkloadToken("system:serviceaccount:jitssh:connector"));
        var report = await lab.TestAsync(settings);
        File.Delete(file);

        Assert.Equal("The application does not trust this workload's token. Check issuer, subject and audience of its federated credential.", refused.Summary);
        Assert.True(report.Works, report.Summary);
    }

    [Fact]
    public async Task ManagedIdentity_OneOfSeveral_IsTheChosenOne_AndAnUnknownOneIsRefused()
    {
        var (web, batch) = (Guid.NewGuid(), Guid.NewGuid());
        await using var lab = await StartAsync(new() { ManagedIdentities = new Dictionary<string, Guid>(StringComparer.Ordinal) { ["id-web"] = web, ["id-batch"] = batch } });
        using var variable = new Variable("AZURE_POD_IDENTITY_AUTHORITY_HOST", lab.Azure.Endpoint.GetLeftPart(UriPartial.Authority));
        var settings = lab.Settings with { Credential = AzureCredentialKind.ManagedIdentity, TenantId = null };

        var chosen = await lab.TestAsync(settings with { ClientId = batch.ToString() });
        var unknown = await lab.TestAsync(settings with { ClientId = Guid.NewGuid().ToString() });

        Assert.True(chosen.Works, chosen.Summary);
        Assert.StartsWith($"Signed in as managed identity id-batch, client id {batch} (object id ", chosen.Identity, StringComparison.Ordinal);
        Assert.False(unknown.Works);
        Assert.Equal(DiscoveryProblemKind.SignIn, Assert.Single(unknown.Problems).Kind);
    }

    [Fact]
    public async Task AzureCli_SignedIn_UsesItsToken_AndNotSignedInSaysSo()
    {
        await using var lab = await StartAsync(new());
        var directory = Directory.CreateTempSubdirectory("jitssh-az-").FullName;
        using var variable = new Variable("PATH", $"{directory}:{Environment.GetEnvironmentVariable("PATH")}");
        var settings = lab.Settings with { Credential = AzureCredentialKind.AzureCli, TenantId = null, ClientId = null };
        await AzAsync(directory, $$"""echo '{"accessToken":"{{lab.Azure.AccessToken()}}","expiresOn":"2099-01-01 00:00:00.000000","expires_on":4070908800,"subscription":"s","tenant":"{{lab.Azure.TenantId}}","tokenType":"Bearer"}'""");
        var report = await lab.TestAsync(settings);
        await AzAsync(directory, "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1");
        var refused = await lab.TestAsync(settings);
        Directory.Delete(directory, recursive: true);

        Assert.True(report.Works, report.Summary);
        Assert.StartsWith("There is no identity here to sign in with: ", refused.Summary, StringComparison.Ordinal);
        Assert.Contains("az login", refused.Summary, StringComparison.Ordinal);
    }

    private static Task<LabAzure> StartAsync(SimulatedAzureOptions options) => LabAzure.StartAsync(options with { Subscriptions = [LabAzure.Subscription("shop", 1)] });

    private static async Task AzAsync(string directory, string script)
    {
        var path = Path.Combine(directory, "az");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=jitssh", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
    }

    private static string Written(X509Certificate2 certificate, string form)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var pem = $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
        return form switch
        {
            "pem" => pem,
            "base64 pem" => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pem), Base64FormattingOptions.InsertLineBreaks),
            _ => Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12)),
        };
    }

    private sealed class Variable : IDisposable
    {
        private readonly string name;
        private readonly string? before;

        public Variable(string name, string value)
        {
            (this.name, before) = (name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(name, before);
    }
}
