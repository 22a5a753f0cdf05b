using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>Being told, over HTTP.</summary>
public sealed class NoticesApiTests(SharedApi api) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task Choices_Replaced_AreShown_AndAKindNamedTwiceIsRefused()
    {
        Assert.Equal(204, (await ApiHost.SendAsync(api.Member, HttpMethod.Put, "notices/choices", """{"kinds":[{"kind":"AccessEnded","inApp":true,"email":false}]}""")).Status);
        var shown = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "notices/choices")).Json.EnumerateArray().ToList();
        Assert.All(shown, c => Assert.Equal(c.GetProperty("kind").GetString() != "AccessEnded", c.GetProperty("email").GetBoolean()));
        var twice = await ApiHost.SendAsync(api.Member, HttpMethod.Put, "notices/choices", """{"kinds":[{"kind":"AccessEnded","inApp":true,"email":false},{"kind":"AccessEnded","inApp":true,"email":true}]}""");
        Assert.NotNull(twice.At("Kinds"));
        Assert.Equal(0, (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "notices?unread=true")).Json.GetProperty("total").GetInt32());
        Assert.Equal(409, (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "notices/test-email")).Status);
    }

    [Fact]
    public async Task Webhook_AddedChangedTestedRemoved_NeverShowsItsAddress()
    {
        var admin = api.Host.Admin;
        var made = await ApiHost.SendAsync(admin, HttpMethod.Post, "webhooks", """{"name":"Channel","shape":"Slack","url":"https://localhost:9/S4f1c9e","kinds":["AccessEnded"],"template":"{title}"}""");
        Assert.True(made.Status == 200, made.Text);
        Assert.StartsWith("jitssh_whsec_", made.Json.GetProperty("secret").GetString(), StringComparison.Ordinal);
        var path = $"webhooks/{made.Json.GetProperty("id").GetString()}";
        Assert.NotNull((await ApiHost.SendAsync(admin, HttpMethod.Put, path, """{"name":"Channel","kinds":["AccessEnded"],"template":"{nonsense}"}""")).At("Template"));
        Assert.Equal(204, (await ApiHost.SendAsync(admin, HttpMethod.Put, path, """{"name":"Renamed","kinds":["AccessEnded","AccessActive"]}""")).Status);
        var shown = await ApiHost.SendAsync(admin, HttpMethod.Get, path);
        Assert.Equal(("Renamed", "https://localhost:9"), (shown.Json.GetProperty("name").GetString(), shown.Json.GetProperty("host").GetString()));
        Assert.DoesNotContain("S4f1c9e", shown.Text, StringComparison.Ordinal);
        var tested = (await ApiHost.SendAsync(admin, HttpMethod.Post, $"{path}/test")).Json;
        Assert.False(tested.GetProperty("isTaken").GetBoolean());
        Assert.NotEqual("", tested.GetProperty("answer").GetString());
        Assert.Equal(0, (await ApiHost.SendAsync(admin, HttpMethod.Get, $"{path}/deliveries")).Json.GetProperty("total").GetInt32());
        Assert.Equal(204, (await ApiHost.SendAsync(admin, HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await ApiHost.SendAsync(admin, HttpMethod.Get, path)).Status);
    }
}
