using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>What <c>/openapi/v1.json</c> promises.</summary>
public sealed partial class DescriptionTests(SharedApi api) : IClassFixture<SharedApi>
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
    public async Task Description_ReadByAReader_HasNoErrorAndNoWarning()
    {
        var text = (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, "/openapi/v1.json")).Text;
        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");
        Assert.Empty(diagnostic!.Errors.Select(e => $"{e}"));
        Assert.Empty(diagnostic.Warnings.Select(e => $"{e}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.True(document!.Paths.Count > 90, $"{document.Paths.Count} paths");

        // The reader finds this, too; so the test above could go red.
        var (_, broken) = OpenApiDocument.Parse(text.Replace("\"title\": \"JitSsh\",", "", StringComparison.Ordinal), "json");
        Assert.NotEmpty(broken!.Errors);
    }

    [Fact]
    public async Task EveryReference_LeadsToASchemaThatIsThere()
    {
        var root = await ReadAsync();
        var schemas = root.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => $"#/components/schemas/{s.Name}").ToHashSet(StringComparer.Ordinal);
        var references = ReferencesIn(root).ToList();
        Assert.True(references.Count > 100, $"{references.Count} references");
        Assert.Empty(references.Where(r => !schemas.Contains(r)).Distinct());
    }

    [Fact]
    public async Task EveryOperation_HasAnIdOfItsOwn()
    {
        var ids = Operations(await ReadAsync()).Select(o => o.Value.TryGetProperty("operationId", out var id) ? id.GetString()! : $"none: {o.Name}").ToList();
        Assert.DoesNotContain(ids, id => !Id().IsMatch(id));
        Assert.Empty(ids.GroupBy(id => id, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Contains("getAccessFlowsByIdVersions", ids);
    }

    [Fact]
    public async Task EveryAnswer_SaysWhatItMeans_AndProblemsHowTheyLook()
    {
        foreach (var (name, operation) in Operations(await ReadAsync()))
        {
            var answers = operation.GetProperty("responses").EnumerateObject().ToList();
            Assert.Contains(answers, a => a.Name[0] == '2');
            foreach (var answer in answers)
            {
                var description = answer.Value.GetProperty("description").GetString()!;
                Assert.True(description.EndsWith('.'), $"{name} {answer.Name}: '{description}'");
                var isProblem = answer.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out var shape) && shape.TryGetProperty("schema", out _);
                Assert.True(isProblem == (answer.Name[0] != '2'), $"{name} {answer.Name}");
            }
        }
    }

    /// <summary>That each looks as it is described is seen to by <see cref="ApiHost.SendAsync"/>, for these and for every answer that any test gets.</summary>
    [Fact]
    public async Task EveryListAndSingleThing_IsAnsweredToAnAdmin()
    {
        var paths = (await ReadAsync()).GetProperty("paths").EnumerateObject().Where(p => !p.Name.Contains('{', StringComparison.Ordinal) && p.Value.TryGetProperty("get", out _)).Select(p => p.Name).ToList();
        Assert.True(paths.Count > 30, $"{paths.Count} paths");
        foreach (var path in paths)
        {
            var answer = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Get, path);
            Assert.True(answer.Status == 200, $"{path}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task EveryBodyThatCannotBeRead_IsAnsweredAsDescribed()
    {
        var root = await ReadAsync();
        foreach (var (name, _) in Operations(root).Where(o => o.Value.TryGetProperty("requestBody", out _)))
        {
            var (method, path) = (HttpMethod.Parse(name.Split(' ')[0]), Variable().Replace(name.Split(' ')[1], Guid.Empty.ToString()));
            Assert.Equal(400, (await ApiHost.SendAsync(api.Host.Admin, method, path, "[")).Status);
        }
    }

    [Fact]
    public async Task Answer_ThatIsNotAsDescribed_IsFound()
    {
        // The checks at each answer are worth nothing if these pass.
        var described = await Described.ByAsync(api.Host.Anonymous);
        Assert.Empty(described.ProblemsOf(HttpMethod.Get, "/api/v1/setup", new(200, "application/json", """{"needed":true}""", default)));
        Assert.NotEmpty(described.ProblemsOf(HttpMethod.Get, "/api/v1/setup", new(418, "application/json", """{"needed":true}""", default)));
        Assert.NotEmpty(described.ProblemsOf(HttpMethod.Get, "/api/v1/setup", new(200, "text/plain", "true", default)));
        Assert.NotEmpty(described.ProblemsOf(HttpMethod.Get, "/api/v1/setup", new(200, "application/json", """{"needed":"yes"}""", default)));
        Assert.NotEmpty(described.ProblemsOf(HttpMethod.Get, "/api/v1/setup", new(200, "application/json", """{"needed":true,"more":1}""", default)));
        Assert.NotEmpty(described.ProblemsOf(HttpMethod.Get, "/api/v1/people", new(200, "application/json", """{"items":[{"id":"x"}],"total":1}""", default)));
        Assert.NotEmpty(described.ProblemsOf(HttpMethod.Delete, $"/api/v1/tokens/{Guid.Empty}", new(204, null, "x", default)));
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

    private static IEnumerable<string> ReferencesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => ReferencesIn(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesIn),
        JsonValueKind.String when element.GetString() is ['#', '/', ..] reference => [reference],
        _ => [],
    };

    [GeneratedRegex("^[a-z][A-Za-z0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    private async Task<JsonElement> ReadAsync() => (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, "/openapi/v1.json")).Json;

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement root) =>
        root.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => ($"{o.Name} {p.Name}", o.Value)));
}
