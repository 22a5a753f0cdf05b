using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>The Key Vault's REST API for secrets (https://learn.microsoft.com/rest/api/keyvault/secrets), with its challenge: the first request goes without a token and is told where to get one.</summary>
internal sealed class KeyVaultApi(SimulatedAzureOptions options, SimulatedKeyVault vault, AccessTokens tokens)
{
    private const string Resource = "https://vault.azure.net";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/secrets/{name}", async (HttpContext context, string name) => Refuse(context) ?? await SetAsync(context, name));
        routes.MapGet("/secrets/{name}/versions", (HttpContext context, string name) => Refuse(context) ?? Versions(context, name));
        routes.MapGet("/secrets/{name}/{version?}", (HttpContext context, string name, string? version) => Refuse(context) ?? Get(context, name, version));
        routes.MapGet("/deletedsecrets/{name}", (HttpContext context, string name) => Refuse(context) ?? Deleted(context, name));
    }

    private IResult? Refuse(HttpContext context)
    {
        var host = $"https://{context.Request.Host}";
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"{host}/{options.TenantId}\", resource=\"{Resource}\"";
            return Error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
        }

        if (tokens.Check(authorization["Bearer ".Length..].Trim(), Resource) is not null)
        {
            context.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"{host}/{options.TenantId}\", resource=\"{Resource}\", error=\"invalid_token\"";
            return Error(401, "Unauthorized", "AKV10022: Invalid audience. Expected https://vault.azure.net.");
        }

        if (context.Request.Query["api-version"].ToString().Length == 0)
        {
            return Error(400, "BadParameter", "api-version must be specified");
        }

        if (!vault.IsReachable)
        {
            return Error(403, "Forbidden", "Client address is not authorized and caller is not a trusted service.", "ForbiddenByFirewall");
        }

        return vault.MayRead ? null
            : Error(403, "Forbidden", $"Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time. Caller: appid={options.ClientId} Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' Assignment: (not found)", "ForbiddenByRbac");
    }

    private IResult Get(HttpContext context, string name, string? version)
    {
        var found = vault.Find(name, version);
        return found is null ? NotFound(name, version)
            : !found.IsEnabled ? Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled")
            : Results.Json(Bundle(context, name, found, withValue: true));
    }

    private async Task<IResult> SetAsync(HttpContext context, string name)
    {
        if (vault.DeletedOn(name) is not null)
        {
            return Error(409, "Conflict", $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.", "ObjectIsDeletedButRecoverable");
        }

        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var version = vault.Set(name, body?["value"]?.GetValue<string>() ?? "");
        return Results.Json(Bundle(context, name, vault.Find(name, version)!, withValue: true));
    }

    private IResult Versions(HttpContext context, string name) => vault.Versions(name) is not { } versions ? NotFound(name, null)
        : Results.Json(new JsonObject { ["value"] = new JsonArray([.. versions.Select(v => (JsonNode)Bundle(context, name, v, withValue: false))]), ["nextLink"] = null });

    private IResult Deleted(HttpContext context, string name)
    {
        if (vault.DeletedOn(name) is not { } at)
        {
            return NotFound(name, null, "Deleted Secret not found");
        }

        return Results.Json(new JsonObject
        {
            ["recoveryId"] = $"https://{context.Request.Host}/deletedsecrets/{name}",
            ["deletedDate"] = at.ToUnixTimeSeconds(),
            ["scheduledPurgeDate"] = at.AddDays(7).ToUnixTimeSeconds(),
            ["id"] = $"https://{context.Request.Host}/secrets/{name}/00000000000000000000000000000000",
            ["attributes"] = new JsonObject { ["enabled"] = true, ["created"] = at.ToUnixTimeSeconds(), ["updated"] = at.ToUnixTimeSeconds() },
        });
    }

    private static JsonObject Bundle(HttpContext context, string name, SimulatedSecretVersion version, bool withValue)
    {
        var bundle = new JsonObject
        {
            ["id"] = $"https://{context.Request.Host}/secrets/{name}/{version.Id}",
            ["attributes"] = new JsonObject
            {
                ["enabled"] = version.IsEnabled,
                ["created"] = version.Created.ToUnixTimeSeconds(),
                ["updated"] = version.Created.ToUnixTimeSeconds(),
                ["recoveryLevel"] = "CustomizedRecoverable+Purgeable",
                ["recoverableDays"] = 7,
            },
            ["tags"] = new JsonObject(),
        };
        if (withValue)
        {
            bundle["value"] = version.Value;
        }

        return bundle;
    }

    private static IResult NotFound(string name, string? version, string? words = null) =>
        Error(404, "SecretNotFound", words ?? $"A secret with (name/id) {name}{(string.IsNullOrEmpty(version) ? "" : $"/{version}")} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182");

    private static IResult Error(int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null)
        {
            error["innererror"] = new JsonObject { ["code"] = inner };
        }

        return Results.Json(new JsonObject { ["error"] = error }, statusCode: status);
    }
}
