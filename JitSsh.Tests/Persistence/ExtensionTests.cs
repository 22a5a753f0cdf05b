using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Access that is extended, and access that nobody uses.</summary>
public sealed class ExtensionTests : IAsyncLifetime
{
    private const string PublicKey = AnsweredServer.OtherKey;

    private static readonly TimeSpan More = TimeSpan.FromMinutes(15);

    private AnsweredServer server = null!;

    private CoreHost Core => server.Core;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Extend_Automatic_MovesTheEndAndTheServerIsToldAtOnce()
    {
        await ChangeAsync(r => r with { Extension = new(2, More) });
        var (request, grant) = await server.ActiveAsync();
        var offer = Done(await Core.Get<ExtendAccess>().OfferAsync(server.Alice, request));
        Assert.Equal((More, 2, true), (offer.By, offer.Left, offer.IsAutomatic));
        Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));

        var moved = await server.GrantAsync(request);
        Assert.Equal((grant.Id, GrantState.Active, grant.NotAfter + More), (moved.Id, moved.State, moved.NotAfter));
        Assert.NotNull(moved.ExtendedAt);
        var state = await server.VisitAsync(Confirm);
        Assert.Equal(grant.NotAfter + More, Assert.Single(Assert.Single(state.Accounts).TrustLines).NotAfter);
        Assert.Null((await server.GrantAsync(request)).ExtendedAt);
        Assert.Single(await server.AuditAsync("grant.extended"));
        Assert.Equal(1, (await Core.Get<ShowRequests>().ListAsync(server.Alice, new(), Page.First)).Total);
        Assert.Equal(grant.NotAfter + More, Done(await Core.Get<ConnectToServers>().RunAsync(server.Alice, request, PublicKey)).ValidBefore);
    }

    [Fact]
    public async Task Extend_OftenerOrLongerOrByOthers_IsRefused()
    {
        await ChangeAsync(r => r with { Extension = new(1, More) });
        var (request, _) = await server.ActiveAsync();
        Assert.Equal("Duration", Assert.Single((await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More * 2, "")).Problems).Field);
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<ExtendAccess>().RunAsync(server.Ada, request, More, "")).Kind);
        Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));
        Assert.Equal("It was extended once already, as often as its access flow allows. Ask again.", (await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, "")).Sentence);
    }

    [Fact]
    public async Task Extend_TwiceAtOnce_MovesTheEndOnce()
    {
        await ChangeAsync(r => r with { Extension = new(1, More) });
        var (request, grant) = await server.ActiveAsync();
        var outcomes = await Task.WhenAll(Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""), Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));
        Assert.Single(outcomes, o => o.IsDone);
        Assert.Equal(grant.NotAfter + More, (await server.GrantAsync(request)).NotAfter);
    }

    [Fact]
    public async Task Extend_NotAllowedOrOver_SaysWhatToDo()
    {
        var (request, _) = await server.ActiveAsync();
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, "")).Kind);
        await ChangeAsync(r => r with { Extension = new(1, More) });
        server.Clock.Now += AnsweredServer.Lasts;
        Assert.Equal("This access is not in force, so there is nothing to extend. Ask again.", (await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, "")).Sentence);
    }

    [Fact]
    public async Task Extend_TheFlowAsksSomebody_TheEndMovesWhenTheyApprove()
    {
        var (request, grant) = await server.ActiveAsync();
        await ChangeAsync(r => r with { Extension = new(1, More), Approvers = new([server.Carol.Id!.Value], []) });
        var extension = Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));
        Assert.Equal(grant.NotAfter, (await server.GrantAsync(request)).NotAfter);
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, "")).Kind);
        var task = Assert.Single(await Core.Get<ListTasks>().RunAsync(server.Carol));
        Assert.Equal((extension, request), (task.Request.Request.Id, task.Extends!.Request.Id));

        Done(await Core.Get<DecideRequest>().RunAsync(server.Carol, extension, true, ""));
        Assert.Equal(grant.NotAfter + More, (await server.GrantAsync(request)).NotAfter);
        Assert.Single(Done(await Core.Get<ShowRequests>().FindAsync(server.Ada, request)).Servers);
        Assert.Equal(RequestState.Approved, Assert.Single(Done(await Core.Get<ShowRequests>().FindAsync(server.Ada, request)).Extensions).State);

        // The extension gives no access of its own.
        Assert.Single(Assert.Single((await server.VisitAsync(Confirm)).Accounts).TrustLines);
    }

    [Fact]
    public async Task Extend_NobodyDecidesBeforeTheEnd_Lapses()
    {
        var (request, grant) = await server.ActiveAsync();
        await ChangeAsync(r => r with { Extension = new(1, More), Approvers = new([server.Carol.Id!.Value], []) });
        var extension = Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));
        server.Clock.Now = grant.NotAfter!.Value;
        Assert.Equal("The access that this would extend is over already. Reject it, and let them ask again.", (await Core.Get<DecideRequest>().RunAsync(server.Carol, extension, true, "")).Sentence);
        await Core.Get<LapseRequests>().RunAsync(default);
        Assert.Equal(RequestState.Lapsed, Done(await Core.Get<ShowRequests>().FindAsync(server.Ada, extension)).Request.State);
    }

    [Fact]
    public async Task Extend_WhileAConnectorIsOnTheServer_ItsAnswerAboutTheOldEndEndsNothing()
    {
        await ChangeAsync(r => r with { Extension = new(1, More) });
        var (request, grant) = await server.ActiveAsync();
        await Core.Get<IServerStore>().MakeDueAsync(server.Id, server.Clock.Now, default);
        var lease = await server.LeaseAsync();
        await Core.Get<IReconcileStore>().BeginAsync(lease, server.Clock.Now, default);
        Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));
        Assert.True(await Core.Get<IReconcileStore>().ReportAnswerAsync(lease, ServerAnswer.Read($"jitssh 1\nended {grant.Id}\ndone\n"), server.Clock.Now, default));

        var still = await server.GrantAsync(request);
        Assert.Equal((GrantState.Active, grant.NotAfter + More), (still.State, still.NotAfter));
        Assert.NotNull(still.ExtendedAt);
        await server.VisitAsync(Confirm);
        Assert.Null((await server.GrantAsync(request)).ExtendedAt);
    }

    [Fact]
    public async Task Extend_TheServerCannotBeReached_IsTriedAgainAndSaid()
    {
        await ChangeAsync(r => r with { Extension = new(1, More) });
        var (request, _) = await server.ActiveAsync();
        Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, More, ""));
        await Core.Get<IReconcileStore>().ReportFailureAsync(await server.LeaseAsync(), ShellFailure.Timeout, "No answer.", server.Clock.Now, default);
        var grant = await server.GrantAsync(request);
        Assert.NotNull(grant.LastError);
        Assert.True((await server.ReadAsync()).NextReconcileAt < server.Clock.Now.AddMinutes(5));
    }

    [Fact]
    public async Task Unused_NobodyFetchesACertificate_EndsAndSaysSo()
    {
        await ChangeAsync(r => r with { UseWithin = TimeSpan.FromMinutes(10) });
        var (request, _) = await server.ActiveAsync();
        Assert.Equal(server.Clock.Now.AddMinutes(10), (await server.ReadAsync()).NextReconcileAt);
        server.Clock.Now += TimeSpan.FromMinutes(10);
        var state = await server.VisitAsync(s => string.Concat(s.Endings.Select(e => $"ended {e.Grant}\n")));
        Assert.Equal("unused", Assert.Single(state.Endings).Reason);
        var grant = await server.GrantAsync(request);
        Assert.Equal((GrantState.Ended, EndReason.Unused), (grant.State, grant.EndReason));
    }

    [Fact]
    public async Task Unused_SomebodyHasACertificate_LastsItsWholeTime()
    {
        await ChangeAsync(r => r with { UseWithin = TimeSpan.FromMinutes(10) });
        var (request, _) = await server.ActiveAsync();
        Done(await Core.Get<ConnectToServers>().RunAsync(server.Alice, request, PublicKey));
        server.Clock.Now += TimeSpan.FromMinutes(10);
        await server.VisitNowAsync($"grant {(await server.GrantAsync(request)).Id} in-force\n");
        Assert.Equal(GrantState.Active, (await server.GrantAsync(request)).State);
    }

    private static T Done<T>(Outcome<T> outcome) => Screen.Done(outcome);

    private static string Confirm(ServerState state) => string.Concat(state.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n"));

    private async Task ChangeAsync(Func<FlowRule, FlowRule> with)
    {
        var flow = (await Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Value.Items[0];
        Done(await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, with(flow.Rule), true));
    }
}
