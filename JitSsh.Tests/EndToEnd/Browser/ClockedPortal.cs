using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;
using JitSsh.Portal;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>The portal in this process, for a browser, by a clock that the test puts forward: Monday, 2026-03-02, 10:00 UTC. No connector runs; the test says what the servers do.</summary>
internal sealed class ClockedPortal : WebApplicationFactory<App>
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
    private Actor ada = Actor.System;
    private List<ServerId> servers = [];

    private readonly (string Name, string Value)[] settings;

    public ClockedPortal(params (string Name, string Value)[] settings)
    {
        this.settings = settings;
        UseKestrel(0);
    }

    public MovedClock Clock { get; } = new(new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    /// <summary>Where a browser reaches it.</summary>
    public Uri Address => new($"http://127.0.0.1:{ClientOptions.BaseAddress.Port}/");

    /// <summary>Alice and Bob follow each other on call each Monday at noon, and a flow gives the server to whoever it is.</summary>
    public async Task FillWithShiftAsync()
    {
        var (people, integration) = await FillAsync(["Alice", "Bob"], ["web-01"]);
        var shift = Screen.Done(await Get<SaveShift>().RunAsync(ada, null, new()
        {
            Name = "Web on call", TimeZone = "UTC", Rotation = new() { People = people, First = new(2026, 2, 23), HandOver = new(12, 0) },
        }));
        Screen.Done(await Get<SaveAccessFlow>().AddAsync(ada, "On call", new()
        {
            Kind = FlowKind.Automatic, Grantees = new([], []) { Shifts = [shift] }, Targets = new() { Integrations = [integration] }, MaxDuration = TimeSpan.FromHours(8),
        }));
    }

    /// <summary>Alice asks for web-01, and Bob decides.</summary>
    public async Task FillWithApproverAsync()
    {
        var (people, integration) = await FillAsync(["Alice", "Bob"], ["web-01"]);
        Screen.Done(await Get<SaveAccessFlow>().AddAsync(ada, "Bob decides", new()
        {
            Grantees = new([people[0]], []), Targets = new() { Integrations = [integration] }, MaxDuration = TimeSpan.FromHours(4), Approval = new() { Steps = [new() { Approvers = new([people[1]], []) }] },
        }));
    }

    /// <summary>
    /// Alice asks for web-01 and web-02, Bob decides first and then Carol, and after ten minutes Dave besides her. Access can be extended once, by up to an hour, and had at once in an emergency.
    /// </summary>
    public async Task FillWithStepsAsync()
    {
        var (people, integration) = await FillAsync(["Alice", "Bob", "Carol", "Dave"], ["web-01", "web-02"]);
        Screen.Done(await Get<SaveAccessFlow>().AddAsync(ada, "Two steps", new()
        {
            Grantees = new([people[0]], []),
            Targets = new() { Integrations = [integration] },
            MaxDuration = TimeSpan.FromHours(4),
            JustificationRequired = true,
            Approval = new()
            {
                Steps =
                [
                    new() { Approvers = new([people[1]], []) },
                    new() { Approvers = new([people[2]], []), EscalatesAfter = TimeSpan.FromMinutes(10), EscalatesTo = new([people[3]], []) },
                ],
            },
            Extension = new(1, TimeSpan.FromHours(1)),
            BreakGlass = true,
        }));
    }

    /// <summary>Ends of the access that is in force, by the server's name.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> EndsAsync() => (await Get<ShowRequests>().ListAsync(ada, new(), new(0, 50))).Items
        .SelectMany(r => r.Servers).Where(s => s.Grant is { State: GrantState.Active, NotAfter: not null }).ToDictionary(s => s.ServerName, s => s.Grant!.NotAfter!.Value, StringComparer.Ordinal);

    private async Task<(List<PersonId> People, IntegrationId Integration)> FillAsync(IReadOnlyList<string> names, IReadOnlyList<string> machines)
    {
        StartServer();
        ada = await LoadAsync(Screen.Done(await Get<JitSsh.Core.People.SetUp>().RunAsync(new() { Name = "Ada", Email = Journey.EmailOf("Ada"), Password = Journey.Password })));
        var people = new List<PersonId>();
        foreach (var name in names)
        {
            people.Add(Screen.Done(await Get<AddPerson>().RunAsync(ada, new() { Name = name, Email = Journey.EmailOf(name), LinuxName = name.ToLowerInvariant(), Password = Journey.Password })));
        }

        await Get<IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = DateTimeOffset.UnixEpoch }, default);
        using var key = GeneratePrivateKey.Execute();
        var integration = Screen.Done(await Get<ConnectIntegration>().RunAsync(ada, new()
        {
            Name = "Servers", LoginUser = "jitadmin", Source = new SshServersSettings { Servers = [.. machines.Select((m, i) => new SshServerEntry(m, $"192.0.2.{i + 1}"))] }, Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
        }));
        await Get<IDiscoveryStore>().ApplyAsync(
            integration,
            new([.. machines.Select((m, i) => new DiscoveredServer { ExternalId = m, Name = m, Address = $"192.0.2.{i + 1}" })], [new("s", "s", true, true, DiscoveryCounts.None)], []),
            default);
        servers = [.. Screen.Done(await Get<ListServers>().OfIntegrationAsync(ada, integration)).Select(s => s.Id)];
        foreach (var server in servers)
        {
            await Get<IServerStore>().OfferHostKeysAsync(server, AnsweredServer.Key, default);
            Screen.Done(await Get<HostKeys>().AcceptAsync(ada, server, HostKey.ReadLines(AnsweredServer.Key)));
        }

        return (people, integration);
    }

    /// <summary>A visit at which every server does all it is told, once there are so many requests; the accounts that have access then.</summary>
    public async Task<IReadOnlyList<string>> VisitAsync(int requests)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Get<ShowRequests>().ListAsync(ada, new(), new(0, 50), limit.Token)).Total < requests)
        {
            await Task.Delay(100, limit.Token);
        }

        var now = Clock.GetUtcNow();
        foreach (var server in servers)
        {
            await Get<IServerStore>().MakeDueAsync(server, now, default);
        }

        List<string> accounts = [];
        foreach (var lease in await Get<IReconcileStore>().LeaseDueAsync(ConnectorId.Embedded, "test", now, now.AddMinutes(2), 10, default))
        {
            var state = (await Get<IReconcileStore>().BeginAsync(lease, now, default))!;
            var lines = state.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n").Concat(state.Endings.Select(e => $"ended {e.Grant}\n"));
            Assert.True(await Get<IReconcileStore>().ReportAnswerAsync(lease, ServerAnswer.Read($"jitssh 1\n{string.Concat(lines)}done\n"), now, default));
            accounts.AddRange(state.Accounts.Select(a => a.Name));
        }

        return accounts;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => TestDatabase.SettingsFor(directory).Concat(settings).Aggregate(builder, (b, s) => b.UseSetting(s.Name, s.Value)).UseEnvironment("Development").UseSetting("JitSsh:Data:Directory", directory).ConfigureServices(services =>
    {
        foreach (var background in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name is "EmbeddedConnector").ToList())
        {
            services.Remove(background);
        }

        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        TestDatabase.Drop(directory);
    }

    private T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    private async Task<Actor> LoadAsync(PersonId id) => (await Get<LoadActor>().RunAsync(id))!;
}
