using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>Getting in, and being kept out. Each test has a portal of its own, as attempts are counted.</summary>
public sealed class TokensTests
{
    [Fact]
    public async Task SetUp_TwiceAtOnce_MakesOneAdmin()
    {
        await using var host = ApiHost.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(n =>
            ApiHost.SendAsync(host.Anonymous, HttpMethod.Post, "setup", $$"""{"name":"Ada","email":"ada{{n}}@example.com","password":"{{ApiHost.Password}}"}""")));
        Assert.Equal([204, 409, 409, 409], answers.Select(a => a.Status).Order());
        Assert.All(answers, a => Assert.DoesNotContain(ApiHost.Password, a.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_WrongPasswordUnknownAddressOrDeactivated_GetsOneAnswer()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddMemberAsync("Bob");
        await DeactivateAsync(host, "Bob");
        var answers = new List<ApiReply>();
        foreach (var (email, password) in new[] { ("ada@example.com", "wrong"), ("nobody@example.com", "wrong"), ("bob@example.com", ApiHost.Password) })
        {
            answers.Add(await ApiHost.SendAsync(host.Anonymous, HttpMethod.Post, "tokens", $$"""{"name":"x","email":"{{email}}","password":"{{password}}"}"""));
        }

        Assert.All(answers, a => Assert.Equal(401, a.Status));
        Assert.Single(answers.Select(a => a.Text).Distinct());
    }

    [Fact]
    public async Task SignIn_ManyAttempts_IsStopped()
    {
        await using var host = await ApiHost.StartAsync();
        var statuses = new List<int>();
        for (var n = 0; n < 40; n++)
        {
            statuses.Add((await ApiHost.SendAsync(host.Anonymous, HttpMethod.Post, "tokens", $$"""{"name":"x","email":"nobody{{n}}@example.com","password":"wrong"}""")).Status);
        }

        Assert.Contains(429, statuses);
        Assert.Equal(429, statuses[^1]);
    }

    [Fact]
    public async Task SignIn_AfterTenWrongPasswords_IsLockedForTheRightOneToo()
    {
        await using var host = await ApiHost.StartAsync();
        for (var n = 0; n < 10; n++)
        {
            await ApiHost.SendAsync(host.Anonymous, HttpMethod.Post, "tokens", """{"name":"x","email":"ada@example.com","password":"wrong"}""");
        }

        var right = await ApiHost.SendAsync(host.Anonymous, HttpMethod.Post, "tokens", $$"""{"name":"x","email":"ada@example.com","password":"{{ApiHost.Password}}"}""");
        Assert.Contains(right.Status, new[] { 401, 429 });
    }

    [Fact]
    public async Task Token_OfADeactivatedPerson_IsRefusedAtOnce()
    {
        await using var host = await ApiHost.StartAsync();
        var bob = await host.AddMemberAsync("Bob");
        Assert.Equal(200, (await ApiHost.SendAsync(bob, HttpMethod.Get, "me")).Status);
        await DeactivateAsync(host, "Bob");
        Assert.Equal(401, (await ApiHost.SendAsync(bob, HttpMethod.Get, "me")).Status);
    }

    [Fact]
    public async Task Token_Revoked_IsRefusedAtOnce()
    {
        await using var host = await ApiHost.StartAsync();
        var token = (await ApiHost.SendAsync(host.Admin, HttpMethod.Get, "tokens")).Json[0].GetProperty("id").GetString();
        Assert.Equal(204, (await ApiHost.SendAsync(host.Admin, HttpMethod.Delete, $"tokens/{token}")).Status);
        Assert.Equal(401, (await ApiHost.SendAsync(host.Admin, HttpMethod.Get, "me")).Status);
    }

    [Fact]
    public async Task Token_MadeWithAToken_CannotOutliveIt()
    {
        await using var host = await ApiHost.StartAsync();
        var shortLived = await ApiHost.SendAsync(host.Anonymous, HttpMethod.Post, "tokens", $$"""{"name":"short","lifeSeconds":600,"email":"ada@example.com","password":"{{ApiHost.Password}}"}""");
        using var client = host.With(shortLived.Json.GetProperty("token").GetString()!);
        var longer = await ApiHost.SendAsync(client, HttpMethod.Post, "tokens", """{"name":"longer","lifeSeconds":3600}""");
        var shorter = await ApiHost.SendAsync(client, HttpMethod.Post, "tokens", """{"name":"shorter","lifeSeconds":60}""");
        Assert.Equal(422, longer.Status);
        Assert.NotNull(longer.At("Life"));
        Assert.Equal(200, shorter.Status);
    }

    [Fact]
    public async Task Token_Made_IsInNoCache()
    {
        await using var host = await ApiHost.StartAsync();
        using var body = new StringContent("""{"name":"x","lifeSeconds":60}""", System.Text.Encoding.UTF8, "application/json");
        var answer = await host.Admin.PostAsync("/api/v1/tokens", body);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Tokens_Listed_HoldNoText()
    {
        await using var host = await ApiHost.StartAsync();
        var list = await ApiHost.SendAsync(host.Admin, HttpMethod.Get, "tokens");
        Assert.DoesNotContain("jitssh_", list.Text, StringComparison.Ordinal);
        Assert.Equal(["id", "name", "createdAt", "expiresAt", "lastUsedAt"], list.Json[0].EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer jitssh_00000000000000000000000000000000_AAAA")]
    [InlineData("Bearer jitssh_x")]
    [InlineData("Basic YWRhQGV4YW1wbGUuY29tOng=")]
    public async Task Authorization_ThatIsNoToken_Is401(string header)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        Assert.Equal(401, (int)(await host.Anonymous.SendAsync(request)).StatusCode);
    }

    private static async Task DeactivateAsync(ApiHost host, string name)
    {
        var row = (await ApiHost.SendAsync(host.Admin, HttpMethod.Get, $"people?search={name}")).Json.GetProperty("items").EnumerateArray().Single();
        var changed = await ApiHost.SendAsync(host.Admin, HttpMethod.Put, $"people/{row.GetProperty("id").GetString()}",
            $$"""{"name":"{{name}}","email":"{{name.ToLowerInvariant()}}@example.com","linuxName":"{{name.ToLowerInvariant()}}","isActive":false}""");
        Assert.Equal(204, changed.Status);
    }
}
