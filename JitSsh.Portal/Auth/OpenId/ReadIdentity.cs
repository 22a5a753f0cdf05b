using System.Text.Json;
using JitSsh.Core.People;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>From a token that was checked to who it is: claims, what the provider's userinfo adds, and groups.</summary>
internal sealed partial class ReadIdentity(ProviderHttp http, ILogger<ReadIdentity> log)
{
    /// <summary>More groups than anybody is in, and room for any id.</summary>
    private const int MostGroups = 10_000;

    /// <summary>Graph gives pages of 999; more of them than this is an answer without an end.</summary>
    private const int MostPages = 20;

    public async Task<CompanyIdentity> RunAsync(SignInProvider provider, OpenIdConnectConfiguration description, JsonWebToken token, string? accessToken, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload));
        var claims = document.RootElement;
        if (provider.Shape == ProviderShape.Entra)
        {
            return Of(provider, token.Issuer, EntraSubject(provider, claims), claims, claims) with { Groups = await EntraGroupsAsync(provider, claims, accessToken, cancel) };
        }

        // Many providers put into the token of this flow only who it is, and the rest here.
        var more = accessToken is not null && description.UserInfoEndpoint is { Length: > 0 } address ? await http.GetAsync(provider.Name, new(address), accessToken, cancel) : claims;
        return TextOf(more, "sub") == token.Subject
            ? Of(provider, token.Issuer, token.Subject, claims, more) with { Groups = ListOf(claims, provider.GroupsClaim) ?? ListOf(more, provider.GroupsClaim) }
            : throw OpenIdException.NotGenuine(provider.Name, "The userinfo is about somebody else than the id token.");
    }

    private static CompanyIdentity Of(SignInProvider provider, string issuer, string subject, JsonElement claims, JsonElement more)
    {
        var userName = TextOf(claims, "preferred_username") ?? TextOf(more, "preferred_username") ?? "";

        // An address and whether it was checked come from the same place. In Entra the name to sign in with has the form of one.
        var from = TextOf(claims, "email") is not null ? claims : more;
        return new(provider.Name, issuer, subject)
        {
            Name = TextOf(claims, "name") ?? TextOf(more, "name") ?? userName,
            Email = TextOf(from, "email") ?? (provider.Shape == ProviderShape.Entra ? userName : ""),
            IsEmailChecked = !from.TryGetProperty("email_verified", out var isChecked) || isChecked.ValueKind != JsonValueKind.False && TextOf(from, "email_verified") != "false",
            UserName = userName,
        };
    }

    /// <summary>The id of the user in the directory. <c>sub</c> would differ for each registered application, and change with it.</summary>
    private static string EntraSubject(SignInProvider provider, JsonElement claims)
    {
        var (tid, oid) = (TextOf(claims, "tid"), TextOf(claims, "oid"));
        return !Guid.TryParse(oid, out var user) ? throw OpenIdException.NotGenuine(provider.Name, "The id token has no oid. Is the provider's shape Entra?")
            : tid is null || !provider.Issuer.Contains(tid, StringComparison.OrdinalIgnoreCase) ? throw OpenIdException.NotGenuine(provider.Name, "The id token's tid is not the tenant of the issuer.")
            : user.ToString("D");
    }

    /// <summary>The groups in the token; where they are too many for it, those that Graph says; null when neither can be had.</summary>
    private async Task<IReadOnlyCollection<string>?> EntraGroupsAsync(SignInProvider provider, JsonElement claims, string? accessToken, CancellationToken cancel)
    {
        var isTooMany = TextOf(claims, "hasgroups") == "true" || (claims.TryGetProperty("hasgroups", out var has) && has.ValueKind == JsonValueKind.True)
            || (claims.TryGetProperty("_claim_names", out var names) && names.ValueKind == JsonValueKind.Object && names.TryGetProperty(provider.GroupsClaim, out _));
        if (!isTooMany)
        {
            return ListOf(claims, provider.GroupsClaim);
        }

        // Where to ask is in the token, too (_claim_sources), but that is an address of a service that is no more.
        if (provider.GraphEndpoint.Length == 0 || accessToken is null)
        {
            LogTooMany(provider.Name);
            return null;
        }

        try
        {
            return await AskGraphAsync(provider, accessToken, cancel);
        }
        catch (OpenIdException e)
        {
            LogNoGraph(provider.Name, e.Message);
            return null;
        }
    }

    private async Task<IReadOnlyCollection<string>> AskGraphAsync(SignInProvider provider, string accessToken, CancellationToken cancel)
    {
        List<string> ids = [];
        var start = new Uri($"{provider.GraphEndpoint.TrimEnd('/')}/me/transitiveMemberOf?$select=id&$top=999");
        var next = start;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await http.GetAsync(provider.Name, next, accessToken, cancel);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("value", out var values) || values.ValueKind != JsonValueKind.Array)
            {
                throw OpenIdException.NotGenuine(provider.Name, "Graph's answer holds no list.");
            }

            ids.AddRange(values.EnumerateArray().Select(v => TextOf(v, "id")).OfType<string>());
            if (TextOf(answer, "@odata.nextLink") is not { } link)
            {
                return ids;
            }

            // The token goes nowhere else.
            if (!Uri.TryCreate(link, UriKind.Absolute, out next!) || next.GetLeftPart(UriPartial.Authority) != start.GetLeftPart(UriPartial.Authority))
            {
                throw OpenIdException.NotGenuine(provider.Name, "Graph's next page is on another host.");
            }
        }

        throw OpenIdException.NotGenuine(provider.Name, $"Graph's list has more than {MostPages} pages.");
    }

    /// <summary>A claim that is a list of texts, or one text; null when it is not there: no group and not said are not the same.</summary>
    private static IReadOnlyCollection<string>? ListOf(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).Take(MostGroups)],
            JsonValueKind.String => [value.GetString()!],
            _ => null,
        };
    }

    private static string? TextOf(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [LoggerMessage(401, LogLevel.Warning, "{Provider}: somebody is in more groups than fit into a token, and no GraphEndpoint is set to ask for them; their groups stay as they were")]
    private partial void LogTooMany(string provider);

    [LoggerMessage(402, LogLevel.Warning, "{Provider}: somebody is in more groups than fit into a token, and they could not be asked for: {Reason} Their groups stay as they were")]
    private partial void LogNoGraph(string provider, string reason);
}
