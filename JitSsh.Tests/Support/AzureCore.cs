using Azure.Core.Pipeline;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Entra;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Core.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Tests.Support;

/// <summary>All of Core with its connector's loop, connected to a simulated Azure.</summary>
internal sealed class AzureCore : IAsyncDisposable
{
    private readonly HttpClient client;

    private AzureCore(SimulatedAzure azure, HttpClient client, CoreHost core) => (Azure, this.client, Core) = (azure, client, core);

    public SimulatedAzure Azure { get; }

    public CoreHost Core { get; }

    public Actor Ada { get; private set; } = Actor.System;

    public Actor Alice { get; private set; } = Actor.System;

    public IntegrationId Integration { get; private set; }

    public static Task<AzureCore> StartAsync(params SimulatedSubscription[] subscriptions) => StartAsync(_ => [], subscriptions);

    /// <param name="settings">The portal's settings, which may name the simulated Azure.</param>
    /// <param name="subscriptions">What there is.</param>
    public static async Task<AzureCore> StartAsync(Func<SimulatedAzure, (string Name, string Value)[]> settings, params SimulatedSubscription[] subscriptions)
    {
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Subscriptions = new List<SimulatedSubscription>(subscriptions) });
        var client = LabAzure.TrustingClient(azure);
        var options = new AzureConnectionOptions { Transport = new HttpClientTransport(client), RetryDelay = TimeSpan.FromMilliseconds(1) };
        var core = await CoreHost.StartAsync(settings: settings(azure), change: services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(AzureServerSource)));
            services.AddSingleton<IServerSource>(new AzureServerSource(options));
        });
        var all = new AzureCore(azure, client, core);
        await all.FillAsync();
        return all;
    }

    /// <summary>The identity does not see this subscription any more.</summary>
    public void Hide(SimulatedSubscription subscription) => ((List<SimulatedSubscription>)Azure.Subscriptions).Remove(subscription);

    /// <summary>It sees it again.</summary>
    public void Show(SimulatedSubscription subscription) => ((List<SimulatedSubscription>)Azure.Subscriptions).Add(subscription);

    public async Task<Integration> ReadAsync() => Screen.Done(await Core.Get<ListIntegrations>().FindAsync(Ada, Integration));

    public async Task<IReadOnlyList<Server>> ServersAsync() => Screen.Done(await Core.Get<ListServers>().OfIntegrationAsync(Ada, Integration));

    public async Task<Server> ServerAsync(string name) => (await ServersAsync()).Single(s => s.Name == name);

    /// <summary>A refresh as the button starts it, to its end.</summary>
    public async Task<Integration> RefreshAsync()
    {
        var before = (await ReadAsync()).LastSyncAt;
        Screen.Done(await Core.Get<ChangeIntegration>().RefreshAsync(Ada, Integration));
        return await EndedAsync(i => i.LastSyncAt > before);
    }

    /// <summary>Waits for a discovery to end.</summary>
    public Task<Integration> EndedAsync(Func<Integration, bool> also) => Core.UntilAsync(
        ReadAsync, i => i.Status is not (IntegrationStatus.Initializing or IntegrationStatus.Refreshing) && i.LastSyncAt is not null && also(i), TimeSpan.FromSeconds(120));

    public async Task ChangeAsync(Func<AzureVmSettings, AzureVmSettings> change)
    {
        var (stored, before) = (await ReadAsync(), (await ReadAsync()).LastSyncAt);
        Screen.Done(await Core.Get<ChangeIntegration>().RunAsync(Ada, Integration, new() { Name = stored.Name, LoginUser = stored.LoginUser, Source = change((AzureVmSettings)stored.Source) }));
        await EndedAsync(i => i.LastSyncAt > before);
    }

    /// <summary>Alice's access to this server, approved by itself.</summary>
    public async Task<RequestId> RequestAsync(string name) =>
        Screen.Done(await Core.Get<SubmitRequest>().RunAsync(Alice, new() { Servers = [(await ServerAsync(name)).Id], Duration = TimeSpan.FromHours(1) }));

    public async Task<Grant?> GrantAsync(RequestId request) => Screen.Done(await Core.Get<ShowRequests>().FindAsync(Ada, request)).Servers[0].Grant;

    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        client.Dispose();
        await Azure.DisposeAsync();
    }

    private async Task FillAsync()
    {
        Ada = await LoadAsync(Screen.Done(await Core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        Alice = await LoadAsync(Screen.Done(await Core.Get<AddPerson>().RunAsync(Ada, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" })));
        using var key = GeneratePrivateKey.Execute();
        Integration = Screen.Done(await Core.Get<ConnectIntegration>().RunAsync(Ada, new()
        {
            Name = "Azure",
            LoginUser = "jitadmin",
            Source = LabAzure.SettingsFor(Azure),
            SourceSecret = Azure.ClientSecret,
            Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
        }));
        Screen.Done(await Core.Get<SaveAccessFlow>().AddAsync(Ada, "Flow", new()
        {
            Grantees = new([Alice.Id!.Value], []),
            Targets = new() { Integrations = [Integration] },
            MaxDuration = TimeSpan.FromHours(8),
        }));
        await EndedAsync(_ => true);
    }

    private async Task<Actor> LoadAsync(PersonId id) => (await Core.Get<LoadActor>().RunAsync(id))!;
}
