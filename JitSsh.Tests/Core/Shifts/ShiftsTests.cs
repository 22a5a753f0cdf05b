using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Core.Shifts;

/// <summary>Shifts over a real database, with a clock that the test sets and a feed whose text the test writes.</summary>
public sealed class ShiftsTests : IAsyncLifetime
{
    private readonly AnsweredServer.SetClock clock = new() { Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero) };
    private readonly WrittenFeed feed = new();
    private CoreHost core = null!;
    private Actor ada = Actor.System;
    private PersonId alice;
    private PersonId bob;

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync(change: services =>
        {
            // Only the operations: what works in the background would wake by the real clock.
            foreach (var background in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name is "FeedReader" or "EmbeddedConnector" or "RequestLapser").ToList())
            {
                services.Remove(background);
            }

            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.Replace(ServiceDescriptor.Singleton<IFeed>(feed));
        });
        var first = Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada Admin", Email = "ada@example.com", Password = "correct horse battery" }));
        ada = (await core.Get<LoadActor>().RunAsync(first))!;
        alice = Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Alice Adams", Email = "alice@example.com" }));
        bob = Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob Brown", Email = "bob@example.com" }));
    }

    public ValueTask DisposeAsync() => core.DisposeAsync();

    [Fact]
    public async Task Membership_InAShift_FollowsTheHandOverAndTheOverride()
    {
        var shift = Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, Weekly()));
        Assert.Equal([shift], (await MembershipsAsync(alice)).Shifts);
        Assert.Empty((await MembershipsAsync(bob)).Shifts);
        Assert.Equal(["Alice Adams"], await ActiveAsync(shift));

        var stand = Screen.Done(await core.Get<StandIn>().AddAsync(ada, shift, bob, clock.Now.AddHours(1), clock.Now.AddHours(2)));
        Assert.Equal(["Alice Adams"], await ActiveAsync(shift));
        clock.Now = clock.Now.AddHours(1);
        Assert.Equal(["Bob Brown"], await ActiveAsync(shift));
        Assert.Equal([shift], (await MembershipsAsync(bob)).Shifts);
        Screen.Done(await core.Get<StandIn>().RemoveAsync(ada, shift, stand));
        Assert.Equal(["Alice Adams"], await ActiveAsync(shift));

        clock.Now = new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);
        Assert.Equal(["Bob Brown"], await ActiveAsync(shift));
        Screen.Done(await core.Get<ChangePerson>().RunAsync(ada, bob, new() { Name = "Bob Brown", Email = "bob@example.com" }, isActive: false));
        Assert.Empty(await ActiveAsync(shift));
    }

    [Fact]
    public async Task Save_WhatCannotBe_IsRefusedAtItsField()
    {
        var save = core.Get<SaveShift>();
        Screen.Done(await save.RunAsync(ada, null, Weekly()));
        Assert.Equal("Name", Assert.Single((await save.RunAsync(ada, null, Weekly())).Problems).Field);
        Assert.Equal("TimeZone", Assert.Single((await save.RunAsync(ada, null, Weekly("x") with { TimeZone = "Mars" })).Problems).Field);
        Assert.Equal("People", Assert.Single((await save.RunAsync(ada, null, Weekly("x") with { Rotation = Weekly().Rotation! with { People = [] } })).Problems).Field);
        Assert.Equal("People", Assert.Single((await save.RunAsync(ada, null, Weekly("x") with { Rotation = Weekly().Rotation! with { People = [new(Guid.NewGuid())] } })).Problems).Field);
        Assert.Equal("Weeks", Assert.Single((await save.RunAsync(ada, null, Weekly("x") with { Rotation = Weekly().Rotation! with { Weeks = 0 } })).Problems).Field);
        foreach (var address in new[] { "", "http://calendar.example.com/x", "ftp://calendar.example.com/x", "https://a:b@calendar.example.com/x", "nonsense" })
        {
            Assert.Equal("FeedAddress", Assert.Single((await save.RunAsync(ada, null, new() { Name = "x", TimeZone = "UTC", FeedAddress = address })).Problems).Field);
        }

        Assert.Equal("FeedAddress", Assert.Single((await save.RunAsync(ada, null, Weekly("x") with { FeedAddress = "https://calendar.example.com/x" })).Problems).Field);
    }

    [Fact]
    public async Task StandIn_WhatCannotBe_IsRefusedAtItsField()
    {
        var shift = Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, Weekly()));
        var stand = core.Get<StandIn>();
        Assert.Equal(["PersonId", "From", "To"], (await stand.AddAsync(ada, shift, null, null, null)).Problems.Select(p => p.Field));
        Assert.Equal("It has to end after it begins.", (await stand.AddAsync(ada, shift, bob, clock.Now.AddHours(2), clock.Now.AddHours(1))).Sentence);
        Assert.StartsWith("This is over already.", (await stand.AddAsync(ada, shift, bob, clock.Now.AddHours(-2), clock.Now.AddHours(-1))).Sentence, StringComparison.Ordinal);
        Assert.Contains("at most 92 days", (await stand.AddAsync(ada, shift, bob, clock.Now, clock.Now.AddDays(93))).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feed_ThatFails_KeepsWhatIsKnownAndSaysSo()
    {
        feed.Text = Calendar("20260304T000000Z", "20260311T000000Z", "Bob Brown") + Calendar("20260311T000000Z", "20260318T000000Z", "Somebody else");
        var shift = Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, new() { Name = "Feed", TimeZone = "UTC", FeedAddress = "webcal://calendar.example.com/on-call.ics" }));
        Assert.Equal(clock.Now.AddHours(1), await core.Get<ReadFeeds>().RunAsync());
        Assert.Equal(new Uri("https://calendar.example.com/on-call.ics"), feed.Asked);
        Assert.Equal(["Bob Brown"], await ActiveAsync(shift));
        var detail = Screen.Done(await core.Get<ListShifts>().FindAsync(ada, shift, clock.Now, clock.Now.AddDays(14)));
        Assert.Equal("Somebody else", Assert.Single(detail.Unknown).Text);
        Assert.Equal(new(2026, 3, 11, 0, 0, 0, TimeSpan.Zero), detail.Row.NextChange);

        // Not due, so not asked.
        feed.Asked = null;
        await core.Get<ReadFeeds>().RunAsync();
        Assert.Null(feed.Asked);

        var read = clock.Now;
        clock.Now = clock.Now.AddHours(1);
        feed.Text = "RRULE";
        await core.Get<ReadFeeds>().RunAsync();
        var row = Screen.Done(await core.Get<ListShifts>().RunAsync(ada)).Single();
        Assert.Equal(read, row.Shift.ReadAt);
        Assert.Contains("Line 1 is no line of a calendar", row.Shift.FeedProblem, StringComparison.Ordinal);
        Assert.Equal(["Bob Brown"], row.OnCall.Select(p => p.Name));
        clock.Now = clock.Now.AddMinutes(10);
        await core.Get<ReadFeeds>().RunAsync();
        Assert.Single(await AuditAsync("shift.feed-failed"));

        clock.Now = clock.Now.AddMinutes(10);
        feed.Text = Calendar("20260304T000000Z", "20260311T000000Z", "On call: alice@example.com");
        await core.Get<ReadFeeds>().RunAsync();
        Assert.Equal(["Alice Adams"], await ActiveAsync(shift));
        Assert.Single(await AuditAsync("shift.feed-read-again"));
        Assert.Null((await core.Get<IShiftStore>().FindAsync(shift, default))!.FeedProblem);
    }

    [Fact]
    public async Task Feed_OfAnotherAddress_ForgetsWhatTheFirstSaid()
    {
        feed.Text = Calendar("20260304T000000Z", "20260311T000000Z", "Bob Brown");
        var shift = Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, new() { Name = "Feed", TimeZone = "UTC", FeedAddress = "https://calendar.example.com/a" }));
        await core.Get<ReadFeeds>().RunAsync();
        Assert.Equal(["Bob Brown"], await ActiveAsync(shift));
        Screen.Done(await core.Get<SaveShift>().RunAsync(ada, shift, new() { Name = "Feed", TimeZone = "UTC", FeedAddress = "https://calendar.example.com/b" }));
        Assert.Empty(await ActiveAsync(shift));
        Screen.Done(await core.Get<SaveShift>().RunAsync(ada, shift, Weekly("Feed")));
        Assert.Equal(["Alice Adams"], await ActiveAsync(shift));
        Assert.Null(await core.Get<ReadFeeds>().RunAsync());
    }

    [Fact]
    public async Task Audit_OfAFeed_HoldsNoneOfItsAddressButTheHost()
    {
        Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, new() { Name = "Feed", TimeZone = "UTC", FeedAddress = "https://calendar.example.com/private-8f2a/basic.ics" }));
        Assert.DoesNotContain("8f2a", Assert.Single(await AuditAsync("shift.added")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_Shift_TakesItAndItsOverridesAway()
    {
        var shift = Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, Weekly()));
        Screen.Done(await core.Get<StandIn>().AddAsync(ada, shift, bob, clock.Now, clock.Now.AddHours(2)));
        Screen.Done(await core.Get<SaveShift>().RemoveAsync(ada, shift));
        Assert.Empty(Screen.Done(await core.Get<ListShifts>().NamesAsync(ada)));
        Assert.Empty((await MembershipsAsync(bob)).Shifts);
    }

    private static string Calendar(string from, string to, string summary) => $"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:{from}\nDTEND:{to}\nSUMMARY:{summary}\nEND:VEVENT\nEND:VCALENDAR\n";

    private ShiftInput Weekly(string name = "Weekly") => new()
    {
        Name = name,
        TimeZone = "Europe/Zurich",
        Rotation = new() { People = [alice, bob], First = new(2026, 3, 2), HandOver = new(9, 0) },
    };

    private Task<Memberships> MembershipsAsync(PersonId id) => core.Get<IPeopleStore>().MembershipsOfAsync(id, clock.Now, default);

    private async Task<IEnumerable<string>> ActiveAsync(ShiftId shift) => (await core.Get<IPeopleStore>().ActiveAmongAsync([], [], [shift], clock.Now, default)).Select(p => p.Name);

    private async Task<IReadOnlyList<string>> AuditAsync(string action) =>
        [.. Screen.Done(await core.Get<ReadAuditLog>().RunAsync(ada, action, new(0, 500))).Items.Where(e => e.Action == action).Select(e => e.Text)];

    private sealed class WrittenFeed : IFeed
    {
        public string Text { get; set; } = "";

        public Uri? Asked { get; set; }

        public Task<Outcome<string>> ReadAsync(Uri address, CancellationToken cancel)
        {
            Asked = address;
            return Task.FromResult<Outcome<string>>(Text);
        }
    }
}
