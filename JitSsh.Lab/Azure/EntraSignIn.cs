using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>Entra's sign-in: client credentials, and the two discovery documents.
/// Shapes: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.</summary>
internal sealed class EntraSignIn(SimulatedAzureOptions options, string clientSecret, AccessTokens tokens, ClientAssertions assertions)
{
    private const string DefaultScope = "/.default";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{tenant}/oauth2/v2.0/token", TokenAsync);
        routes.MapGet("/metadata/identity/oauth2/token", ManagedIdentity);
        routes.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", OpenIdConfiguration);
        routes.MapGet("/{tenant}/discovery/v2.0/keys", Keys);
        routes.MapGet("/common/discovery/instance", InstanceDiscovery);
    }

    private async Task<IResult> TokenAsync(string tenant, HttpRequest request)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (!string.Equals(tenant, options.TenantId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(400, "invalid_request", 90002, $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.");
        }

        var client = form["client_id"].ToString();
        if (!string.Equals(client, options.ClientId.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(400, "unauthorized_client", 700016, $"Application with identifier '{client}' was not found in the directory 'JitSsh lab'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.");
        }

        if (form["grant_type"] != "client_credentials")
        {
            return Refuse(400, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{form["grant_type"]}'.");
        }

        var assertion = form["client_assertion"].ToString();
        if (assertion.Length > 0)
        {
            if (assertions.Check(assertion, $"https://{request.Host}/{tenant}/oauth2/v2.0/token") is { } refusal)
            {
                return Refuse(401, "invalid_client", refusal.Code, refusal.Message);
            }
        }
        else if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form["client_secret"].ToString()), Encoding.UTF8.GetBytes(clientSecret)))
        {
            return Refuse(401, "invalid_client", 7000215, $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.");
        }

        var scope = form["scope"].ToString().Split(' ').FirstOrDefault(text => text.EndsWith(DefaultScope, StringComparison.Ordinal));
        if (scope is null)
        {
            return Refuse(400, "invalid_scope", 70011, $"The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {form["scope"]} is not valid.");
        }

        var seconds = (int)options.TokenLifetime.TotalSeconds;
        return Results.Json(new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = tokens.Issue(options.ClientId, scope[..^DefaultScope.Length]),
        });
    }

    // The machine's own endpoint: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#get-a-token-using-http.
    private IResult ManagedIdentity(HttpRequest request)
    {
        if (!string.Equals(request.Headers["Metadata"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return MetadataError("Required metadata header not specified");
        }

        var client = request.Query["client_id"].ToString();
        var found = client.Length == 0 && options.ManagedIdentities.Count == 1 ? options.ManagedIdentities.First()
            : options.ManagedIdentities.FirstOrDefault(identity => string.Equals(identity.Value.ToString(), client, StringComparison.OrdinalIgnoreCase));
        if (found.Key is null)
        {
            return MetadataError(client.Length == 0 && options.ManagedIdentities.Count > 1 ? "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request" : "Identity not found");
        }

        var seconds = (int)options.TokenLifetime.TotalSeconds;
        var end = options.Time.GetUtcNow() + options.TokenLifetime;
        return Results.Json(new JsonObject
        {
            ["access_token"] = tokens.Issue(found.Value, request.Query["resource"].ToString(), $"/subscriptions/{Guid.Empty}/resourcegroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{found.Key}"),
            ["client_id"] = found.Value.ToString(),
            ["expires_in"] = seconds.ToString(CultureInfo.InvariantCulture),
            ["expires_on"] = end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["ext_expires_in"] = seconds.ToString(CultureInfo.InvariantCulture),
            ["not_before"] = options.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = request.Query["resource"].ToString(),
            ["token_type"] = "Bearer",
        });
    }

    private static IResult MetadataError(string description) =>
        Results.Json(new JsonObject { ["error"] = "invalid_request", ["error_description"] = description }, statusCode: 400);

    private IResult Refuse(int status, string error, int code, string description)
    {
        var now = options.Time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var (trace, correlation) = (Guid.NewGuid(), Guid.NewGuid());
        return Results.Json(new JsonObject
        {
            ["error"] = error,
            ["error_description"] = $"AADSTS{code}: {description} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {now}",
            ["error_codes"] = new JsonArray(code),
            ["timestamp"] = now,
            ["trace_id"] = trace.ToString(),
            ["correlation_id"] = correlation.ToString(),
            ["error_uri"] = $"https://login.microsoftonline.com/error?code={code}",
        }, statusCode: status);
    }

    private static IResult OpenIdConfiguration(string tenant, HttpRequest request)
    {
        var host = $"https://{request.Host}";
        return Results.Json(new JsonObject
        {
            ["issuer"] = $"{host}/{tenant}/v2.0",
            ["authorization_endpoint"] = $"{host}/{tenant}/oauth2/v2.0/authorize",
            ["token_endpoint"] = $"{host}/{tenant}/oauth2/v2.0/token",
            ["jwks_uri"] = $"{host}/{tenant}/discovery/v2.0/keys",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        });
    }

    private IResult Keys()
    {
        var (modulus, exponent) = tokens.PublicKey;
        return Results.Json(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = tokens.KeyId, ["n"] = modulus, ["e"] = exponent }),
        });
    }

    private IResult InstanceDiscovery(HttpRequest request) => Results.Json(new JsonObject
    {
        ["tenant_discovery_endpoint"] = $"https://{request.Host}/{options.TenantId}/v2.0/.well-known/openid-configuration",
        ["api-version"] = "1.1",
        ["metadata"] = new JsonArray(new JsonObject
        {
            ["preferred_network"] = request.Host.Value,
            ["preferred_cache"] = request.Host.Value,
            ["aliases"] = new JsonArray(request.Host.Value),
        }),
    });
}
