using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Support;

/// <summary>Core with a database of its own, a clock that the test sets, and one server whose answers the test writes; no connector runs.</summary>
internal sealed class AnsweredServer : IAsyncDisposable
{
    public const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBTWXPr4welBrlzdqclSXE27ZIedhnnK5z7qB6xTWxtO";

    public const string OtherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhC8+87mrDwbG0I33k6aKkLx71Lg/VAltI8JcxabMS8";

    /// <summary>How long access lasts: less than half a sweep's period, so that no sweep comes before its end.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(20);

    private const string FirstVm = "11111111-1111-1111-1111-111111111111";

    private readonly (string Name, string Value)[] settings;
    private IServerShell? shell;

    private AnsweredServer((string Name, string Value)[] settings) => this.settings = settings;

    public CoreHost Core { get; private set; } = null!;

    public SetClock Clock { get; } = new();

    public Actor Ada { get; private set; } = Actor.System;

    public Actor Alice { get; private set; } = Actor.System;

    /// <summary>Named by nothing.</summary>
    public Actor Carol { get; private set; } = Actor.System;

    public IntegrationId Integration { get; private set; }

    public ServerId Id { get; private set; }

    public static Task<AnsweredServer> StartAsync(params (string Name, string Value)[] settings) => StartAsync(null, settings);

    /// <summary>With a shell of the test's; then nobody works on rotations either, but for the test.</summary>
    public static async Task<AnsweredServer> StartAsync(IServerShell? shell, params (string Name, string Value)[] settings)
    {
        var server = new AnsweredServer(settings) { shell = shell };
        await server.BeginAsync(null);
        await server.FillAsync();
        return server;
    }

    /// <summary>Another process takes over the database.</summary>
    public async Task RestartAsync()
    {
        await Core.DisposeAsync(deleteDirectory: false);
        await BeginAsync(Core.Directory);
    }

    public async Task<Server> ReadAsync() => Screen.Done(await Core.Get<ListServers>().FindAsync(Ada, Id));

    public async Task<Grant> GrantAsync(RequestId request) => Screen.Done(await Core.Get<ShowRequests>().FindAsync(Ada, request)).Servers[0].Grant!;

    /// <summary>A request that is approved by itself.</summary>
    public async Task<RequestId> RequestAsync() => Screen.Done(await Core.Get<SubmitRequest>().RunAsync(Alice, new() { Servers = [Id], Duration = Lasts }));

    /// <summary>Alice's access, which the server has confirmed.</summary>
    public async Task<(RequestId Request, Grant Grant)> ActiveAsync(string lines = "")
    {
        var request = await RequestAsync();
        await VisitAsync(state => $"{lines}{string.Concat(state.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n"))}");
        var grant = await GrantAsync(request);
        Assert.Equal(GrantState.Active, grant.State);
        return (request, grant);
    }

    /// <summary>What a connector does with this server when it is due: the document it would send, and the lines that the test answers to it.</summary>
    public async Task<ServerState> VisitAsync(Func<ServerState, string> answer, bool isWhole = true)
    {
        var work = Core.Get<IReconcileStore>();
        var now = Clock.GetUtcNow();
        var lease = Assert.Single(await work.LeaseDueAsync(ConnectorId.Embedded, "test", now, now.AddMinutes(2), 10, default));
        var state = (await work.BeginAsync(lease, now, default))!;
        Assert.True(await work.ReportAnswerAsync(lease, ServerAnswer.Read($"jitssh 1\n{answer(state)}{(isWhole ? "done\n" : "")}"), Clock.GetUtcNow(), default));
        return state;
    }

    /// <summary>The same at a moment at which nothing need be due.</summary>
    public async Task<ServerState> VisitNowAsync(string lines, bool isWhole = true)
    {
        await Core.Get<IServerStore>().MakeDueAsync(Id, Clock.GetUtcNow(), default);
        return await VisitAsync(_ => lines, isWhole);
    }

    public async Task<ServerLease> LeaseAsync()
    {
        var now = Clock.GetUtcNow();
        return Assert.Single(await Core.Get<IReconcileStore>().LeaseDueAsync(ConnectorId.Embedded, "test", now, now.AddMinutes(2), 10, default));
    }

    /// <summary>A discovery as the connector does it, from its lease to its end.</summary>
    public async Task<Integration> SyncAsync()
    {
        var integrations = Core.Get<IIntegrationStore>();
        await integrations.MakeDueAsync(Integration, Clock.Now, default);
        return await SyncDueAsync();
    }

    /// <summary>The same when it is due.</summary>
    public async Task<Integration> SyncDueAsync()
    {
        var leased = await Core.Get<IIntegrationStore>().LeaseDueAsync(ConnectorId.Embedded, "test", Clock.Now, Clock.Now.AddMinutes(2), default);
        await Core.Get<SyncIntegration>().RunAsync(Core.Get<StoredWork>().For(ConnectorId.Embedded, "test"), SyncWork.Of(leased!), default);
        return Screen.Done(await Core.Get<ListIntegrations>().FindAsync(Ada, Integration));
    }

    /// <summary>A discovery that finds the server with this VM behind it.</summary>
    public Task DiscoverAsync(string vm = FirstVm) => Core.Get<IDiscoveryStore>().ApplyAsync(
        Integration,
        new([new() { ExternalId = "web-01", Name = "web-01", VmId = vm, Address = "192.0.2.1" }], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);

    public async Task AcceptAsync(string key)
    {
        await Core.Get<IServerStore>().OfferHostKeysAsync(Id, key, default);
        Screen.Done(await Core.Get<HostKeys>().AcceptAsync(Ada, Id, HostKey.ReadLines(key)));
    }

    public async Task<IReadOnlyList<string>> AuditAsync(string action) =>
        [.. Screen.Done(await Core.Get<ReadAuditLog>().RunAsync(Ada, action, new(0, 500))).Items.Where(e => e.Action == action).Select(e => e.Text)];

    public ValueTask DisposeAsync() => Core.DisposeAsync();

    /// <summary>Another portal over the same database, by the same clock: only where that is PostgreSQL, and <paramref name="settings"/> name it.</summary>
    public Task<CoreHost> BesideAsync(params (string Name, string Value)[] settings) => CoreHost.StartAsync(null, Change, settings);

    private async Task BeginAsync(string? directory) => Core = await CoreHost.StartAsync(directory, Change, settings);

    private void Change(IServiceCollection services)
    {
        foreach (var background in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name is "EmbeddedConnector" or "RequestLapser" or "NoticeSender" or "AutomaticGiver" or "ReportSender").ToList())
        {
            services.Remove(background);
        }

        if (shell is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(shell));
            services.Remove(services.Single(s => s.ImplementationType?.Name == "KeyRotator"));
        }

        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }

    private async Task FillAsync()
    {
        Ada = await LoadAsync(Screen.Done(await Core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        Alice = await LoadAsync(Screen.Done(await Core.Get<AddPerson>().RunAsync(Ada, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" })));
        Carol = await LoadAsync(Screen.Done(await Core.Get<AddPerson>().RunAsync(Ada, new() { Name = "Carol", Email = "carol@example.com", LinuxName = "carol" })));
        await Core.Get<IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = DateTimeOffset.UnixEpoch }, default);
        using var key = GeneratePrivateKey.Execute();
        Integration = Screen.Done(await Core.Get<ConnectIntegration>().RunAsync(Ada, new()
        {
            Name = "Servers",
            LoginUser = "jitadmin",
            Source = new SshServersSettings { Servers = [new("web-01", "192.0.2.1")] },
            Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
            LinuxGroups = ["docker"],
        }));
        await DiscoverAsync();
        Id = Screen.Done(await Core.Get<ListServers>().OfIntegrationAsync(Ada, Integration))[0].Id;
        await AcceptAsync(Key);
        Screen.Done(await Core.Get<SaveAccessFlow>().AddAsync(Ada, "Flow", new()
        {
            Grantees = new([Alice.Id!.Value], []),
            Targets = new() { Integrations = [Integration] },
            MaxDuration = TimeSpan.FromHours(8),
        }));
    }

    private async Task<Actor> LoadAsync(PersonId id) => (await Core.Get<LoadActor>().RunAsync(id))!;

    /// <summary>Stands still until it is moved.</summary>
    internal sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
