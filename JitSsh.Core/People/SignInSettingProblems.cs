using System.Net.Mail;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>Refuses to start with settings that cannot work, and says which and why.</summary>
internal sealed class SignInSettingProblems : IValidateOptions<SignInSettings>
{
    public ValidateOptionsResult Validate(string? name, SignInSettings options)
    {
        List<string> problems = [.. options.Providers.SelectMany((provider, n) => Of(provider, $"JitSsh:SignIn:Providers:{n}"))];
        problems.AddRange(options.Providers.GroupBy(p => p.Slug).Where(g => g.Key.Length > 0 && g.Count() > 1).Select(g =>
            $"JitSsh:SignIn:Providers: {string.Join(" and ", g.Select(p => $"'{p.Name}'"))} would have the same address, /sign-in/with/{g.Key}. Give each a name of its own."));
        if (options.EmergencyAccount.Length > 0 && !MailAddress.TryCreate(options.EmergencyAccount, out _))
        {
            problems.Add("JitSsh:SignIn:EmergencyAccount is the e-mail address of a person in JitSsh, for example emergency@example.com.");
        }

        if (!options.LocalAccounts && options.Providers.Count == 0)
        {
            problems.Add("JitSsh:SignIn:LocalAccounts is false and there is no provider, so nobody could sign in. Add one under JitSsh:SignIn:Providers, or leave local accounts on.");
        }

        if (!options.LocalAccounts && options.EmergencyAccount.Length == 0)
        {
            problems.Add("JitSsh:SignIn:LocalAccounts is false, so JitSsh:SignIn:EmergencyAccount has to name one account whose password still works: without it nobody could sign in while the provider is down.");
        }

        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Of(SignInProvider provider, string at)
    {
        if (PlainText.ProblemWithName(provider.Name) is not null || provider.Slug.Length == 0)
        {
            yield return $"{at}:Name is what the button says after 'Sign in with'. Give a name of at most 100 characters with a letter or digit in it.";
        }

        if (!IsAddress(provider.Issuer) || provider.Issuer.Contains('?', StringComparison.Ordinal))
        {
            yield return $"{at}:Issuer is the provider's address as its tokens say it, for example https://login.example.com; plain http only on this machine itself.";
        }
        else if (provider.Shape == ProviderShape.Entra && new Uri(provider.Issuer).AbsolutePath.Split('/') is [_, "common" or "organizations" or "consumers" or "{tenantid}", ..])
        {
            yield return $"{at}:Issuer names no tenant, so anybody with a Microsoft account could sign in. Give the tenant's own: https://login.microsoftonline.com/TENANT-ID/v2.0.";
        }

        if (string.IsNullOrWhiteSpace(provider.ClientId))
        {
            yield return $"{at}:ClientId is missing: the id under which JitSsh is registered at the provider.";
        }

        if (provider.ClientSecret.Length > 0 == provider.ClientSecretFile.Length > 0)
        {
            yield return $"{at}: give either ClientSecret or ClientSecretFile, and not both.";
        }
        else if (provider.ClientSecretFile.Length > 0 && ProblemWithFile(provider.ClientSecretFile) is { } problem)
        {
            yield return $"{at}:ClientSecretFile: {problem}";
        }

        if (!provider.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            yield return $"{at}:Scopes has to hold openid, for example 'openid profile email'.";
        }

        if (provider.GraphEndpoint.Length > 0 && (provider.Shape != ProviderShape.Entra || !IsAddress(provider.GraphEndpoint)))
        {
            yield return $"{at}:GraphEndpoint is for the shape Entra only, and an address such as https://graph.microsoft.com/v1.0.";
        }
    }

    /// <summary>Over https, or on this machine.</summary>
    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static string? ProblemWithFile(string path)
    {
        try
        {
            return string.IsNullOrWhiteSpace(File.ReadAllText(path)) ? $"{path} is empty. Write the secret into it, as its one line." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {e.Message}";
        }
    }
}
