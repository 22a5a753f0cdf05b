using Xunit;

namespace JitSsh.Tests.Portal.Api;

public sealed class ShiftsApiTests(SharedApi api) : IClassFixture<SharedApi>
{
    private HttpClient Admin => api.Host.Admin;

    [Fact]
    public async Task Shifts_AddedShownStoodInAndRemoved()
    {
        var alice = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var made = await ApiHost.SendAsync(Admin, HttpMethod.Post, "shifts",
            $$"""{"name":"Web on call","timeZone":"Europe/Zurich","rotation":{"people":["{{alice}}"],"first":"2026-01-05","handOver":"09:00:00"},"hours":[{"day":"Monday","from":"22:00:00","to":"06:00:00"}]}""");
        Assert.Equal(201, made.Status);
        var path = $"shifts/{made.Json.GetProperty("id").GetString()}";
        var shown = await ApiHost.SendAsync(Admin, HttpMethod.Get, $"{path}?from=2026-01-05T00:00:00Z&to=2026-01-12T00:00:00Z");
        var stretch = Assert.Single(shown.Json.GetProperty("stretches").EnumerateArray());
        Assert.Equal(("2026-01-05T21:00:00+00:00", "2026-01-06T05:00:00+00:00", "Alice"), (stretch.GetProperty("from").GetString(), stretch.GetProperty("to").GetString(), stretch.GetProperty("person").GetProperty("name").GetString()));

        var stood = await ApiHost.SendAsync(Admin, HttpMethod.Post, $"{path}/overrides", $$"""{"personId":"{{alice}}","from":"2100-01-01T00:00:00Z","to":"2100-01-02T00:00:00Z"}""");
        Assert.Equal(201, stood.Status);
        Assert.Equal(422, (await ApiHost.SendAsync(Admin, HttpMethod.Get, $"{path}?from=2026-01-05T00:00:00Z&to=2028-01-12T00:00:00Z")).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, $"{path}/overrides/{stood.Json.GetProperty("id").GetString()}")).Status);
        Assert.Equal(409, (await ApiHost.SendAsync(Admin, HttpMethod.Post, $"{path}/read")).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await ApiHost.SendAsync(Admin, HttpMethod.Get, path)).Status);
    }

    [Fact]
    public async Task Groups_InACircle_AreRefusedAtTheirField()
    {
        var inner = (await ApiHost.SendAsync(Admin, HttpMethod.Post, "groups", """{"name":"Inner"}""")).Json.GetProperty("id").GetString();
        var outer = (await ApiHost.SendAsync(Admin, HttpMethod.Post, "groups", $$"""{"name":"Outer","groups":["{{inner}}"]}""")).Json.GetProperty("id").GetString();
        var refused = await ApiHost.SendAsync(Admin, HttpMethod.Put, $"groups/{inner}", $$"""{"name":"Inner","groups":["{{outer}}"]}""");
        Assert.Equal(422, refused.Status);
        Assert.Contains("Inner > Outer > Inner", refused.At("Groups"), StringComparison.Ordinal);
        Assert.Equal("Inner", (await ApiHost.SendAsync(Admin, HttpMethod.Get, $"groups/{outer}")).Json.GetProperty("groups")[0].GetProperty("name").GetString());
    }
}
