using JitSsh.Core.Secrets.PrivateKeys;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>What each noun's addresses do, over a list of servers that nobody reaches.</summary>
public sealed class NounsTests(SharedApi api) : IClassFixture<SharedApi>
{
    private static readonly string PrivateKey = MakeKey();

    private HttpClient Admin => api.Host.Admin;

    [Fact]
    public async Task Integration_Connected_ShowsNoSecretAnywhere()
    {
        var id = await ConnectAsync("secrets");
        var shown = await ApiHost.SendAsync(Admin, HttpMethod.Get, $"integrations/{id}");
        Assert.Equal("ecdsa-sha2-nistp256", shown.Json.GetProperty("loginPublicKey").GetString()!.Split(' ')[0]);
        foreach (var path in new[] { $"integrations/{id}", "integrations", $"servers?integration={id}", "audit?take=500" })
        {
            var text = (await ApiHost.SendAsync(Admin, HttpMethod.Get, path)).Text;
            Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
            Assert.DoesNotContain(PrivateKey[..40], text, StringComparison.Ordinal);
            Assert.DoesNotContain("base64_private_key", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Integration_WithABadKey_IsRefusedAtTheFieldsOwnName()
    {
        var answer = await ApiHost.SendAsync(Admin, HttpMethod.Post, "integrations", """{"name":"bad","loginUser":"Jit Admin","source":{"kind":"ssh-servers","servers":[]},"base64_private_key":"bm8="}""");
        Assert.Equal(422, answer.Status);
        Assert.NotNull(answer.At("base64_private_key"));
        Assert.NotNull(answer.At("LoginUser"));
    }

    [Fact]
    public async Task ServerList_Imported_ShowsWhatChangesAndIsTakenAsTheIntegrationsList()
    {
        var id = await ConnectAsync("imported");
        var body = new { text = "name,host,user,port,jump,tag:env\nbastion,203.0.113.5,admin,,,\nweb-01,10.0.0.4,,2222,bastion,prod\n", integrationId = id };
        var read = await ApiHost.SendAsync(Admin, HttpMethod.Post, "integrations/server-list", System.Text.Json.JsonSerializer.Serialize(body));
        Assert.Equal((200, "csv"), (read.Status, read.Json.GetProperty("format").GetString()!.ToLowerInvariant()));
        Assert.Empty(read.Json.GetProperty("problems").EnumerateArray());
        Assert.Contains("Added bastion", Changes(read));
        Assert.Contains("Added web-01", Changes(read));

        var put = $$"""{"name":"imported","loginUser":"jitadmin","source":{"kind":"ssh-servers","servers":{{read.Json.GetProperty("servers").GetRawText()}} } }""";
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Put, $"integrations/{id}", put)).Status);
        var again = await ApiHost.SendAsync(Admin, HttpMethod.Post, "integrations/server-list", System.Text.Json.JsonSerializer.Serialize(body));
        Assert.All(Changes(again), change => Assert.StartsWith("Unchanged ", change, StringComparison.Ordinal));

        // What cannot be read is said at its line, and nothing is connected by it.
        var wrong = await ApiHost.SendAsync(Admin, HttpMethod.Post, "integrations/server-list", System.Text.Json.JsonSerializer.Serialize(new { text = "web 10.0.0.256\ndb 10.0.0.2 via gone", format = "lines" }));
        Assert.Equal(
            ["1 \"10.0.0.256\" is not an IPv4 address.", "2 The jump server \"gone\" is not in the list. Add it as a server, so that its host key can be accepted."],
            wrong.Json.GetProperty("problems").EnumerateArray().Select(p => $"{p.GetProperty("line").GetInt32()} {p.GetProperty("sentence").GetString()}"));
        Assert.Equal(404, (await ApiHost.SendAsync(api.Member, HttpMethod.Post, "integrations/server-list", System.Text.Json.JsonSerializer.Serialize(body))).Status);

        static IReadOnlyList<string> Changes(ApiReply reply) => [.. reply.Json.GetProperty("changes").EnumerateArray().Select(c => $"{c.GetProperty("change").GetString()} {c.GetProperty("name").GetString()}")];
    }

    [Fact]
    public async Task Integration_DisabledEnabledRefreshedDeleted_SaysSo()
    {
        var id = await ConnectAsync("switched");
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Post, $"integrations/{id}/disable")).Status);
        Assert.Equal("Disabled", (await ApiHost.SendAsync(Admin, HttpMethod.Get, $"integrations/{id}")).Json.GetProperty("status").GetString());
        Assert.Equal(409, (await ApiHost.SendAsync(Admin, HttpMethod.Post, $"integrations/{id}/refresh")).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Post, $"integrations/{id}/enable")).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Post, $"integrations/{id}/refresh")).Status);
        Assert.True((await ApiHost.SendAsync(Admin, HttpMethod.Delete, $"integrations/{id}")).Json.GetProperty("isDeleted").GetBoolean());
        Assert.Equal(404, (await ApiHost.SendAsync(Admin, HttpMethod.Get, $"integrations/{id}")).Status);
    }

    [Fact]
    public async Task Group_ChangedUnderAnIdThatIsNotThere_IsNotAdded()
    {
        Assert.Equal(404, (await ApiHost.SendAsync(Admin, HttpMethod.Put, $"groups/{Guid.NewGuid()}", """{"name":"ghosts"}""")).Status);
        Assert.DoesNotContain("ghosts", (await ApiHost.SendAsync(Admin, HttpMethod.Get, "groups")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Group_AddedChangedRemoved_IsListedWithItsMembers()
    {
        var alice = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var id = (await ApiHost.SendAsync(Admin, HttpMethod.Post, "groups", """{"name":"On call"}""")).Json.GetProperty("id").GetString();
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Put, $"groups/{id}", $$"""{"name":"On call","members":["{{alice}}"]}""")).Status);
        Assert.Equal("On call", (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("groups")[0].GetProperty("name").GetString());
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, $"groups/{id}")).Status);
        Assert.Empty((await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("groups").EnumerateArray());
    }

    [Fact]
    public async Task SshKey_AddedTwice_IsRefusedAtItsField()
    {
        var body = $$"""{"publicKey":"{{MakePublicKey()}} laptop"}""";
        var added = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "ssh-keys", body);
        Assert.Equal(201, added.Status);
        Assert.NotNull((await ApiHost.SendAsync(Admin, HttpMethod.Post, "ssh-keys", body)).At("PublicKey"));
        Assert.Equal(204, (await ApiHost.SendAsync(api.Member, HttpMethod.Delete, $"ssh-keys/{added.Json.GetProperty("id").GetString()}")).Status);
    }

    [Fact]
    public async Task AccessFlow_ChangedOverSomebodyElsesChange_Is409()
    {
        var integration = await ConnectAsync("flows");
        var alice = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var rule = $$"""{"grantees":{"people":["{{alice}}"],"groups":[]},"targets":{"integrations":["{{integration}}"]},"maxDurationSeconds":3600,"approvers":null}""";
        var made = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows", $$"""{"name":"Looks","rule":{{rule}} }""");
        Assert.Equal(201, made.Status);
        var path = $"access-flows/{made.Json.GetProperty("id").GetString()}";
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Put, path, $$"""{"name":"Looks","version":1,"isActive":false,"rule":{{rule}} }""")).Status);
        Assert.Equal(409, (await ApiHost.SendAsync(Admin, HttpMethod.Put, path, $$"""{"name":"Looks","version":1,"rule":{{rule}} }""")).Status);
        var shown = (await ApiHost.SendAsync(Admin, HttpMethod.Get, path)).Json;
        Assert.Equal((2, false, 3600), (shown.GetProperty("version").GetInt32(), shown.GetProperty("isActive").GetBoolean(), shown.GetProperty("rule").GetProperty("maxDurationSeconds").GetInt32()));
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task AccessFlow_WithAllItCanSay_IsShownAsItWasSent()
    {
        var integration = await ConnectAsync("whole");
        var alice = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var bundle = await ApiHost.SendAsync(Admin, HttpMethod.Post, "bundles", $$"""{"name":"All of whole","targets":{"integrations":["{{integration}}"]} }""");
        Assert.True(bundle.Status == 201, bundle.Text);
        var bundleId = bundle.Json.GetProperty("id").GetString();
        var rule = $$"""
            {"when":{"timeZone":"Europe/Berlin","weekly":[{"days":["Monday","Friday"],"from":"08:00:00","to":"18:00:00"}]},
             "grantees":{"people":["{{alice}}"],"groups":[],"exceptGroups":[]},"targets":{"integrations":[],"bundles":["{{bundleId}}"],"exceptRegions":["eastus"]},
             "maxDurationSeconds":3600,"defaultDurationSeconds":600,"approvers":null,"justificationPattern":"OPS-[0-9]+","justificationHint":"a ticket",
             "networks":["192.0.2.0/24"],"permitPortForwarding":true,"labels":["prod"]}
            """;
        var preview = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows/preview", $$"""{"name":"Whole","rule":{{rule}} }""");
        Assert.Equal(0, preview.Json.GetProperty("problems").GetArrayLength());
        var made = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows", $$"""{"name":"Whole","rule":{{rule}} }""");
        Assert.True(made.Status == 201, made.Text);
        var path = $"access-flows/{made.Json.GetProperty("id").GetString()}";
        var shown = (await ApiHost.SendAsync(Admin, HttpMethod.Get, path)).Json.GetProperty("rule");
        Assert.Equal("Monday", shown.GetProperty("when").GetProperty("weekly")[0].GetProperty("days")[0].GetString());
        Assert.Equal((600, true, "prod"), (shown.GetProperty("defaultDurationSeconds").GetInt32(), shown.GetProperty("permitPortForwarding").GetBoolean(), shown.GetProperty("labels")[0].GetString()));

        // What was read can be sent back as it is.
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Put, path, $$"""{"name":"Whole","version":1,"rule":{{shown}} }""")).Status);
        Assert.Equal(2, (await ApiHost.SendAsync(Admin, HttpMethod.Get, $"{path}/versions")).Json.GetArrayLength());
        Assert.Equal("Whole", (await ApiHost.SendAsync(Admin, HttpMethod.Get, $"bundles/{bundleId}")).Json.GetProperty("flows")[0].GetString());
        Assert.Equal(409, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, $"bundles/{bundleId}")).Status);

        var wrong = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows", $$"""{"name":"Wrong","rule":{{rule.Replace("192.0.2.0", "192.0.2.1", StringComparison.Ordinal).Replace("Europe/Berlin", "Nowhere", StringComparison.Ordinal)}} }""");
        Assert.Equal(422, wrong.Status);
        Assert.NotNull(wrong.At("Networks"));
        Assert.NotNull(wrong.At("When"));
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, path)).Status);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, $"bundles/{bundleId}")).Status);
    }

    [Fact]
    public async Task Assertion_AddedChangedRemoved_SaysWhetherItHolds()
    {
        var integration = await ConnectAsync("asserted");
        var alice = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var body = $$""" "name":"Alice never","people":{"people":["{{alice}}"],"groups":[]},"targets":{"integrations":["{{integration}}"]} """;
        var made = await ApiHost.SendAsync(Admin, HttpMethod.Post, "assertions", $$"""{ {{body}} }""");
        Assert.True(made.Status == 201, made.Text);
        var path = $"assertions/{made.Json.GetProperty("id").GetString()}";
        Assert.Equal(0, (await ApiHost.SendAsync(Admin, HttpMethod.Get, path)).Json.GetProperty("breaks").GetArrayLength());
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Put, path, $$"""{ "version":1, {{body}} }""")).Status);
        Assert.Equal(409, (await ApiHost.SendAsync(Admin, HttpMethod.Put, path, $$"""{ "version":1, {{body}} }""")).Status);
        await WaitForServersAsync(integration);
        var flow = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows",
            $$"""{"name":"Breaks","rule":{"grantees":{"people":["{{alice}}"],"groups":[]},"targets":{"integrations":["{{integration}}"]},"maxDurationSeconds":3600,"approvers":null} }""");
        Assert.Equal(422, flow.Status);
        Assert.Contains("'Alice never'", flow.At("Grantees"), StringComparison.Ordinal);
        Assert.Equal(204, (await ApiHost.SendAsync(Admin, HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task Request_TooLongForAnyFlow_IsRefusedAtDuration()
    {
        var integration = await ConnectAsync("requests");
        var alice = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var flow = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows",
            $$"""{"name":"Hour","rule":{"grantees":{"people":["{{alice}}"],"groups":[]},"targets":{"integrations":["{{integration}}"]},"maxDurationSeconds":3600,"approvers":null} }""");
        Assert.Equal(201, flow.Status);
        var server = await WaitForServerAsync("requests");
        var tooLong = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "requests", $$"""{"servers":["{{server}}"],"durationSeconds":{{long.MaxValue}} }""");
        Assert.Equal(422, tooLong.Status);
        Assert.Contains("1 hour", tooLong.At("Duration"), StringComparison.Ordinal);
        var preview = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "requests/preview", $$"""{"servers":["{{server}}"],"durationSeconds":3600}""");
        Assert.True(preview.Json.GetProperty("isAutomatic").GetBoolean());
        var made = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "requests", $$"""{"servers":["{{server}}"],"durationSeconds":3600}""");
        Assert.Equal(201, made.Status);
        var path = $"requests/{made.Json.GetProperty("id").GetString()}";

        // Nobody has accepted its host key, so nothing connects: the request says that it waits, and no certificate is issued.
        Assert.Equal(409, (await ApiHost.SendAsync(api.Member, HttpMethod.Post, $"{path}/certificate", $$"""{"publicKey":"{{MakePublicKey()}}"}""")).Status);
        Assert.Equal(409, (await ApiHost.SendAsync(api.Member, HttpMethod.Post, $"{path}/cancel")).Status);
        Assert.Equal(1, (await ApiHost.SendAsync(api.Member, HttpMethod.Post, $"{path}/end")).Json.GetProperty("grants").GetInt32());
    }

    [Fact]
    public async Task Request_ForAReport_IsTheirsAndNamesWhoAsked()
    {
        var integration = await ConnectAsync("reports");
        var manager = await api.Host.AddMemberAsync("Mara");
        var mara = (await ApiHost.SendAsync(manager, HttpMethod.Get, "me")).Json.GetProperty("id").GetString();
        var report = await ApiHost.SendAsync(Admin, HttpMethod.Post, "people", $$"""{"name":"Rob","email":"rob@example.com","linuxName":"rob","managerId":"{{mara}}"}""");
        var rob = report.Json.GetProperty("id").GetString();
        Assert.Equal(0, (await ApiHost.SendAsync(manager, HttpMethod.Get, "me/reports")).Json.GetArrayLength());
        await WaitForServersAsync(integration);
        var flow = await ApiHost.SendAsync(Admin, HttpMethod.Post, "access-flows",
            $$"""{"name":"Reports","rule":{"grantees":{"people":["{{rob}}"],"groups":[]},"targets":{"integrations":["{{integration}}"]},"maxDurationSeconds":3600,"approvers":null,"forReports":true} }""");
        Assert.True(flow.Status == 201, flow.Text);
        Assert.True((await ApiHost.SendAsync(Admin, HttpMethod.Get, $"access-flows/{flow.Json.GetProperty("id").GetString()}")).Json.GetProperty("rule").GetProperty("forReports").GetBoolean());
        Assert.Equal("Rob", (await ApiHost.SendAsync(manager, HttpMethod.Get, "me/reports")).Json[0].GetProperty("name").GetString());
        Assert.Equal(0, (await ApiHost.SendAsync(manager, HttpMethod.Get, "requestable-servers?search=reports")).Json.GetProperty("total").GetInt32());
        var server = (await ApiHost.SendAsync(manager, HttpMethod.Get, $"requestable-servers?search=reports&for={rob}")).Json.GetProperty("items")[0].GetProperty("id").GetString();

        var body = $$"""{"servers":["{{server}}"],"durationSeconds":600,"for":"{{rob}}"}""";
        var stranger = await ApiHost.SendAsync(api.Member, HttpMethod.Post, "requests", body);
        Assert.Equal(422, stranger.Status);
        Assert.Contains("people whose manager you are", stranger.At("For"), StringComparison.Ordinal);
        Assert.Equal(422, (await ApiHost.SendAsync(manager, HttpMethod.Post, "requests", $$"""{"servers":["{{server}}"],"durationSeconds":600}""")).Status);
        var made = await ApiHost.SendAsync(manager, HttpMethod.Post, "requests", body);
        Assert.True(made.Status == 201, made.Text);
        var shown = (await ApiHost.SendAsync(manager, HttpMethod.Get, $"requests/{made.Json.GetProperty("id").GetString()}")).Json;
        Assert.Equal(("Rob", "Mara"), (shown.GetProperty("requester").GetProperty("name").GetString(), shown.GetProperty("askedBy").GetProperty("name").GetString()));
        Assert.Equal(1, (await ApiHost.SendAsync(manager, HttpMethod.Get, $"requests?askedBy={mara}")).Json.GetProperty("total").GetInt32());
        Assert.Equal(0, (await ApiHost.SendAsync(api.Member, HttpMethod.Get, $"requests?askedBy={mara}&search=reports-01")).Json.GetProperty("total").GetInt32());
    }

    private async Task<string> ConnectAsync(string name)
    {
        var answer = await ApiHost.SendAsync(Admin, HttpMethod.Post, "integrations",
            $$"""{"name":"{{name}}","loginUser":"jitadmin","source":{"servers":[{"name":"{{name}}-01","host":"127.0.250.1","port":9}],"kind":"ssh-servers"},"base64_private_key":"{{PrivateKey}}","linuxGroups":["docker"]}""");
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    private async Task WaitForServersAsync(string integration)
    {
        for (var n = 0; n < 600; n++)
        {
            if ((await ApiHost.SendAsync(Admin, HttpMethod.Get, $"servers?integration={integration}")).Json.GetProperty("total").GetInt32() > 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The discovery did not find the server.");
    }

    private async Task<string> WaitForServerAsync(string search)
    {
        for (var n = 0; n < 200; n++)
        {
            var rows = (await ApiHost.SendAsync(api.Member, HttpMethod.Get, $"requestable-servers?search={search}")).Json.GetProperty("items");
            if (rows.GetArrayLength() > 0)
            {
                return rows[0].GetProperty("id").GetString()!;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The discovery did not find the server.");
    }

    private static string MakeKey()
    {
        using var key = GeneratePrivateKey.Execute();
        return Convert.ToBase64String(key.Text.ToArray());
    }

    private static string MakePublicKey()
    {
        using var key = GeneratePrivateKey.Execute();
        return key.PublicKeyLine;
    }
}
