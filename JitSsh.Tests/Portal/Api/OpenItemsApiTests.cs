using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>Open items over HTTP.</summary>
public sealed class OpenItemsApiTests
{
    [Fact]
    public async Task Residue_ListedAndAccepted_IsNotListedAnyMore()
    {
        await using var api = await ApiHost.StartAsync();
        using var key = GeneratePrivateKey.Execute();
        var added = await ApiHost.SendAsync(api.Admin, HttpMethod.Post, "integrations", $$"""{"name":"list","loginUser":"jitadmin","source":{"kind":"ssh-servers","servers":[{"name":"web-01","host":"127.0.0.1","port":1}]},"base64_private_key":"{{Convert.ToBase64String(key.Text.Span)}}"}""");
        Assert.Equal(201, added.Status);
        var server = await FirstServerAsync(api.Admin);
        await AnswerAsync(api.Services, server, "info timer systemd\nresidue alice crontab 2 lines\n");

        var list = (await ApiHost.SendAsync(api.Admin, HttpMethod.Get, "open-items")).Json;
        var item = Assert.Single(list.GetProperty("residue").GetProperty("items").EnumerateArray());
        Assert.Equal(("web-01", "alice", "crontab", "2 lines", ResidueAdvice.Do("crontab")), (Text("server"), Text("account"), Text("kind"), Text("text"), Text("advice")));
        Assert.Equal("systemd", (await ApiHost.SendAsync(api.Admin, HttpMethod.Get, $"servers/{server}")).Json.GetProperty("timer").GetString());

        var accept = $"open-items/{Text("id")}/accept";
        Assert.NotNull((await ApiHost.SendAsync(api.Admin, HttpMethod.Post, accept, """{"reason":" "}""")).At("Reason"));
        Assert.Equal(204, (await ApiHost.SendAsync(api.Admin, HttpMethod.Post, accept, """{"reason":"It belongs there"}""")).Status);
        Assert.Equal(409, (await ApiHost.SendAsync(api.Admin, HttpMethod.Post, accept, """{"reason":"again"}""")).Status);
        Assert.Equal(0, (await ApiHost.SendAsync(api.Admin, HttpMethod.Get, "open-items")).Json.GetProperty("residue").GetProperty("total").GetInt32());

        // It is still on the server, and who said that it may stay is there with it.
        var kept = Assert.Single((await ApiHost.SendAsync(api.Admin, HttpMethod.Get, $"servers/{server}/residue")).Json.EnumerateArray());
        Assert.Equal(("Ada", "It belongs there", "crontab"), (kept.GetProperty("acceptedBy").GetString(), kept.GetProperty("acceptedReason").GetString(), kept.GetProperty("item").GetProperty("kind").GetString()));

        string? Text(string name) => item.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Server_WithDriftAndResidue_TellsAdminsOnly()
    {
        await using var api = await ApiHost.StartAsync();
        using var key = GeneratePrivateKey.Execute();
        Assert.Equal(201, (await ApiHost.SendAsync(api.Admin, HttpMethod.Post, "integrations", $$"""{"name":"list","loginUser":"jitadmin","source":{"kind":"ssh-servers","servers":[{"name":"web-01","host":"127.0.0.1","port":1}]},"base64_private_key":"{{Convert.ToBase64String(key.Text.Span)}}"}""")).Status);
        var server = await FirstServerAsync(api.Admin);
        await AnswerAsync(api.Services, server, "receipt 1763829000 at 1763828999 connector\nreceipt 1763829000 drift - 50-jitssh.conf had been changed\nreceipt 1763829000 end\n");

        var drift = Assert.Single((await ApiHost.SendAsync(api.Admin, HttpMethod.Get, $"servers/{server}/drift")).Json.EnumerateArray());
        Assert.Equal("50-jitssh.conf had been changed", Assert.Single(drift.GetProperty("drift").EnumerateArray()).GetString());
        Assert.Empty((await ApiHost.SendAsync(api.Admin, HttpMethod.Get, $"servers/{server}/residue")).Json.EnumerateArray());

        var health = Assert.Single((await ApiHost.SendAsync(api.Admin, HttpMethod.Get, "servers/health/by-integration")).Json.EnumerateArray());
        Assert.Equal(("list", 1), (health.GetProperty("name").GetString(), health.GetProperty("counts")[0].GetProperty("count").GetInt32()));

        using var member = await api.AddMemberAsync("Alice");
        foreach (var path in new[] { "drift", "residue" })
        {
            Assert.Equal(404, (await ApiHost.SendAsync(member, HttpMethod.Get, $"servers/{server}/{path}")).Status);
            Assert.Equal(404, (await ApiHost.SendAsync(api.Admin, HttpMethod.Get, $"servers/{Guid.NewGuid()}/{path}")).Status);
            Assert.Equal(401, (await ApiHost.SendAsync(api.Anonymous, HttpMethod.Get, $"servers/{server}/{path}")).Status);
        }
    }

    private static async Task<ServerId> FirstServerAsync(HttpClient admin)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var items = (await ApiHost.SendAsync(admin, HttpMethod.Get, "servers")).Json.GetProperty("items");
            if (items.GetArrayLength() > 0)
            {
                return new(items[0].GetProperty("id").GetGuid());
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Answers in the server's place, in a visit that is due only in a year, so that the portal's own connector has no part in it.</summary>
    private static async Task AnswerAsync(IServiceProvider services, ServerId server, string lines)
    {
        var work = services.GetRequiredService<IReconcileStore>();
        var then = TimeProvider.System.GetUtcNow().AddYears(1);
        await services.GetRequiredService<IServerStore>().MakeDueAsync(server, then, default);
        var lease = Assert.Single(await work.LeaseDueAsync(ConnectorId.Embedded, "test", then, then.AddMinutes(1), 10, default));
        Assert.NotNull(await work.BeginAsync(lease, then, default));
        Assert.True(await work.ReportAnswerAsync(lease, ServerAnswer.Read($"jitssh 1\n{lines}done\n"), then, default));
    }
}
