using System.Net.Http.Headers;
using System.Text.Json;
using System.Text;
using JitSsh.Portal.Auth;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>The whole portal in this process with a database of its own, called over HTTP as a program would call it. Each answer has to be one that <c>/openapi/v1.json</c> describes.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-api-test-").FullName;
    private readonly WebApplicationFactory<CurrentActor> factory;

    private ApiHost() =>
        factory = new WebApplicationFactory<CurrentActor>().WithWebHostBuilder(builder => TestDatabase.SettingsFor(directory).Aggregate(builder, (b, s) => b.UseSetting(s.Name, s.Value)).UseSetting("JitSsh:Data:Directory", directory).UseSetting("Logging:LogLevel:Default", "Warning"));

    public IServiceProvider Services => factory.Services;

    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>Ada, the first admin.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>A portal that nobody has set up.</summary>
    public static ApiHost StartNew()
    {
        var host = new ApiHost();
        host.Anonymous = host.factory.CreateClient(new() { AllowAutoRedirect = false });
        return host;
    }

    /// <summary>A portal that Ada has set up.</summary>
    public static async Task<ApiHost> StartAsync()
    {
        var host = StartNew();
        await host.Anonymous.PostAsync("/api/v1/setup", Body("""{"name":"Ada","email":"ada@example.com","password":"correct horse battery"}"""));
        host.Admin = await host.SignInAsync("ada@example.com");
        return host;
    }

    /// <summary>Adds a member and signs them in.</summary>
    public async Task<HttpClient> AddMemberAsync(string name)
    {
        var added = await SendAsync(Admin, HttpMethod.Post, "people", $$"""{"name":"{{name}}","email":"{{name.ToLowerInvariant()}}@example.com","linuxName":"{{name.ToLowerInvariant()}}","password":"{{Password}}"}""");
        Assert.Equal(201, added.Status);
        return await SignInAsync($"{name.ToLowerInvariant()}@example.com");
    }

    public async Task<HttpClient> SignInAsync(string email)
    {
        var answer = await SendAsync(Anonymous, HttpMethod.Post, "tokens", $$"""{"name":"test","email":"{{email}}","password":"{{Password}}"}""");
        Assert.Equal(200, answer.Status);
        return With(answer.Json.GetProperty("token").GetString()!);
    }

    public HttpClient With(string token)
    {
        var client = factory.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public static async Task<ApiReply> SendAsync(HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = json is null ? null : Body(json) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType;
        var reply = new ApiReply((int)response.StatusCode, type, text, ApiReply.IsJson(type) ? JsonDocument.Parse(text).RootElement : default);
        var asked = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.AbsolutePath : request.RequestUri.OriginalString.Split('?')[0];
        Assert.Empty((await Described.ByAsync(client)).ProblemsOf(method, asked, reply));
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        TestDatabase.Drop(directory);
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}

/// <summary>What the API answered.</summary>
public sealed record ApiReply(int Status, string? Type, string Text, JsonElement Json)
{
    /// <summary>True for one JSON text; a line each (<c>application/x-ndjson</c>) is none.</summary>
    public static bool IsJson(string? type) => type == "application/json" || type?.EndsWith("+json", StringComparison.Ordinal) == true;

    /// <summary>The sentences at a field.</summary>
    public string? At(string field) => Json.TryGetProperty("errors", out var errors) && errors.TryGetProperty(field, out var sentences) ? sentences[0].GetString() : null;
}

/// <summary>One portal with an admin and a member for tests that only look or add.</summary>
public sealed class SharedApi : IAsyncLifetime
{
    public ApiHost Host { get; private set; } = null!;

    public HttpClient Member { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.StartAsync();
        Member = await Host.AddMemberAsync("Alice");
    }

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();
}
