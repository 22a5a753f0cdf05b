using System.Security.Claims;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace JitSsh.Tests.Portal.Shared;

public sealed class LivePageTests : IAsyncLifetime
{
    private readonly PageLog log = new();
    private readonly FakeNavigation navigation = new();
    private CoreHost core = null!;
    private ServiceProvider services = null!;
    private HtmlRenderer renderer = null!;
    private PersonId person;
    private SessionId session;

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync();
        person = (await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "a long enough password" })).Value;
        session = await core.Get<Sessions>().BeginAsync(person, "192.0.2.1", null, "Password");
        services = new ServiceCollection()
            .AddSingleton(TimeProvider.System).AddSingleton(core.Get<ChangeFeed>()).AddSingleton(core.Get<LoadActor>()).AddSingleton(core.Get<Sessions>())
            .AddSingleton(log).AddSingleton<NavigationManager>(navigation).AddSingleton<AuthenticationStateProvider>(new SignedIn(person, session)).AddSingleton<CurrentActor>()
            .BuildServiceProvider();
        renderer = new(services, NullLoggerFactory.Instance);
        await renderer.Dispatcher.InvokeAsync(() => renderer.RenderComponentAsync<LoggedPage>());
    }

    public async ValueTask DisposeAsync()
    {
        await renderer.DisposeAsync();
        await services.DisposeAsync();
        await core.DisposeAsync();
    }

    [Fact]
    public async Task Changes_ThatConcernInABunch_CauseOneReading()
    {
        for (var i = 0; i < 20; i++)
        {
            core.Get<ChangeFeed>().Publish(ChangeOf.Server);
        }

        await log.UntilAsync(2);
        await Task.Delay(500);
        Assert.Equal(["Ada", "Ada"], log.Read);
    }

    [Fact]
    public async Task Changes_ThatDoNotConcern_CauseNone()
    {
        core.Get<ChangeFeed>().Publish(ChangeOf.AccessFlow);

        await Task.Delay(500);
        Assert.Equal(["Ada"], log.Read);
    }

    [Fact]
    public async Task Deactivated_WhileThePageIsOpen_IsSentToSignInAndReadsNothing()
    {
        var other = (await core.Get<AddPerson>().RunAsync(new(person, "Ada", Role.Admin), new() { Name = "Bob", Email = "bob@example.com", Role = Role.Admin })).Value;
        Assert.True((await core.Get<ChangePerson>().RunAsync(new(other, "Bob", Role.Admin), person, new() { Name = "Ada", Email = "ada@example.com" }, isActive: false)).IsDone);

        Assert.Equal("/sign-in?returnUrl=%2Fservers%3Fq%3Dweb", await navigation.Gone.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["Ada"], log.Read);
    }

    [Fact]
    public async Task SignedOutThere_WhileThePageIsOpen_IsSentToSignInAndReadsNothing()
    {
        var ada = new Actor(person, "Ada", Role.Admin);
        var other = await core.Get<Sessions>().BeginAsync(person, "192.0.2.2", null, "Password");
        Assert.True((await core.Get<Sessions>().EndAsync(ada, other)).IsDone);
        await log.UntilAsync(2);
        Assert.False(navigation.Gone.Task.IsCompleted);
        var before = log.Read.Count;
        Assert.True((await core.Get<Sessions>().EndAsync(ada, session)).IsDone);

        Assert.Equal("/sign-in?returnUrl=%2Fservers%3Fq%3Dweb", await navigation.Gone.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(before, log.Read.Count);
    }

    [Fact]
    public async Task Closed_ChangesThatComeLater_AreNotHeard()
    {
        await renderer.DisposeAsync();
        core.Get<ChangeFeed>().Publish(ChangeOf.Server);

        await Task.Delay(500);
        Assert.Equal(["Ada"], log.Read);
    }

    private sealed class LoggedPage : LivePage
    {
        [Inject]
        private PageLog Log { get; set; } = null!;

        protected override bool Concerns(Change change) => change.Of == ChangeOf.Server;

        protected override Task ReadAsync(CancellationToken cancel)
        {
            Log.Add(Actor!.Name);
            return Task.CompletedTask;
        }
    }

    private sealed class PageLog
    {
        private readonly SemaphoreSlim added = new(0);

        public List<string> Read { get; } = [];

        public void Add(string name)
        {
            Read.Add(name);
            added.Release();
        }

        public async Task UntilAsync(int count)
        {
            while (Read.Count < count)
            {
                Assert.True(await added.WaitAsync(TimeSpan.FromSeconds(10)));
            }
        }
    }

    private sealed class SignedIn(PersonId person, SessionId session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.ToString()), new(CurrentActor.SessionClaim, session.ToString())], "test"))));
    }

    private sealed class FakeNavigation : NavigationManager
    {
        public FakeNavigation() => Initialize("https://portal.example/", "https://portal.example/servers?q=web");

        public TaskCompletionSource<string> Gone { get; } = new();

        protected override void NavigateToCore(string uri, NavigationOptions options) => Gone.TrySetResult(uri);
    }
}
