using System.Text.RegularExpressions;
using Azure.Identity;

namespace JitSsh.Core.Entra;

/// <summary>Why Entra refused, where that makes a difference to what is done about it.</summary>
internal enum SignInProblemKind
{
    /// <summary>Any other reason; the sentence says it.</summary>
    Other,

    /// <summary>The client secret is wrong.</summary>
    WrongSecret,

    /// <summary>The client secret has expired.</summary>
    ExpiredSecret,

    /// <summary>There is no such tenant in this cloud.</summary>
    UnknownTenant,

    /// <summary>There is no such application in this tenant.</summary>
    UnknownClient,
}

/// <summary>Entra's refusals in words. Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.</summary>
internal static partial class SignInProblem
{
    public static (SignInProblemKind Kind, string Sentence) From(AuthenticationFailedException exception)
    {
        if (exception is CredentialUnavailableException)
        {
            return (SignInProblemKind.Other, $"There is no identity here to sign in with: {FirstLine(exception.Message)}");
        }

        var text = string.Join('\n', Causes.Of(exception).Select(cause => cause.Message));
        var code = EntraCode().Match(text) is { Success: true } match ? match.Groups["code"].Value : "";
        var (kind, sentence) = code switch
        {
            "7000215" => (SignInProblemKind.WrongSecret, "Entra says that the client secret is wrong. Give the secret's Value, not its Secret ID, of the app registration with this client id."),
            "7000222" => (SignInProblemKind.ExpiredSecret, "The client secret has expired. Make a new one at the app registration (Certificates & secrets) and put it into the secret store."),
            "90002" or "900023" or "900021" => (SignInProblemKind.UnknownTenant, "Entra does not know this directory (tenant) id. Check it, and that the cloud is the right one."),
            "700016" => (SignInProblemKind.UnknownClient, "There is no application with this client id in this tenant. Check both ids."),
            "7000112" => (SignInProblemKind.Other, "The application is disabled in Entra. An administrator can enable it at Enterprise applications."),
            "7000229" => (SignInProblemKind.UnknownClient, "The application has no service principal in this tenant. Create one: az ad sp create --id <client id>."),
            "53003" => (SignInProblemKind.Other, "Conditional access keeps this identity from signing in from here. See the sign-in log in Entra."),
            "700024" => (SignInProblemKind.Other, "The assertion is not valid at this time. Check this machine's clock."),
            "700027" => (SignInProblemKind.WrongSecret, "Entra does not know this certificate for the application. Add its public half at the app registration (Certificates & secrets), or give the certificate that is there."),
            "1000502" or "700022" => (SignInProblemKind.ExpiredSecret, "Entra says that the certificate is not valid at this time. Make a new one and add its public half to the app registration."),
            "70021" or "700213" or "700211" => (SignInProblemKind.Other, "The application does not trust this workload's token. Check issuer, subject and audience of its federated credential."),
            "" => (SignInProblemKind.Other, $"Signing in to Azure failed: {FirstLine(exception.Message)}"),
            _ => (SignInProblemKind.Other, $"Entra refuses the sign-in with AADSTS{code}. See https://login.microsoftonline.com/error?code={code}."),
        };
        return (kind, sentence);
    }

    internal static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.Length <= 300 ? line : line[..300] + "...";
    }

    [GeneratedRegex(@"AADSTS(?<code>\d{4,8})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntraCode();
}
