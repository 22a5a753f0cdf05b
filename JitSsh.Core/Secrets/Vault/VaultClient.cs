using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitSsh.Core.Secrets.Vault;

/// <summary>What Vault answered. Disposing it overwrites the answer's bytes.</summary>
internal sealed class VaultAnswer : IDisposable
{
    private readonly byte[] body;
    private readonly JsonDocument? json;

    public VaultAnswer(int status, byte[] body)
    {
        (Status, this.body) = (status, body);
        try
        {
            json = body.Length == 0 ? null : JsonDocument.Parse(body, new() { MaxDepth = 16 });
        }
        catch (JsonException)
        {
            json = null;
        }
    }

    public int Status { get; }

    /// <summary>Where a redirection leads; null otherwise.</summary>
    public string? Location { get; init; }

    /// <summary>Vault's own words: lower case, in one line.</summary>
    public string Errors => string.Join("; ", Texts("errors").Concat(Texts("warnings"))).ToLowerInvariant();

    public JsonElement? Find(string name) => json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var found) ? found : null;

    public void Dispose()
    {
        json?.Dispose();
        CryptographicOperations.ZeroMemory(body);
    }

    private IEnumerable<string> Texts(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!) : [];
}

/// <summary>Vault's HTTP.</summary>
internal sealed class VaultClient : IDisposable
{
    private const int MostAnswer = 256 * 1024;

    private readonly HttpClient http;

    public VaultClient(HttpMessageHandler? handler, TimeSpan timeout) =>
        http = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = timeout }, disposeHandler: handler is null)
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = MostAnswer,
        };

    public async Task<VaultAnswer> SendAsync(HttpMethod method, VaultSecretRef at, string path, string query, string? token, JsonObject? body, CancellationToken cancel)
    {
        var escaped = string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));
        using var request = new HttpRequestMessage(method, new UriBuilder(at.Address) { Path = $"v1/{escaped}", Query = query }.Uri);
        request.Headers.Add("X-Vault-Request", "true");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null && !request.Headers.TryAddWithoutValidation("X-Vault-Token", token))
        {
            throw new HttpRequestException("The token is no text that can be sent.");
        }

        if (at.Namespace is { } name)
        {
            request.Headers.Add("X-Vault-Namespace", name.Trim('/'));
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var answer = await http.SendAsync(request, cancel);
        return new VaultAnswer((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel)) { Location = answer.Headers.Location?.OriginalString };
    }

    public void Dispose() => http.Dispose();
}
