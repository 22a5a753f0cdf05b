using JitSsh.Core.Secrets.PrivateKeys;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>What members do with what is theirs, and that they do it with nothing else.</summary>
public sealed class OwnThingsTests(SharedApi api) : IClassFixture<SharedApi>
{
    private HttpClient Admin => api.Host.Admin;

    [Fact]
    public async Task Password_Changed_IsTheOneThatCountsFromThenOn()
    {
        using var dora = await api.Host.AddMemberAsync("Dora");
        const string Next = "another horse battery";

        var refused = await ApiHost.SendAsync(dora, HttpMethod.Post, "me/password", $$"""{"password":"wrong horse battery","newPassword":"{{Next}}"}""");
        Assert.True(refused.Status == 422 && refused.At("Password") is not null, refused.Text);
        var tooShort = await ApiHost.SendAsync(dora, HttpMethod.Post, "me/password", $$"""{"password":"{{ApiHost.Password}}","newPassword":"short"}""");
        Assert.True(tooShort.Status == 422 && tooShort.At("NewPassword") is not null, tooShort.Text);
        Assert.Equal(200, (await SignInAsync(ApiHost.Password)).Status);

        Assert.Equal(204, (await ApiHost.SendAsync(dora, HttpMethod.Post, "me/password", $$"""{"password":"{{ApiHost.Password}}","newPassword":"{{Next}}"}""")).Status);
        Assert.Equal(401, (await SignInAsync(ApiHost.Password)).Status);
        Assert.Equal(200, (await SignInAsync(Next)).Status);
        Assert.Equal(200, (await ApiHost.SendAsync(dora, HttpMethod.Get, "me")).Status);
        Assert.Equal(401, (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Post, "me/password", $$"""{"password":"{{Next}}","newPassword":"{{ApiHost.Password}}"}""")).Status);

        Task<ApiReply> SignInAsync(string password) => ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Post, "tokens", $$"""{"name":"test","email":"dora@example.com","password":"{{password}}"}""");
    }

    [Fact]
    public async Task Report_OfOnesOwn_IsShown_AndAnothersIsNotThere()
    {
        var made = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "reports", """{"name":"Failing","filter":"state=failing"}""");
        var path = $"reports/{made.Json.GetProperty("id").GetString()}";
        Assert.Equal("Failing", (await ApiHost.SendAsync(api.Member, HttpMethod.Get, path)).Json.GetProperty("name").GetString());
        Assert.Equal(404, (await ApiHost.SendAsync(Admin, HttpMethod.Get, path)).Status);
        Assert.Equal(401, (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, path)).Status);
    }

    [Fact]
    public async Task Reports_OfAManager_AreShownToThemAndToAdmins()
    {
        using var erin = await api.Host.AddMemberAsync("Erin");
        var (erins, alices) = (await MeAsync(erin), await MeAsync(api.Member));
        var changed = await ApiHost.SendAsync(Admin, HttpMethod.Put, $"people/{alices}", $$"""{"name":"Alice","email":"alice@example.com","linuxName":"alice","managerId":"{{erins}}"}""");
        Assert.True(changed.Status == 204, changed.Text);

        foreach (var client in new[] { erin, Admin })
        {
            Assert.Equal("Alice", Assert.Single((await ApiHost.SendAsync(client, HttpMethod.Get, $"people/{erins}/reports")).Json.EnumerateArray()).GetProperty("name").GetString());
        }

        Assert.Empty((await ApiHost.SendAsync(api.Member, HttpMethod.Get, $"people/{alices}/reports")).Json.EnumerateArray());
        Assert.Equal(404, (await ApiHost.SendAsync(api.Member, HttpMethod.Get, $"people/{erins}/reports")).Status);
        Assert.Equal(401, (await ApiHost.SendAsync(api.Host.Anonymous, HttpMethod.Get, $"people/{erins}/reports")).Status);
    }

    [Fact]
    public async Task Servers_AskedForTogether_AreThoseOfOnesOwn_AndTheRequestSaysWhoIsAsked()
    {
        using var frank = await api.Host.AddMemberAsync("Frank");
        var server = await FlowAsync(await MeAsync(frank));
        var strange = Guid.NewGuid();

        var together = (await ApiHost.SendAsync(frank, HttpMethod.Post, "requestable-servers/together", $$"""{"servers":["{{server}}","{{strange}}"]}""")).Json;
        Assert.Equal(server, Assert.Single(together.GetProperty("servers").EnumerateArray()).GetString());
        Assert.Equal((3600, 600, true), (together.GetProperty("maxDurationSeconds").GetInt32(), together.GetProperty("defaultDurationSeconds").GetInt32(), together.GetProperty("justificationRequired").GetBoolean()));
        var another = (await ApiHost.SendAsync(api.Member, HttpMethod.Post, "requestable-servers/together", $$"""{"servers":["{{server}}"]}""")).Json;
        Assert.Equal((0, 0), (another.GetProperty("servers").GetArrayLength(), another.GetProperty("maxDurationSeconds").GetInt32()));

        var asked = await ApiHost.SendAsync(frank, HttpMethod.Post, "requests", $$"""{"servers":["{{server}}"],"durationSeconds":600,"justification":"The disk is full"}""");
        Assert.True(asked.Status == 201, asked.Text);
        var path = $"requests/{asked.Json.GetProperty("id").GetString()}";
        var waiting = (await ApiHost.SendAsync(frank, HttpMethod.Get, path)).Json.GetProperty("waiting");
        Assert.Equal((0, 1, "Ada"), (waiting.GetProperty("number").GetInt32(), waiting.GetProperty("needed").GetInt32(), Assert.Single(waiting.GetProperty("waiting").EnumerateArray()).GetProperty("name").GetString()));
        Assert.Equal(404, (await ApiHost.SendAsync(api.Member, HttpMethod.Get, path)).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Post, $"{path}/decision", """{"approve":false,"reason":"Not today"}""")).Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await ApiHost.SendAsync(frank, HttpMethod.Get, path)).Json.GetProperty("waiting").ValueKind);
    }

    [Fact]
    public async Task WhatIsKnownOfThePortalItself_IsToldToWhoMayKnowIt()
    {
        Assert.False((await ApiHost.SendAsync(api.Member, HttpMethod.Get, "notices/email")).Json.GetProperty("isSetUp").GetBoolean());

        var head = (await ApiHost.SendAsync(Admin, HttpMethod.Get, "audit/head")).Json;
        var check = (await ApiHost.SendAsync(Admin, HttpMethod.Get, "audit/check")).Json;
        Assert.True(head.GetProperty("sequence").GetInt64() is > 0 and var sequence && sequence <= check.GetProperty("headSequence").GetInt64());
        Assert.Equal(64, head.GetProperty("hash").GetString()!.Length);
        Assert.Equal("Built-in connector", Assert.Single((await ApiHost.SendAsync(Admin, HttpMethod.Get, "connectors")).Json.EnumerateArray()).GetProperty("name").GetString());
    }

    private static async Task<string> MeAsync(HttpClient client) => (await ApiHost.SendAsync(client, HttpMethod.Get, "me")).Json.GetProperty("id").GetString()!;

    /// <summary>A server that this person may ask for, and Ada decides.</summary>
    private async Task<string> FlowAsync(string person)
    {
        using var key = GeneratePrivateKey.Execute();
        var integration = await ApiHost.SendAsync(
            Admin, HttpMethod.Post, "integrations",
            $$"""{"name":"own","loginUser":"jitadmin","source":{"kind":"ssh-servers","servers":[{"name":"own-01","host":"127.0.0.1","port":1}]},"base64_private_key":"{{Convert.ToBase64String(key.Text.Span)}}"}""");
        Assert.True(integration.Status == 201, integration.Text);
        var flow = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows", $$"""
            {"name":"Own","rule":{"grantees":{"people":["{{person}}"],"groups":[]},"targets":{"integrations":["{{integration.Json.GetProperty("id").GetString()}}"]},
             "maxDurationSeconds":3600,"defaultDurationSeconds":600,"justificationRequired":true,"approvers":{"people":["{{await MeAsync(Admin)}}"],"groups":[]} } }
            """);
        Assert.True(flow.Status == 201, flow.Text);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var items = (await ApiHost.SendAsync(Admin, HttpMethod.Get, "servers?search=own-01")).Json.GetProperty("items");
            if (items.GetArrayLength() > 0)
            {
                return items[0].GetProperty("id").GetString()!;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
