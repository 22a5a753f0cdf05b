using System.Net;
using System.Text.Json.Nodes;
using JitSsh.Lab.Databases;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>The company grows: PostgreSQL in the place of SQLite, a second portal, and a connector apart from both, in a network of its own.</summary>
internal sealed class GrowthSteps(TourState tour) : IAsyncDisposable
{
    private static readonly IPAddress Network = IPAddress.Parse("127.0.41.0");
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(30);

    private PostgresServer? database;
    private PortalProcess? second;
    private PortalProcess? connector;
    private ServerLab? far;
    private LabAccess? access;
    private SshTicket? ticket;
    private string? farId;

    private Site Site => tour.Site;

    public async Task TakeAsync()
    {
        tour.Report.Heading("Growing: PostgreSQL, two portals, a connector apart");
        await MoveAsync();
        await SecondPortalAsync();
        await ConnectorAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { connector, second })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        // Stopped already, unless a step was cut short; without its database it could do nothing any more.
        await Site.Portal.StopAsync();
        if (far is not null)
        {
            await far.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    private async Task MoveAsync()
    {
        var web = tour.Web;
        await tour.Report.StepAsync("With access in force, the portal is moved from SQLite to PostgreSQL by one command, which counts on both sides", async cancel =>
        {
            access = await LabAccess.AskAsync(Expect.Need(tour.Alice, "Alice"), [tour.IdOf(web)], ["developers"], TimeSpan.FromMinutes(5), cancel);
            await access.WaitForAsync("Active", SoonEnough, cancel);
            ticket = await access.FetchTicketAsync(cancel);
            database = await PostgresServer.StartAsync(cancel);
            await database.MakeAsync("jitssh", cancel);
            var key = Path.Combine(Site.Directory, "database-key");
            await File.WriteAllTextAsync(key, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), cancel);
            await Site.Portal.StopAsync();
            Site.Portal.Set(new Dictionary<string, string> { ["ConnectionStrings__JitSsh"] = database.ConnectionString("jitssh"), ["JitSsh__Data__KeyFile"] = key });
            var said = (await Site.Portal.CommandAsync("move-to-postgres", cancel)).EnsureSuccess().Output;
            Expect.That(said.Contains("All is there", StringComparison.Ordinal), "the command to say that all is there", said);
            return said.Split('\n').First(l => l.StartsWith("All is there", StringComparison.Ordinal));
        });
        await tour.Report.StepAsync("Nobody noticed: ssh still works, and the portal on PostgreSQL knows of it", async cancel =>
        {
            (await Expect.Need(ticket, "the certificate").RunAsync("alice", web, "id", cancel)).EnsureSuccess();
            await Site.Portal.StartAsync(cancel);
            return Json.Text(await Expect.Need(access, "the request").WaitForAsync("Active", SoonEnough, cancel), "status");
        });
    }

    private async Task SecondPortalAsync()
    {
        await tour.Report.StepAsync("A second portal is started beside it, and knows the same people and the same access", async cancel =>
        {
            var directory = Directory.CreateDirectory(Path.Combine(Site.Directory, "second")).FullName;
            second = new(Site.Portal.Program, directory, 0, Site.Azure.CaBundlePath, Site.Portal.Settings);
            await second.StartAsync(cancel);
            using var alice = new ApiClient(second.Address);
            await alice.SignInAsync(Expect.Need(tour.Alice, "Alice").Email, tour.Alice!.Password, cancel);
            var seen = await alice.GetAsync($"requests/{Expect.Need(access, "the request").Id}", cancel);
            Expect.Equal("Active", Json.Text(seen, "status"), "the status there:");
            using var http = new HttpClient();
            return (await http.GetStringAsync(new Uri(second.Address, "/readyz"), cancel)).Trim();
        });
        await tour.Report.StepAsync("The first one is killed: the second ends the access that Alice gives back there", async cancel =>
        {
            await Site.Portal.KillAsync();
            using var alice = new ApiClient(Expect.Need(second, "the second portal").Address);
            await alice.SignInAsync(tour.Alice!.Email, tour.Alice.Password, cancel);
            await alice.PostAsync($"requests/{access!.Id}/end", null, cancel);
            JsonNode? seen = null;
            var over = await Condition.WaitAsync(async () => Json.Text(seen = await alice.GetAsync($"requests/{access.Id}", cancel), "status") == "Revoked", SoonEnough, cancel);
            Expect.That(over, "the access to be revoked", seen?.ToJsonString());
            await ticket!.ExpectRefusedAsync("alice", tour.Web, cancel);
            await Site.Portal.StartAsync(cancel);
            return "";
        });
    }

    private async Task ConnectorAsync()
    {
        await tour.Report.StepAsync("A connector enrols with a token that is good once, beside a server that the portals do not know, and with a key that only it has", async cancel =>
        {
            far = await ServerLab.StartAsync(new() { Count = 1, AddressBase = Network, Port = tour.Web.Port }, cancel);
            var keys = Directory.CreateDirectory(Path.Combine(Site.Directory, "keys")).FullName;
            File.Copy(far.AdminPrivateKeyPath!, Path.Combine(keys, "login"));
            var made = (await tour.Admin!.Api.PostAsync("connectors", new JsonObject { ["name"] = "Far away" }, cancel))!;
            var token = Path.Combine(Site.Directory, "connector-token");
            await File.WriteAllTextAsync(token, Json.Text(made, "token") + "\n", cancel);
            var home = Directory.CreateDirectory(Path.Combine(Site.Directory, "connector")).FullName;
            connector = new(
                Site.Portal.Program, home, 0, Site.Azure.CaBundlePath, new Dictionary<string, string> { ["JitSsh__Secrets__FileRoots__0"] = keys },
                "connector", "--portal", Expect.Need(second, "the second portal").Address.ToString(), "--token-file", token, "--data", Path.Combine(home, "data"));
            await connector.StartAsync(cancel);
            JsonNode? there = null;
            var came = await Condition.WaitAsync(async () => (there = Json.Rows(await tour.Admin.Api.GetAsync("connectors", cancel)).FirstOrDefault(c => Json.Text(c, "name") == "Far away"))?["instances"]?.AsArray().Count == 1, SoonEnough, cancel);
            Expect.That(came, "the connector to call", connector.LogTail(10));
            farId = await tour.Admin.Api.MakeAsync("integrations", new JsonObject
            {
                ["name"] = "Far away",
                ["connectorId"] = Json.Text(made, "id"),
                ["source"] = new JsonObject { ["kind"] = "ssh-servers", ["servers"] = new JsonArray(new JsonObject { ["name"] = far.Servers[0].Name, ["host"] = far.Servers[0].Address, ["port"] = far.Servers[0].Port }) },
                ["loginUser"] = ServerLab.AdminUser,
                ["loginKeyFrom"] = new JsonObject { ["store"] = "file", ["path"] = Path.Combine(keys, "login") },
                ["linuxGroups"] = Json.List([LabFlow.Group]),
            }, cancel);
            await Preparation.WaitForDiscoveryAsync(tour.Admin, farId, cancel);
            return Json.Text(there!["instances"]![0], "host");
        });
        await tour.Report.StepAsync("Through it, ssh to that server works for Alice, and ends when she gives it back", async cancel =>
        {
            var row = (await Preparation.ServersAsync(tour.Admin!, Expect.Need(farId, "the integration"), cancel))[0];
            var id = Json.Text(row, "id");
            var scanned = Json.Rows((await tour.Admin!.Api.PostAsync($"servers/{id}/host-keys/scan", null, cancel))!);
            await tour.Admin.Api.PostAsync($"servers/{id}/host-keys/accept", new JsonObject { ["hostKeys"] = Json.List(scanned.Select(k => Json.Text(k, "line"))) }, cancel);
            await LabFlow.AddAsync(tour, "Far away", LabFlow.Of([tour.Alice!], id), cancel);
            var far = Expect.Need(this.far, "the server").Servers[0];
            var there = await LabAccess.AskAsync(tour.Alice!, [id], [LabFlow.Group], TimeSpan.FromMinutes(5), cancel);
            await there.WaitForAsync("Active", SoonEnough, cancel);
            var card = await there.FetchTicketAsync(cancel);
            var groups = AccessSteps.Groups((await card.RunAsync("alice", far, "id", cancel)).EnsureSuccess().Output);
            Expect.Equal($"alice {LabFlow.Group}", groups, "groups:");
            await there.EndAsync(cancel);
            await there.WaitForAsync("Revoked", SoonEnough, cancel);
            await card.ExpectRefusedAsync("alice", far, cancel);
            return groups;
        });
    }
}
