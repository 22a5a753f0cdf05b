using Azure.Core.Pipeline;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Discovery.StaticList;
using JitSsh.Core.Entra;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Azure;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Core.Discovery;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static JitSsh.Tests.EndToEnd.AccessJob;

namespace JitSsh.Tests.Core.CloudRuns;

/// <summary>Real servers that a simulated Azure lists as VMs, and an integration that is connected to it through the real SDK; no host key is accepted.</summary>
internal sealed class AzureJob : IAsyncDisposable
{
    private readonly HttpClient client;

    private AzureJob(ServerLab lab, SimulatedAzure azure, SimulatedSubscription subscription)
    {
        (Lab, Azure, Subscription) = (lab, azure, subscription);
        client = LabAzure.TrustingClient(azure);
    }

    public ServerLab Lab { get; }

    public SimulatedAzure Azure { get; }

    public SimulatedSubscription Subscription { get; }

    public CoreHost Core { get; private set; } = null!;

    public Actor Ada { get; private set; } = Actor.System;

    public Actor Alice { get; private set; } = Actor.System;

    public Actor Carol { get; private set; } = Actor.System;

    public IntegrationId Integration { get; private set; }

    public IReadOnlyList<Server> Servers { get; private set; } = [];

    public LabServer Web => Lab.Servers[0];

    public ServerId WebId => IdOf(Web);

    public static async Task<AzureJob> StartAsync(
        string addressBase, int count = 1, RunCommandSettings? settings = null, TimeSpan? takes = null, Func<SimulatedVm, SimulatedVm>? change = null, AzureControlOptions? limits = null)
    {
        var lab = await LabFixture.StartAsync(addressBase, count);
        var subscription = new SimulatedSubscription(Guid.NewGuid(), "Contoso", lab.Servers.Select(s => (change ?? (vm => vm))(new()
        {
            Name = s.Name, ResourceGroup = s.Info.ResourceGroup, Region = s.Info.Region, Tags = s.Info.Tags, PrivateAddress = s.Address, VmId = s.Info.VmId,
        })));
        var azure = await SimulatedAzure.StartAsync(new() { Subscriptions = [subscription], MachineOf = vm => lab.Servers.FirstOrDefault(s => s.Name == vm.Name), RunCommandTakes = takes ?? TimeSpan.Zero });
        var job = new AzureJob(lab, azure, subscription);
        var connection = new AzureConnectionOptions { Transport = new HttpClientTransport(job.client), RetryDelay = TimeSpan.FromMilliseconds(1) };
        limits ??= new() { AskAgainAfter = TimeSpan.FromMilliseconds(200), BeginWithin = TimeSpan.FromSeconds(5), EndWithin = TimeSpan.FromMinutes(2), PollEvery = TimeSpan.FromMilliseconds(50) };
        job.Core = await CoreHost.StartAsync(change: services =>
        {
            services.RemoveAll<IServerSource>();
            services.AddSingleton<IServerSource>(new AzureServerSource(connection)).AddSingleton<IServerSource, StaticServerSource>();
            services.Replace(ServiceDescriptor.Singleton(new AzureControl(connection, limits)));
        });
        await job.FillAsync(settings);
        return job;
    }

    public ServerId IdOf(LabServer server) => Servers.First(s => s.Name == server.Name).Id;

    public async Task<Server> ReadAsync(LabServer server) => Done(await Core.Get<ListServers>().FindAsync(Ada, IdOf(server)));

    /// <summary>Asks as the admin, and waits for what came of it on the first server.</summary>
    public async Task<CloudRun> RunAsync(CloudRunKind kind)
    {
        Done(await Core.Get<AskCloudRuns>().RunAsync(Ada, Integration, kind, [WebId]));
        return await EndedAsync(Web, kind);
    }

    public async Task<CloudRun> EndedAsync(LabServer server, CloudRunKind kind, int count = 1) => (await Core.UntilAsync(
        async () => Done(await Core.Get<AskCloudRuns>().ListAsync(Ada, new(Server: IdOf(server), Kinds: [kind]), new(0, 50))).Items,
        runs => runs.Count >= count && runs.All(r => !r.IsOpen), TimeSpan.FromMinutes(5)))[0];

    public Task<Server> UntilAsync(LabServer server, Func<Server, bool> holds) => Core.UntilAsync(() => ReadAsync(server), holds, TimeSpan.FromMinutes(4));

    public async Task<RequestId> RequestAsync(Actor who, TimeSpan? duration = null) =>
        Done(await Core.Get<SubmitRequest>().RunAsync(who, new() { Servers = [WebId], Duration = duration ?? TimeSpan.FromHours(1), Justification = "test" }));

    public async Task<RequestRow> ShowAsync(RequestId request) => Done(await Core.Get<ShowRequests>().FindAsync(Ada, request));

    public Task<RequestRow> UntilAsync(RequestId request, Func<RequestRow, bool> holds) => Core.UntilAsync(() => ShowAsync(request), holds, TimeSpan.FromMinutes(5));

    public async Task<IReadOnlyList<string>> AuditAsync(string action) =>
        [.. Done(await Core.Get<ReadAuditLog>().RunAsync(Ada, action, new(0, 500))).Items.Where(e => e.Action == action).Select(e => $"{e.ActorName}: {e.Text}")];

    public async Task SettleAsync(RunCommandSettings settings) => Done(await Core.Get<ChangeRunCommand>().RunAsync(Ada, Integration, settings));

    public async Task DiscoverAsync()
    {
        var before = Done(await Core.Get<ListIntegrations>().FindAsync(Ada, Integration)).LastSyncAt;
        Done(await Core.Get<ChangeIntegration>().RefreshAsync(Ada, Integration));
        await Core.UntilAsync(async () => Done(await Core.Get<ListIntegrations>().FindAsync(Ada, Integration)), i => i.LastSyncAt != before && i.Status is not (IntegrationStatus.Refreshing or IntegrationStatus.Initializing), TimeSpan.FromMinutes(3));
        Servers = Done(await Core.Get<ListServers>().OfIntegrationAsync(Ada, Integration));
    }

    /// <summary>What an admin has who prepares nothing: no login user, no key, no sudoers line.</summary>
    public static async Task BareAsync(LabServer server) =>
        (await server.RunAsync("pkill -KILL -u jitadmin; userdel -r jitadmin 2>/dev/null; rm -f /etc/sudoers.d/jitadmin; ! getent passwd jitadmin")).EnsureSuccess();

    public async ValueTask DisposeAsync()
    {
        if (Core is not null)
        {
            await Core.DisposeAsync();
        }

        client.Dispose();
        await Azure.DisposeAsync();
        await Lab.DisposeAsync();
    }

    private async Task FillAsync(RunCommandSettings? settings)
    {
        Ada = await LoadAsync(Done(await Core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        Alice = await LoadAsync(Done(await Core.Get<AddPerson>().RunAsync(Ada, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" })));
        Carol = await LoadAsync(Done(await Core.Get<AddPerson>().RunAsync(Ada, new() { Name = "Carol", Email = "carol@example.com", LinuxName = "carol" })));
        Integration = Done(await Core.Get<ConnectIntegration>().RunAsync(Ada, new()
        {
            Name = "Contoso",
            Source = LabAzure.SettingsFor(Azure) with { Port = Web.Port, RunCommand = settings },
            SourceSecret = Azure.ClientSecret,
            LoginUser = ServerLab.AdminUser,
            Base64PrivateKey = await File.ReadAllTextAsync(Lab.AdminPrivateKeyPath!),
        }));
        await Core.UntilAsync(async () => Done(await Core.Get<ListIntegrations>().FindAsync(Ada, Integration)).Status, s => s == IntegrationStatus.Active, TimeSpan.FromMinutes(3));
        Servers = Done(await Core.Get<ListServers>().OfIntegrationAsync(Ada, Integration));
        Done(await Core.Get<SaveAccessFlow>().AddAsync(Ada, "Flow", new() { Grantees = new([Alice.Id!.Value], []), Targets = new() { Integrations = [Integration] }, MaxDuration = TimeSpan.FromHours(8) }));
    }

    private async Task<Actor> LoadAsync(PersonId id) => (await Core.Get<LoadActor>().RunAsync(id))!;
}
