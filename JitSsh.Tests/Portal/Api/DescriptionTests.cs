using System.Text.Json;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>What <c>/openapi/v1.json</c> promises.</summary>
public sealed class DescriptionTests(SharedApi api) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task EveryOperation_HasASummaryAndSaysWhetherItTakesAToken()
    {
        var root = await ReadAsync();
        var scheme = root.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer");
        Assert.Equal(("http", "bearer"), (scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString()));
        foreach (var operation in Operations(root))
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.Value.GetProperty("summary").GetString()), operation.Name);
            Assert.Equal(!operation.Name.EndsWith("/setup", StringComparison.Ordinal) && operation.Name != "post /api/v1/tokens", operation.Value.TryGetProperty("security", out _));
        }
    }

    [Fact]
    public async Task EveryTypedId_IsAUuidAsString()
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject().Where(s => s.Name.EndsWith("Id", StringComparison.Ordinal) && !s.Name.StartsWith("Made", StringComparison.Ordinal)).ToList();
        Assert.True(schemas.Count >= 8);
        Assert.All(schemas, s => Assert.Equal(("string", "uuid"), (s.Value.GetProperty("type").GetString(), s.Value.GetProperty("format").GetString())));
    }

    [Fact]
    public async Task EverySchemaOfOurs_HasADescription()
    {
        var without = (await ReadAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(s => !s.Name.Contains("ProblemDetails", StringComparison.Ordinal) && s.Name != nameof(DayOfWeek) && !s.Value.TryGetProperty("description", out _)).Select(s => s.Name);
        Assert.Empty(without);
    }

    [Fact]
    public async Task Secrets_AreWriteOnly()
    {
        var integration = (await ReadAsync()).GetProperty("components").GetProperty("schemas").GetProperty("IntegrationInput").GetProperty("properties");
        Assert.True(integration.GetProperty("base64_private_key").GetProperty("writeOnly").GetBoolean());
        Assert.True(integration.GetProperty("sourceSecret").GetProperty("writeOnly").GetBoolean());
    }

    private async Task<JsonElement> ReadAsync() => (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, "/openapi/v1.json")).Json;

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement root) =>
        root.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => ($"{o.Name} {p.Name}", o.Value)));
}
