using System.Text.RegularExpressions;
using Azure.Identity;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>Entra's refusals in words. Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.</summary>
internal static partial class SignInProblem
{
    public static DiscoveryProblem From(AuthenticationFailedException exception)
    {
        if (exception is CredentialUnavailableException)
        {
            return new(DiscoveryProblemKind.SignIn, $"There is no identity here to sign in with: {AzureProblem.FirstLine(exception.Message)}");
        }

        var text = string.Join('\n', Causes.Of(exception).Select(cause => cause.Message));
        var code = EntraCode().Match(text) is { Success: true } match ? match.Groups["code"].Value : "";
        var (kind, sentence) = code switch
        {
            "7000215" => (DiscoveryProblemKind.WrongSecret, "Entra says that the client secret is wrong. Give the secret's Value, not its Secret ID, of the app registration with this client id."),
            "7000222" => (DiscoveryProblemKind.ExpiredSecret, "The client secret has expired. Make a new one at the app registration (Certificates & secrets) and put it into the secret store."),
            "90002" or "900023" or "900021" => (DiscoveryProblemKind.UnknownTenant, "Entra does not know this directory (tenant) id. Check it, and that the cloud is the right one."),
            "700016" => (DiscoveryProblemKind.UnknownClient, "There is no application with this client id in this tenant. Check both ids."),
            "7000112" => (DiscoveryProblemKind.SignIn, "The application is disabled in Entra. An administrator can enable it at Enterprise applications."),
            "7000229" => (DiscoveryProblemKind.UnknownClient, "The application has no service principal in this tenant. Create one: az ad sp create --id <client id>."),
            "53003" => (DiscoveryProblemKind.SignIn, "Conditional access keeps this identity from signing in from here. See the sign-in log in Entra."),
            "700024" => (DiscoveryProblemKind.SignIn, "The assertion is not valid at this time. Check this machine's clock."),
            "700027" => (DiscoveryProblemKind.WrongSecret, "Entra does not know this certificate for the application. Add its public half at the app registration (Certificates & secrets), or give the certificate that is there."),
            "1000502" or "700022" => (DiscoveryProblemKind.ExpiredSecret, "Entra says that the certificate is not valid at this time. Make a new one and add its public half to the app registration."),
            "70021" or "700213" or "700211" => (DiscoveryProblemKind.SignIn, "The application does not trust this workload's token. Check issuer, subject and audience of its federated credential."),
            "" => (DiscoveryProblemKind.SignIn, $"Signing in to Azure failed: {AzureProblem.FirstLine(exception.Message)}"),
            _ => (DiscoveryProblemKind.SignIn, $"Entra refuses the sign-in with AADSTS{code}. See https://login.microsoftonline.com/error?code={code}."),
        };
        return new(kind, sentence);
    }

    [GeneratedRegex(@"AADSTS(?<code>\d{4,8})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntraCode();
}
