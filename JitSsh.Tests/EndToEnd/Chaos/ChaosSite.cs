using System.Net;
using System.Net.Sockets;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.People;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;
using JitSsh.Lab.Databases;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Chaos;

/// <summary>
/// Three portals on one PostgreSQL, two connectors apart that reach them through a load balancer and have half of the servers each, a mail server, and people. What people do in a browser is done by
/// a host over the same database that works on nothing itself.
/// </summary>
internal sealed class ChaosSite : IAsyncDisposable
{
    private static readonly string[] Names = ["alice", "bob", "carol", "dave"];

    /// <summary>What a portal does by itself; the people's host does none of it.</summary>
    private static readonly string[] Background = ["EmbeddedConnector", "KeyRotator", "CloudRunWorker", "RequestLapser", "IntegrationRemover", "FeedReader", "AutomaticGiver", "ReportSender", "NoticeSender"];

    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-chaos-").FullName;

    public PostgresServer Database { get; private set; } = null!;

    public ServerLab Lab { get; private set; } = null!;

    public MailSink Mail { get; } = new();

    public Balancer Balancer { get; private set; } = null!;

    public IReadOnlyList<Node> Portals { get; private set; } = [];

    public List<Node> Connectors { get; } = [];

    public CoreHost People { get; private set; } = null!;

    public Actor Admin { get; private set; } = Actor.System;

    public IReadOnlyList<Actor> Requesters { get; private set; } = [];

    public Dictionary<ServerId, LabServer> Servers { get; } = [];

    public static async Task<ChaosSite> StartAsync(string addressBase, int servers)
    {
        var site = new ChaosSite();
        try
        {
            await site.BeginAsync(addressBase, servers);
            return site;
        }
        catch
        {
            foreach (var node in site.Portals.Concat(site.Connectors))
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"== {node.Name}\n{node.Said}");
            }

            await site.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Connectors.Concat(Portals))
        {
            await node.DisposeAsync();
        }

        if (People is not null)
        {
            await People.DisposeAsync();
        }

        if (Balancer is not null)
        {
            await Balancer.DisposeAsync();
        }

        await Mail.DisposeAsync();
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    private async Task BeginAsync(string addressBase, int servers)
    {
        Lab = await LabFixture.StartAsync(addressBase, servers);
        Database = await PostgresServer.StartAsync(default);
        var key = Path.Combine(directory, "key");
        await File.WriteAllTextAsync(key, new string('k', 44));
        (string Name, string Value)[] settings =
        [
            ("ConnectionStrings:JitSsh", $"{Database.ConnectionString("jitssh")};Maximum Pool Size=40"), ("JitSsh:Data:KeyFile", key),
            ("JitSsh:Notifications:Email:Host", "127.0.0.1"), ("JitSsh:Notifications:Email:Port", $"{Mail.Port}"), ("JitSsh:Notifications:Email:Security", "None"), ("JitSsh:Notifications:Email:From", "jitssh@example.com"),
        ];
        await Database.MakeAsync("jitssh", default);
        var ports = Enumerable.Range(0, 3).Select(_ => FreePort()).ToList();
        Portals = [.. ports.Select((port, i) => new Node($"portal {i + 1}", [],
        [
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"), ("JitSsh__Data__Directory", Path.Combine(directory, $"portal-{i}")), .. settings.Select(s => (s.Name.Replace(":", "__", StringComparison.Ordinal), s.Value)),
        ]))];
        foreach (var portal in Portals)
        {
            portal.Start();
        }

        // One after the other makes the tables or waits for it; a connector that finds no portal to enrol with ends.
        using var http = new HttpClient();
        foreach (var port in ports)
        {
            Assert.True(await Condition.WaitAsync(() => IsReadyAsync(http, port), TimeSpan.FromSeconds(90), default), string.Join('\n', Portals.Select(p => p.Said)));
        }

        Balancer = new(ports);
        People = await CoreHost.StartAsync(null, Quiet, settings);
        await FillAsync();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, int port)
    {
        try
        {
            return (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Quiet(IServiceCollection services)
    {
        foreach (var worker in services.Where(s => s.ServiceType == typeof(IHostedService) && Background.Contains(s.ImplementationType?.Name)).ToList())
        {
            services.Remove(worker);
        }
    }

    private async Task FillAsync()
    {
        Admin = await LoadAsync(Screen.Done(await People.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        List<Actor> requesters = [];
        foreach (var name in Names)
        {
            requesters.Add(await LoadAsync(Screen.Done(await People.Get<AddPerson>().RunAsync(Admin, new() { Name = name, Email = $"{name}@example.com", LinuxName = name }))));
        }

        Requesters = requesters;
        var keys = Directory.CreateDirectory(Path.Combine(directory, "keys")).FullName;
        File.Copy(Lab.AdminPrivateKeyPath!, Path.Combine(keys, "login.pem"));
        List<IntegrationId> integrations = [];
        foreach (var (half, i) in Lab.Servers.Chunk((Lab.Servers.Count + 1) / 2).Select((half, i) => (half, i)))
        {
            var made = Screen.Done(await People.Get<ManageConnectors>().AddAsync(Admin, $"connector {i + 1}"));
            var token = Path.Combine(directory, $"token-{i}");
            await File.WriteAllTextAsync(token, made.Token + "\n");
            var node = new Node($"connector {i + 1}", ["connector", "--portal", $"http://127.0.0.1:{Balancer.Port}", "--token-file", token, "--data", Path.Combine(directory, $"connector-{i}")], ("JitSsh__Secrets__FileRoots__0", keys));
            Connectors.Add(node);
            node.Start();
            await People.UntilAsync(async () => Screen.Done(await People.Get<ListConnectors>().RunAsync(Admin)).Any(c => c.Connector.Id == made.Connector && c.Instances.Count > 0), there => there, TimeSpan.FromSeconds(90));
            integrations.Add(await ConnectAsync($"Half {i + 1}", made.Connector, half, Path.Combine(keys, "login.pem")));
        }

        Screen.Done(await People.Get<SaveAccessFlow>().AddAsync(Admin, "At once", new()
        {
            Grantees = new([.. Requesters.Select(r => r.Id!.Value)], []), Targets = new() { Integrations = integrations }, LinuxGroups = ["docker", "developers"], MaxDuration = TimeSpan.FromHours(8),
        }));
    }

    private async Task<IntegrationId> ConnectAsync(string name, ConnectorId connector, IReadOnlyList<LabServer> servers, string key)
    {
        var integration = Screen.Done(await People.Get<ConnectIntegration>().RunAsync(Admin, new()
        {
            Name = name, ConnectorId = connector, Source = new SshServersSettings { Servers = [.. servers.Select(s => new SshServerEntry(s.Name, s.Address, s.Port))] },
            LoginUser = ServerLab.AdminUser, LoginKeyFrom = new FileSecretRef(key), LinuxGroups = ["docker", "developers"],
        }));
        await People.UntilAsync(async () => (await People.Get<ListIntegrations>().FindAsync(Admin, integration)).Value.Status, s => s == IntegrationStatus.Active, TimeSpan.FromSeconds(90));
        var rows = Screen.Done(await People.Get<ListServers>().OfIntegrationAsync(Admin, integration));
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (server, cancel) =>
        {
            var shown = Screen.Done(await People.Get<HostKeys>().ScanAsync(Admin, server.Id, cancel));
            Screen.Done(await People.Get<HostKeys>().AcceptAsync(Admin, server.Id, shown, cancel));
        });
        foreach (var server in rows)
        {
            await People.UntilAsync(async () => (await People.Get<ListServers>().FindAsync(Admin, server.Id)).Value.Health, h => h == ServerHealth.Ready, TimeSpan.FromMinutes(3));
            Servers[server.Id] = Lab.Server(server.Name);
        }

        return integration;
    }

    private async Task<Actor> LoadAsync(PersonId id) => (await People.Get<LoadActor>().RunAsync(id))!;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
