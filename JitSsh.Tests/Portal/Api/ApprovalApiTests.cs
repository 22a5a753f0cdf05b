using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>Approval in steps, favourites and delegations, as a program reads and writes them.</summary>
public sealed class ApprovalApiTests(SharedApi api) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task AccessFlow_WithSteps_IsReadBackAsItWasWritten()
    {
        var me = (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var people = $$"""{"people":["{{me}}"],"groups":[]}""";
        var asking = await AskingAsync();
        var rule = $$"""
            {"grantees":{{asking}},"targets":{"integrations":["{{Guid.NewGuid()}}"]},"maxDurationSeconds":3600,"approvers":null,
             "approval":{"steps":[{"approvers":{{people}},"relations":["ServerOwner"]},{"approvers":{{people}},"all":true,"escalatesAfterSeconds":600,"escalatesTo":{{people}}}],"waitsForSeconds":7200,"reasonRequired":true},
             "extension":{"times":2,"bySeconds":1800},"useWithinSeconds":900,"breakGlass":true}
            """;
        var made = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "access-flows", $$"""{"name":"Steps","rule":{{rule}}}""");
        Assert.True(made.Status == 201, made.Text);
        var read = (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Get, $"access-flows/{made.Json.GetProperty("id").GetString()}")).Json.GetProperty("rule");
        var approval = read.GetProperty("approval");
        Assert.Equal(2, approval.GetProperty("steps").GetArrayLength());
        Assert.Equal("ServerOwner", approval.GetProperty("steps")[0].GetProperty("relations")[0].GetString());
        Assert.True(approval.GetProperty("steps")[1].GetProperty("all").GetBoolean());
        Assert.Equal(600, approval.GetProperty("steps")[1].GetProperty("escalatesAfterSeconds").GetInt64());
        Assert.Equal((7200, true), (approval.GetProperty("waitsForSeconds").GetInt64(), approval.GetProperty("reasonRequired").GetBoolean()));
        Assert.Equal(1800, read.GetProperty("extension").GetProperty("bySeconds").GetInt64());
        Assert.Equal((900, true), (read.GetProperty("useWithinSeconds").GetInt64(), read.GetProperty("breakGlass").GetBoolean()));
        Assert.Equal(me, read.GetProperty("approvers").GetProperty("people")[0].GetString());
    }

    [Fact]
    public async Task AccessFlow_StepThatNeedsMoreThanThereAre_IsRefusedAtItsField()
    {
        var me = (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var people = $$"""{"people":["{{me}}"],"groups":[]}""";
        var asking = await AskingAsync();
        var rule = $$$"""{"grantees":{{{asking}}},"targets":{"integrations":["{{{Guid.NewGuid()}}}"]},"maxDurationSeconds":3600,"approvers":null,"approval":{"steps":[{"approvers":{{{people}}},"needed":2}]}}""";
        var refused = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "access-flows", $$"""{"name":"Too few","rule":{{rule}}}""");
        Assert.Equal(422, refused.Status);
        Assert.Contains("2 people have to approve, but only 1 could.", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FavouritesAndDelegations_AreOnesOwn()
    {
        var server = Guid.NewGuid();
        Assert.Equal(201, (await ApiHost.SendAsync(api.Member, HttpMethod.Post, "favourites", $$"""{"name":"Web","servers":["{{server}}"]}""")).Status);
        Assert.Equal(1, (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "favourites")).Json.GetArrayLength());
        Assert.Equal(0, (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Get, "favourites")).Json.GetArrayLength());

        var now = TimeProvider.System.GetUtcNow();
        var made = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "delegations", $$"""{"email":"ada@example.com","from":"{{now:o}}","until":"{{now.AddDays(1):o}}"}""");
        Assert.True(made.Status == 201, made.Text);
        var seen = (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Get, "delegations")).Json;
        Assert.Equal(("Alice", "Ada"), (seen[0].GetProperty("person").GetProperty("name").GetString(), seen[0].GetProperty("delegate").GetProperty("name").GetString()));
        var path = $"delegations/{made.Json.GetProperty("id").GetString()}";
        Assert.Equal(404, (await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Delete, path)).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(api.Member, HttpMethod.Delete, path)).Status);
    }

    // Somebody else than who approves.
    private async Task<string> AskingAsync()
    {
        var member = await api.Host.AddMemberAsync($"m{Guid.NewGuid():N}"[..12]);
        var id = (await ApiHost.SendAsync(member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        return $$"""{"people":["{{id}}"],"groups":[]}""";
    }
}
