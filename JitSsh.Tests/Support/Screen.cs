using System.Security.Claims;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Email;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Rotations;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using Radzen;
using Xunit;

namespace JitSsh.Tests.Support;

/// <summary>Pages as a person sees them, over a real Core with a database of its own: an admin, three members, four servers that do not answer, and two flows.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> open = [];

    private Screen(CoreHost core) => Core = core;

    public CoreHost Core { get; }

    public Actor Ada { get; private set; } = Actor.System;

    /// <summary>In the group Operations, for which both flows are.</summary>
    public Actor Alice { get; private set; } = Actor.System;

    /// <summary>Approves.</summary>
    public Actor Bob { get; private set; } = Actor.System;

    /// <summary>Named by no flow.</summary>
    public Actor Carol { get; private set; } = Actor.System;

    public GroupId Operations { get; private set; }

    public IntegrationId Integration { get; private set; }

    public AccessFlowId Approved { get; private set; }

    public IReadOnlyDictionary<string, ServerId> Servers { get; private set; } = new Dictionary<string, ServerId>();

    public static async Task<Screen> StartAsync(params (string Name, string Value)[] settings)
    {
        var screen = new Screen(await CoreHost.StartAsync(settings: settings));
        await screen.FillAsync();
        return screen;
    }

    /// <summary>Pages over a Core that a test has filled itself; the test disposes of it.</summary>
    public static Screen Over(CoreHost core) => new(core);

    public static T Done<T>(Outcome<T> outcome) => outcome.IsDone ? outcome.Value : throw new InvalidOperationException(string.Join(" | ", outcome.Problems));

    public async Task<RequestId> RequestAsync(params string[] servers) => Done(await Core.Get<SubmitRequest>().RunAsync(
        Alice, new() { Servers = [.. servers.Select(s => Servers[s])], LinuxGroups = ["docker"], Duration = TimeSpan.FromHours(2), Justification = "Deploy release 12" }));

    /// <summary>What this person sees at this address, once it is loaded.</summary>
    public async Task<IElement> ShowAsync<TPage>(Actor viewer, string address, params (string Name, object? Value)[] parameters) where TPage : IComponent
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System).AddSingleton<NavigationManager>(new At(address)).AddSingleton<AuthenticationStateProvider>(new SignedIn(viewer.Id!.Value, await Core.Get<Sessions>().BeginAsync(viewer.Id!.Value, "192.0.2.1", "Firefox/140.0 Linux", "Password")))
            .AddSingleton<CurrentActor>().AddSingleton<DialogService>().AddSingleton<TooltipService>().AddSingleton<IJSRuntime, NoScript>().AddSupplyValueFromQueryProvider().AddLogging()
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>().AddSingleton<ProtectedLocalStorage>();
        foreach (var type in new[]
        {
            typeof(ChangeFeed), typeof(LoadActor), typeof(Sessions), typeof(SecondFactors), typeof(ListAccessFlows), typeof(SaveAccessFlow), typeof(ListPeople), typeof(ListIntegrations), typeof(FindRequestable), typeof(AskFor), typeof(AnalyseRequest),
            typeof(SubmitRequest), typeof(ShowRequests), typeof(CancelRequest), typeof(EndAccess), typeof(ListTasks), typeof(DecideRequest), typeof(ReadAuditLog), typeof(CheckAuditChain), typeof(ShowActivity), typeof(ShowTimeline), typeof(ShowOverview), typeof(ShowAccessNow), typeof(SavedReports), typeof(SendReports), typeof(ConnectToServers), typeof(SshKeysOfPerson),
            typeof(ShowReceipts), typeof(ShowResidue), typeof(AcceptResidue), typeof(ListServers), typeof(HostKeys), typeof(TestServer), typeof(PreflightRequest),
            typeof(AskCloudRuns), typeof(StartServer), typeof(ChangeRunCommand), typeof(SyncProgress), typeof(ChangeIntegration), typeof(DeleteIntegration), typeof(RotateKey),
            typeof(TestSecret), typeof(PreviewDiscovery), typeof(ListConnectors), typeof(ManageConnectors),
            typeof(FindPerson), typeof(AddPerson), typeof(ChangePerson), typeof(CompanyAccounts), typeof(SaveGroup), typeof(ListShifts), typeof(SaveShift), typeof(StandIn), typeof(ReadFeeds),
            typeof(MyNotices), typeof(ChooseNotices), typeof(TestEmail), typeof(ShowWebhooks), typeof(SaveWebhook), typeof(TestWebhook),
            typeof(AnalyseFlowChange), typeof(DescribeFlows), typeof(ListBundles), typeof(SaveBundle), typeof(ListAssertions), typeof(SaveAssertion),
            typeof(ExtendAccess), typeof(SignReview), typeof(DelegateDecisions), typeof(Favourites),
        })
        {
            services.AddSingleton(type, Core.Get<IServiceProvider>().GetRequiredService(type));
        }

        var renderer = new HtmlRenderer(services.BuildServiceProvider(), NullLoggerFactory.Instance);
        open.Add(renderer);
        return await RenderAsync<TPage>(renderer, parameters);
    }

    /// <summary>What a part of a page shows that asks Core nothing.</summary>
    public static async Task<IElement> PartAsync<TPart>(params (string Name, object? Value)[] parameters) where TPart : IComponent
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<IJSRuntime, NoScript>().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await RenderAsync<TPart>(renderer, parameters);
    }

    private static async Task<IElement> RenderAsync<T>(HtmlRenderer renderer, (string Name, object? Value)[] parameters) where T : IComponent
    {
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<T>(
            ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)))).ToHtmlString());
        return new HtmlParser().ParseDocument(html).Body!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in open)
        {
            await one.DisposeAsync();
        }

        await Core.DisposeAsync();
    }

    private async Task FillAsync()
    {
        Ada = await LoadAsync(Done(await Core.Get<SetUp>().RunAsync(new() { Name = "Ada Admin", Email = "ada@example.com", Password = "correct horse battery" })));
        Alice = await PersonAsync("Alice Requester", "alice");
        Bob = await PersonAsync("Bob Approver", "bob");
        Carol = await PersonAsync("Carol Other", "carol");
        Operations = Done(await Core.Get<SaveGroup>().RunAsync(Ada, null, "Operations", [Alice.Id!.Value]));
        using var key = GeneratePrivateKey.Execute();
        Integration = Done(await Core.Get<ConnectIntegration>().RunAsync(Ada, new()
        {
            Name = "Lab servers",

            // Nothing listens on these ports: what is asked for stays where it is.
            Source = new SshServersSettings { Servers = [.. new[] { "db-prod", "dev-1", "web-prod-1", "web-prod-2" }.Select((name, i) => new SshServerEntry(name, "127.0.0.1", i + 1))] },
            LoginUser = "jitadmin",
            Base64PrivateKey = Convert.ToBase64String(key.Text.Span),
            LinuxGroups = ["developers", "docker"],
        }));
        await Core.UntilAsync(async () => (await Core.Get<ListIntegrations>().FindAsync(Ada, Integration)).Value.Status, s => s == IntegrationStatus.Active);
        Servers = (await Core.Get<ListServers>().OfIntegrationAsync(Ada, Integration)).Value.ToDictionary(s => s.Name, s => s.Id, StringComparer.Ordinal);
        Assert.Equal(4, Servers.Count);
        Approved = await FlowAsync("Production, approved", new([Bob.Id!.Value], []), TimeSpan.FromHours(8), ["docker"], []);
        await FlowAsync("Development, at once", null, TimeSpan.FromHours(1), [], ["dev-*"]);
    }

    private async Task<AccessFlowId> FlowAsync(string name, PeopleRule? approvers, TimeSpan max, IReadOnlyList<string> groups, IReadOnlyList<string> names) => Done(await Core.Get<SaveAccessFlow>().AddAsync(Ada, name, new()
    {
        Grantees = new([], [Operations]),
        Targets = new() { Integrations = [Integration], Names = names },
        LinuxGroups = groups,
        MaxDuration = max,
        Approvers = approvers,
        JustificationRequired = approvers is not null,
    }));

    private async Task<Actor> PersonAsync(string name, string linuxName) =>
        await LoadAsync(Done(await Core.Get<AddPerson>().RunAsync(Ada, new() { Name = name, Email = $"{linuxName}@example.com", LinuxName = linuxName })));

    private async Task<Actor> LoadAsync(PersonId id) => (await Core.Get<LoadActor>().RunAsync(id))!;

    private sealed class SignedIn(PersonId person, SessionId session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.ToString()), new(CurrentActor.SessionClaim, session.ToString())], "test"))));
    }

    private sealed class At : NavigationManager
    {
        public At(string address) => Initialize("https://portal.example/", $"https://portal.example{address}");

        protected override void NavigateToCore(string uri, NavigationOptions options) => throw new InvalidOperationException($"A page that is only looked at goes nowhere, but this one went to {uri}.");
    }

    private sealed class NoScript : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException($"No script here: {identifier}");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }
}
