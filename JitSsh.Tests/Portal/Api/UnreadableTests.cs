using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>Bodies that are not what an address takes.</summary>
public sealed class UnreadableTests(SharedApi api) : IClassFixture<SharedApi>
{
    [Theory]
    [InlineData("""{"name":"x","email":"x@example.com","isAdmin":true}""", "isAdmin")]
    [InlineData("""{"email":"x@example.com"}""", "")]
    [InlineData("""{"name":null,"email":"x@example.com"}""", "name")]
    [InlineData("""{"name":7,"email":"x@example.com"}""", "name")]
    [InlineData("""{"name":"x","email":"x@example.com","role":1}""", "role")]
    [InlineData("""{"name":"x","email":"x@example.com","role":"Owner"}""", "role")]
    [InlineData("""{"name":"x","name":"y","email":"x@example.com"}""", "")]
    [InlineData("""{"name":"x","email":"x@example.com","groups":["nonsense"]}""", "groups[0]")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    public async Task Body_NotAsDescribed_Is400AndNamesTheField(string body, string field)
    {
        var answer = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "people", body);
        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.Type));
        Assert.True(field.Length == 0 || answer.At(field) is not null, answer.Text);
    }

    [Fact]
    public async Task Body_TooLarge_Is413()
    {
        var answer = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "people", $$"""{"name":"{{new string('x', 70_000)}}","email":"x@example.com"}""");
        Assert.True(answer.Status is 413 or 422, answer.Text);
    }

    [Fact]
    public async Task Flow_WithoutAWordOnApprovers_IsNotTakenForAutomatic()
    {
        var answer = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "access-flows",
            """{"name":"x","rule":{"grantees":{"people":[],"groups":[]},"targets":{"integrations":[]},"maxDurationSeconds":60}}""");
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task Method_NotTaken_IsAProblem()
    {
        var answer = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Delete, "people");
        Assert.Equal((405, "application/problem+json"), (answer.Status, answer.Type));
    }
}
