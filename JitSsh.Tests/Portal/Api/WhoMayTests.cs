using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>Every address that the API describes is tried by somebody who may not: a new address is in this test by being there.</summary>
public sealed class WhoMayTests(SharedApi api) : IClassFixture<SharedApi>
{
    private static readonly string[] ForAnyone = ["GET /api/v1/setup", "POST /api/v1/setup", "POST /api/v1/tokens"];

    /// <summary>What a member may call; each shows them what is theirs.</summary>
    private static readonly string[] ForMembers =
    [
        .. ForAnyone, "GET /api/v1/me", "GET /api/v1/me/reports", "GET /api/v1/tokens", "GET /api/v1/ssh-keys", "POST /api/v1/ssh-keys", "GET /api/v1/catalog", "GET /api/v1/tasks",
        "GET /api/v1/notices", "POST /api/v1/notices/read-all", "GET /api/v1/notices/choices", "PUT /api/v1/notices/choices",
        "GET /api/v1/requestable-servers", "GET /api/v1/requests", "POST /api/v1/requests", "POST /api/v1/requests/preview", "POST /api/v1/requests/preflight",
        "GET /api/v1/reviews", "GET /api/v1/favourites", "POST /api/v1/favourites", "GET /api/v1/delegations", "POST /api/v1/delegations",
        "GET /api/v1/activity", "GET /api/v1/activity/export", "GET /api/v1/reports", "POST /api/v1/reports",
        "POST /api/v1/me/password", "GET /api/v1/notices/email", "GET /api/v1/sessions", "DELETE /api/v1/sessions", "POST /api/v1/requestable-servers/together",
    ];

    /// <summary>Bodies that can be read, so that it is the operation that refuses.</summary>
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["/api/v1/me/password"] = """{"password":"x","newPassword":"x"}""",
        ["/api/v1/requestable-servers/together"] = """{"servers":[]}""",
        ["/api/v1/people"] = """{"name":"x","email":"x@example.com"}""",
        ["/api/v1/people/{id}"] = """{"name":"x","email":"x@example.com"}""",
        ["/api/v1/people/{person}/company-accounts"] = """{"provider":"x","subject":"x"}""",
        ["/api/v1/groups"] = """{"name":"x"}""",
        ["/api/v1/groups/{id}"] = """{"name":"x"}""",
        ["/api/v1/shifts"] = """{"name":"x","timeZone":"UTC"}""",
        ["/api/v1/shifts/{id}"] = """{"name":"x","timeZone":"UTC"}""",
        ["/api/v1/shifts/{id}/overrides"] = """{"personId":"00000000-0000-0000-0000-000000000001","from":"2026-03-01T00:00:00Z","to":"2026-03-02T00:00:00Z"}""",
        ["/api/v1/integrations/preview"] = """{"source":{"kind":"ssh-servers"}}""",
        ["/api/v1/integrations/secret-test"] = "{}",
        ["/api/v1/integrations/{id}/key-rotation"] = "{}",
        ["/api/v1/integrations"] = """{"name":"x"}""",
        ["/api/v1/integrations/server-list"] = """{"text":"web-01 10.0.0.4"}""",
        ["/api/v1/integrations/{id}"] = """{"name":"x"}""",
        ["/api/v1/servers/{id}/host-keys/accept"] = """{"hostKeys":[]}""",
        ["/api/v1/servers/{id}/host-keys/accept-vouched"] = """{"hostKeys":[]}""",
        ["/api/v1/integrations/{id}/run-command"] = """{"kind":"ReadHostKeys"}""",
        ["/api/v1/integrations/{id}/run-command/settings"] = "{}",
        ["/api/v1/requests/{id}/start"] = """{"serverId":"00000000-0000-0000-0000-000000000001"}""",
        ["/api/v1/open-items/{id}/accept"] = """{"reason":"x"}""",
        ["/api/v1/reports/{id}"] = """{"name":"x","filter":"state=open"}""",
        ["/api/v1/reports"] = """{"name":"x","filter":"state=open"}""",
        ["/api/v1/access-flows"] = $$"""{"name":"x","rule":{{Rule}} }""",
        ["/api/v1/access-flows/{id}"] = $$"""{"name":"x","version":1,"rule":{{Rule}} }""",
        ["/api/v1/access-flows/meaning"] = Rule,
        ["/api/v1/connectors"] = """{"name":"x"}""",
        ["/api/v1/notices/{id}/read"] = "{}",
        ["/api/v1/notices/choices"] = """{"kinds":[]}""",
        ["/api/v1/webhooks"] = """{"name":"x"}""",
        ["/api/v1/webhooks/{id}"] = """{"name":"x"}""",
        ["/api/v1/access-flows/preview"] = $$"""{"name":"x","rule":{{Rule}} }""",
        ["/api/v1/access-flows/{id}/preview"] = $$"""{"name":"x","rule":{{Rule}} }""",
        ["/api/v1/bundles"] = """{"name":"x","targets":{"integrations":[]}}""",
        ["/api/v1/bundles/{id}"] = """{"name":"x","version":1,"targets":{"integrations":[]}}""",
        ["/api/v1/bundles/{id}/preview"] = """{"integrations":[]}""",
        ["/api/v1/assertions"] = """{"name":"x","people":{"people":[],"groups":[]},"targets":{"integrations":[]}}""",
        ["/api/v1/assertions/{id}"] = """{"name":"x","version":1,"people":{"people":[],"groups":[]},"targets":{"integrations":[]}}""",
        ["/api/v1/requests/{id}/decision"] = """{"approve":true}""",
        ["/api/v1/requests/{id}/review"] = """{"note":"x"}""",
        ["/api/v1/requests/{id}/extension"] = """{"durationSeconds":60}""",
        ["/api/v1/favourites"] = """{"name":"x","servers":["00000000-0000-0000-0000-000000000001"]}""",
        ["/api/v1/delegations"] = """{"email":"x@example.com","from":"2026-01-01T00:00:00Z","until":"2026-01-02T00:00:00Z"}""",
        ["/api/v1/requests/{id}/certificate"] = """{"publicKey":"x"}""",
    };

    private const string Rule = """{"grantees":{"people":[],"groups":[]},"targets":{"integrations":[]},"maxDurationSeconds":60,"approvers":null}""";

    [Fact]
    public async Task EveryAddress_WithoutToken_Answers401()
    {
        foreach (var (method, path) in await AddressesAsync())
        {
            if (!ForAnyone.Contains($"{method} {path}"))
            {
                var answer = await ApiHost.SendAsync(api.Host.Anonymous, method, Filled(path), Bodies.GetValueOrDefault(path));
                Assert.True(answer.Status == 401 && answer.Type == "application/problem+json", $"{method} {path}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task EveryAddressForAdmins_AsMember_AnswersLikeOneThatIsNotThere()
    {
        var notThere = await ApiHost.SendAsync(api.Member, HttpMethod.Get, "no-such-address");
        var tried = 0;
        foreach (var (method, path) in await AddressesAsync())
        {
            if (!ForMembers.Contains($"{method} {path}"))
            {
                tried++;
                var answer = await ApiHost.SendAsync(api.Member, method, Filled(path), Bodies.GetValueOrDefault(path));
                Assert.True(answer.Status == 404, $"{method} {path}: {answer.Status} {answer.Text}");
                Assert.Equal(notThere.Text, answer.Text);
            }
        }

        Assert.True(tried > 30, $"{tried} addresses");
    }

    [Fact]
    public async Task EveryAddressThatChangesSomething_AsAuditor_AnswersLikeOneThatIsNotThere_AndTheOthersLikeAnAdmin()
    {
        Assert.Equal(201, (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "people", $$"""{"name":"Vera","email":"vera@example.com","linuxName":"vera","role":"Auditor","password":"{{ApiHost.Password}}"}""")).Status);
        var vera = await api.Host.SignInAsync("vera@example.com");
        List<string> wrong = [];
        foreach (var (method, path) in (await AddressesAsync()).Where(a => !ForMembers.Contains($"{a.Method} {a.Path}")))
        {
            var isReading = method == HttpMethod.Get || path.EndsWith("/meaning", StringComparison.Ordinal);
            var answer = await ApiHost.SendAsync(vera, method, Filled(path), Bodies.GetValueOrDefault(path));
            var expected = isReading ? (await ApiHost.SendAsync(api.Host.Admin, method, Filled(path), Bodies.GetValueOrDefault(path))).Status : 404;
            if (answer.Status != expected)
            {
                wrong.Add($"{method} {path}: {answer.Status} and not {expected}: {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task EveryAddress_WithNonsenseForAnId_Answers404()
    {
        foreach (var (method, path) in (await AddressesAsync()).Where(a => a.Path.Contains('{', StringComparison.Ordinal)))
        {
            var answer = await ApiHost.SendAsync(api.Host.Admin, method, path.Replace("{id}", "nonsense", StringComparison.Ordinal).Replace("{server}", "nonsense", StringComparison.Ordinal).Replace("{person}", "nonsense", StringComparison.Ordinal).Replace("{kind}", "nonsense", StringComparison.Ordinal).Replace("{delivery}", "nonsense", StringComparison.Ordinal).Replace("{stand}", "nonsense", StringComparison.Ordinal));
            Assert.True(answer.Status == 404, $"{method} {path}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task UnknownAddress_WithoutToken_AnswersLikeAKnownOne()
    {
        var known = await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, "people");
        var unknown = await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, "no-such-address");
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
    }

    private static string Filled(string path) => path
        .Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
        .Replace("{server}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
        .Replace("{person}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
        .Replace("{delivery}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
        .Replace("{stand}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
        .Replace("{kind}", "no-such-kind", StringComparison.Ordinal);

    private async Task<IReadOnlyList<(HttpMethod Method, string Path)>> AddressesAsync()
    {
        var description = (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, "/openapi/v1.json")).Json;
        return [.. description.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (HttpMethod.Parse(o.Name), p.Name)))];
    }
}
