using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.Core.People;

public sealed class SessionsTests : IAsyncLifetime
{
    private readonly StepClock clock = new();
    private CoreHost core = null!;
    private Actor ada = null!;
    private Actor bob = null!;

    private Sessions Sessions => core.Get<Sessions>();

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync(change: services => services.AddSingleton<TimeProvider>(clock));
        ada = await LoadAsync(Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        bob = await LoadAsync(Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob", Email = "bob@example.com", Password = "correct horse battery" })));
    }

    public ValueTask DisposeAsync() => core.DisposeAsync();

    [Fact]
    public async Task Session_OfOnePerson_IsNobodyElses()
    {
        var bobs = await BeginAsync(bob);
        Assert.True(await IsOpenAsync(bobs, bob));
        Assert.False(await IsOpenAsync(bobs, ada));
        Assert.False(await Sessions.SeeAsync(bobs, ada.Id!.Value));
        Assert.Empty(await Sessions.ListAsync(ada));
        Assert.Equal(OutcomeKind.NotFound, (await Sessions.EndAsync(ada, bobs)).Kind);
        await Sessions.LeaveAsync(bobs, ada.Id!.Value);
        Assert.True(await IsOpenAsync(bobs, bob));
    }

    [Fact]
    public async Task EndOthers_LeavesThisOneAndOtherPeoples()
    {
        var (here, there, adas) = (await BeginAsync(bob), await BeginAsync(bob), await BeginAsync(ada));
        Screen.Done(await Sessions.EndOthersAsync(bob, here));
        Assert.Equal((true, false, true), (await IsOpenAsync(here, bob), await IsOpenAsync(there, bob), await IsOpenAsync(adas, ada)));
        Screen.Done(await Sessions.EndOthersAsync(bob, here));
        Assert.Equal("Bob signed out 1 other browser", Assert.Single((await core.Get<ReadAuditLog>().RunAsync(ada, "session.", Page.First)).Value.Items).Text);
        Screen.Done(await Sessions.EndOthersAsync(bob, null));
        Assert.False(await IsOpenAsync(here, bob));
    }

    [Fact]
    public async Task Session_NotUsed_IsOverAfterTwelveHoursAndUseIsWrittenAtCoarseGrain()
    {
        var id = await BeginAsync(bob);
        clock.Step(TimeSpan.FromMinutes(4));
        Assert.True(await Sessions.SeeAsync(id, bob.Id!.Value));
        Assert.Equal(TimeSpan.FromMinutes(4), clock.GetUtcNow() - Assert.Single(await Sessions.ListAsync(bob)).LastSeenAt);
        clock.Step(TimeSpan.FromMinutes(2));
        Assert.True(await Sessions.SeeAsync(id, bob.Id!.Value));
        Assert.Equal(clock.GetUtcNow(), Assert.Single(await Sessions.ListAsync(bob)).LastSeenAt);
        clock.Step(Session.LongestRest);
        Assert.False(await Sessions.SeeAsync(id, bob.Id!.Value));
        Assert.Empty(await Sessions.ListAsync(bob));
    }

    [Fact]
    public async Task ChangedPasswordAndDeactivation_EndAllOfThem()
    {
        var first = await BeginAsync(bob);
        Screen.Done(await core.Get<ChangeOwnPassword>().RunAsync(bob, "a quite new password"));
        Assert.False(await IsOpenAsync(first, bob));
        var second = await BeginAsync(bob);
        Screen.Done(await core.Get<ChangePerson>().RunAsync(ada, bob.Id!.Value, new() { Name = "Bob", Email = "bob@example.com" }, isActive: false));
        Assert.False(await IsOpenAsync(second, bob));
        Screen.Done(await core.Get<ChangePerson>().RunAsync(ada, bob.Id!.Value, new() { Name = "Bob", Email = "bob@example.com" }, isActive: true));
        Assert.False(await IsOpenAsync(second, bob));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Call 555-0100 now", "A browser")]
    [InlineData(null, "A browser")]
    public void BrowserName_WhatItSaysOfItself_IsOneOfOurWords(string? said, string name) => Assert.Equal(name, BrowserName.Of(said));

    private Task<bool> IsOpenAsync(SessionId id, Actor of) => Sessions.IsOpenAsync(id, of.Id!.Value);

    private Task<SessionId> BeginAsync(Actor of) => Sessions.BeginAsync(of.Id!.Value, "192.0.2.1", null, "Password");

    private async Task<Actor> LoadAsync(PersonId id) => (await core.Get<LoadActor>().RunAsync(id))!;
}
