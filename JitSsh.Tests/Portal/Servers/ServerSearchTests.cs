using System.Text;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Servers;

public sealed class ServerSearchTests
{
    [Fact]
    public async Task List_SearchByTagsNamesAndSigns_FindsWhatIsOnTheScreen()
    {
        await using var host = await CoreHost.StartAsync();
        var admin = await AdminAsync(host);
        await ConnectAsync(host, admin, new("web-01", "203.0.113.1", 22, new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod" }), new("db_01", "203.0.113.2"), new("dbx01", "203.0.113.3"));
        await host.UntilAsync(async () => (await host.Get<ListServers>().RunAsync(admin, new(), Page.First)).Value.Total, total => total == 3);

        Assert.Equal(["web-01"], await FoundAsync("env=prod"));
        Assert.Equal(["web-01"], await FoundAsync("PROD"));
        Assert.Equal(["db_01"], await FoundAsync("db_"));
        Assert.Equal(["dbx01"], await FoundAsync("113.3"));
        Assert.Equal([], await FoundAsync("%"));
        Assert.Equal([], await FoundAsync("env=test"));

        async Task<IEnumerable<string>> FoundAsync(string text) => (await host.Get<ListServers>().RunAsync(admin, new(text), Page.First)).Value.Items.Select(r => r.Server.Name);
    }

    private static async Task<Actor> AdminAsync(CoreHost host)
    {
        var setUp = await host.Get<SetUp>().RunAsync(new PersonInput { Name = "Ada", Email = "ada@example.com", LinuxName = "ada", Password = "a long enough password" });
        return (await host.Get<LoadActor>().RunAsync(setUp.Value))!;
    }

    private static async Task ConnectAsync(CoreHost host, Actor admin, params IReadOnlyList<SshServerEntry> servers)
    {
        using var key = GeneratePrivateKey.Execute();
        var connected = await host.Get<ConnectIntegration>().RunAsync(admin, new()
        {
            Name = "Lab",
            Source = new SshServersSettings { Servers = servers },
            LoginUser = "jitadmin",
            Base64PrivateKey = Encoding.ASCII.GetString(key.ToBase64()),
        });
        Assert.True(connected.IsDone, connected.Sentence);
    }
}
