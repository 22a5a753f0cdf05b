using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using JitSsh.Lab.Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>A small Vault over HTTPS: key-value engines 1 (<c>kv1</c>) and 2 (<c>secret</c>), tokens, AppRole, Kubernetes, namespaces, sealing. Answers as documented at developer.hashicorp.com/vault/api-docs.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    private readonly ThrowAwayCa ca = new(TimeProvider.System);
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, byte> tokens = new(StringComparer.Ordinal);

    private VaultServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        var certificate = ca.IssueServer();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri Address { get; private set; } = null!;

    public string Token { get; } = $"hvs.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    public string RoleId { get; } = Guid.NewGuid().ToString();

    public string SecretId { get; } = Guid.NewGuid().ToString();

    /// <summary>What a pod's service account is known by.</summary>
    public string ServiceAccountToken { get; } = "eyJhbGciOi.pod.token";

    public string? Namespace { get; set; }

    public bool IsSealed { get; set; }

    /// <summary>False = the token's policy does not cover the path.</summary>
    public bool MayRead { get; set; } = true;

    public string? RedirectTo { get; set; }

    public int SignIns { get; private set; }

    /// <summary>Path to the versions' fields, the first version first; null is a deleted version.</summary>
    public Dictionary<string, List<JsonObject?>> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Engine 1.</summary>
    public Dictionary<string, JsonObject> Plain { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Path, int Version)> Destroyed { get; } = [];

    public static async Task<VaultServer> StartAsync()
    {
        var server = new VaultServer();
        await server.app.StartAsync();
        server.Address = new(server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        server.tokens[server.Token] = 0;
        return server;
    }

    /// <summary>Every token but the first is revoked.</summary>
    public void RevokeSignIns()
    {
        foreach (var token in tokens.Keys.Where(t => t != Token))
        {
            tokens.TryRemove(token, out _);
        }
    }

    public HttpMessageHandler Trusting()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(ca.Root);
        return new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = new() { CertificateChainPolicy = policy } };
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        ca.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!["/v1/".Length..];
        if (RedirectTo is not null)
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = RedirectTo;
        }
        else if (IsSealed)
        {
            await ErrorAsync(context, 503, "Vault is sealed");
        }
        else if (Namespace is not null && request.Headers["X-Vault-Namespace"] != Namespace)
        {
            await ErrorAsync(context, 404, $"no handler for route \"{path}\". route entry not found.");
        }
        else if (path.StartsWith("auth/", StringComparison.Ordinal) && path.EndsWith("/login", StringComparison.Ordinal))
        {
            await SignInAsync(context, path);
        }
        else if (!tokens.ContainsKey(request.Headers["X-Vault-Token"].ToString()))
        {
            await ErrorAsync(context, 403, "permission denied");
        }
        else if (path == "auth/token/lookup-self")
        {
            await JsonAsync(context, new JsonObject { ["data"] = new JsonObject { ["ttl"] = 3600 } });
        }
        else if (!MayRead)
        {
            await ErrorAsync(context, 403, "1 error occurred:\n\t* permission denied\n\n");
        }
        else
        {
            await ReadAsync(context, path);
        }
    }

    private async Task SignInAsync(HttpContext context, string path)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var good = path switch
        {
            "auth/approle/login" => (string?)body["role_id"] == RoleId && (string?)body["secret_id"] == SecretId,
            "auth/kubernetes/login" => (string?)body["role"] == "jitssh" && (string?)body["jwt"] == ServiceAccountToken,
            _ => (bool?)null,
        };
        if (good is not true)
        {
            await (good is null ? ErrorAsync(context, 404, $"no handler for route \"{path}\". route entry not found.")
                : path.StartsWith("auth/approle", StringComparison.Ordinal) ? ErrorAsync(context, 400, "invalid role or secret ID") : ErrorAsync(context, 403, "permission denied"));
            return;
        }

        SignIns++;
        var token = $"hvs.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";
        tokens[token] = 0;
        await JsonAsync(context, new JsonObject { ["auth"] = new JsonObject { ["client_token"] = token, ["lease_duration"] = 3600, ["renewable"] = true } });
    }

    private Task ReadAsync(HttpContext context, string path)
    {
        if (path.StartsWith("kv1/", StringComparison.Ordinal))
        {
            return Plain.TryGetValue(path["kv1/".Length..], out var plain)
                ? JsonAsync(context, new JsonObject { ["data"] = plain.DeepClone(), ["lease_duration"] = 2764800 })
                : ErrorAsync(context, 404);
        }

        if (!path.StartsWith("secret/", StringComparison.Ordinal))
        {
            return ErrorAsync(context, 404, $"no handler for route \"{path}\". route entry not found.");
        }

        if (!path.StartsWith("secret/data/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 404;
            return JsonAsync(context, new JsonObject { ["errors"] = new JsonArray(), ["warnings"] = new JsonArray("Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use.") });
        }

        var name = path["secret/data/".Length..];
        if (!Secrets.TryGetValue(name, out var versions) || (int.TryParse(context.Request.Query["version"], out var asked) && asked > versions.Count))
        {
            return ErrorAsync(context, 404);
        }

        var number = int.TryParse(context.Request.Query["version"], out var version) ? version : versions.Count;
        var (fields, destroyed) = (versions[number - 1], Destroyed.Contains((name, number)));
        context.Response.StatusCode = fields is null || destroyed ? 404 : 200;
        return JsonAsync(context, new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["data"] = destroyed ? null : fields?.DeepClone(),
                ["metadata"] = new JsonObject
                {
                    ["created_time"] = "2026-03-01T10:00:00.123456789Z", ["deletion_time"] = fields is null ? "2026-03-02T11:00:00.5Z" : "", ["destroyed"] = destroyed, ["version"] = number,
                },
            },
        });
    }

    private static Task JsonAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static Task ErrorAsync(HttpContext context, int status, params string[] errors)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, new JsonObject { ["errors"] = new JsonArray([.. errors.Select(e => (JsonNode)e)]) });
    }
}
