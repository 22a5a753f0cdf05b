using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>An answer of the API.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body; null when it is no JSON.</param>
/// <param name="Text">The body as it came.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Body, string Text)
{
    public override string ToString() => $"{(int)Status} {(Text.Length <= 2000 ? Text : Text[..2000])}";
}

/// <summary>The API as one person, or nobody, calls it.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient http;

    public ApiClient(Uri portal) => http = new() { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Gets a token for e-mail address and password, and comes with it from now on.</summary>
    public async Task SignInAsync(string email, string password, CancellationToken cancel)
    {
        var token = await PostAsync("tokens", new JsonObject { ["name"] = "lab", ["lifeSeconds"] = 86400, ["email"] = email, ["password"] = password }, cancel);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token!["token"]!.GetValue<string>());
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancel) =>
        (await OkAsync(HttpMethod.Get, path, null, cancel)).Body ?? throw new ExpectationException($"JSON from GET {path}", "none");

    public async Task<string> GetTextAsync(string path, CancellationToken cancel) => (await OkAsync(HttpMethod.Get, path, null, cancel)).Text;

    /// <summary>The answer's body; null for 204.</summary>
    public async Task<JsonNode?> PostAsync(string path, JsonNode? body, CancellationToken cancel) => (await OkAsync(HttpMethod.Post, path, body, cancel)).Body;

    /// <summary>The id of what was made.</summary>
    public async Task<string> MakeAsync(string path, JsonNode body, CancellationToken cancel) =>
        (await PostAsync(path, body, cancel))!["id"]!.GetValue<string>();

    public async Task PutAsync(string path, JsonNode body, CancellationToken cancel) => await OkAsync(HttpMethod.Put, path, body, cancel);

    public async Task DeleteAsync(string path, CancellationToken cancel) => await OkAsync(HttpMethod.Delete, path, null, cancel);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);

        // Problems are application/problem+json. A JSON object a line (application/x-ndjson) is no JSON as a whole.
        var isJson = response.Content.Headers.ContentType?.MediaType is { } type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));
        return new(response.StatusCode, isJson ? JsonNode.Parse(text) : null, text);
    }

    public void Dispose() => http.Dispose();

    private async Task<ApiAnswer> OkAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancel)
    {
        var answer = await SendAsync(method, path, body, cancel);
        Expect.That((int)answer.Status is >= 200 and < 300, $"{method} /api/v1/{path} to be answered with success", answer);
        return answer;
    }
}
