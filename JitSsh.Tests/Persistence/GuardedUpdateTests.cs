using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>What the stores promise, on a real database; no connector runs.</summary>
public sealed class GuardedUpdateTests : IAsyncLifetime
{
    private CoreHost core = null!;
    private Actor admin = Actor.System;
    private Actor alice = Actor.System;
    private Actor bob = Actor.System;
    private ServerId server;

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync(change: WithoutConnector);
        admin = await ActorAsync((await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })).Value);
        alice = await ActorAsync((await core.Get<AddPerson>().RunAsync(admin, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" })).Value);
        bob = await ActorAsync((await core.Get<AddPerson>().RunAsync(admin, new() { Name = "Bob", Email = "bob@example.com" })).Value);
        await core.Get<JitSsh.Core.Connectors.IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = DateTimeOffset.UnixEpoch }, default);
        using var key = GeneratePrivateKey.Execute();
        var integration = (await core.Get<ConnectIntegration>().RunAsync(admin, new()
        {
            Name = "Servers",
            LoginUser = "jitadmin",
            Source = new SshServersSettings { Servers = [new("web-01", "192.0.2.1")] },
            Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
            LinuxGroups = ["docker"],
        })).Value;
        await core.Get<JitSsh.Core.Discovery.IDiscoveryStore>().ApplyAsync(integration, await core.Get<JitSsh.Core.Discovery.DiscoverServers>().DiscoverAsync(
            new SshServersSettings { Servers = [new("web-01", "192.0.2.1")] }, null), default);
        server = (await core.Get<ListServers>().OfIntegrationAsync(admin, integration)).Value[0].Id;
        await core.Get<SaveAccessFlow>().AddAsync(admin, "Flow", new()
        {
            Grantees = new([alice.Id!.Value], []),
            Targets = new() { Integrations = [integration] },
            MaxDuration = TimeSpan.FromHours(1),
            Approvers = new([bob.Id!.Value, admin.Id!.Value, alice.Id!.Value], []),
        });
    }

    public ValueTask DisposeAsync() => core.DisposeAsync();

    [Fact]
    public async Task Decide_TwoApproversAtOnce_OneDecisionStands()
    {
        var request = await SubmitAsync();
        var outcomes = await Task.WhenAll(core.Get<DecideRequest>().RunAsync(bob, request, true, "yes"), core.Get<DecideRequest>().RunAsync(admin, request, false, "no"));
        Assert.Single(outcomes, o => o.IsDone);
        Assert.Single(outcomes, o => o.Kind == OutcomeKind.Conflict);
        var row = (await core.Get<ShowRequests>().FindAsync(admin, request)).Value;
        Assert.Single(row.Decisions);
        Assert.Equal(row.Decisions[0].Decision.Approved ? RequestState.Approved : RequestState.Rejected, row.Request.State);
        Assert.Single(await AuditAsync(request), e => e.Action is "request.approved" or "request.rejected");
    }

    [Fact]
    public async Task Decide_OwnRequest_IsNotFoundAlthoughTheFlowNamesThem()
    {
        var request = await SubmitAsync();
        Assert.Equal(OutcomeKind.NotFound, (await core.Get<DecideRequest>().RunAsync(alice, request, true, "")).Kind);
    }

    [Fact]
    public async Task Find_SomebodyElsesRequest_SaysTheSameAsForNone()
    {
        var carol = await ActorAsync((await core.Get<AddPerson>().RunAsync(admin, new() { Name = "Carol", Email = "carol@example.com" })).Value);
        var there = await core.Get<ShowRequests>().FindAsync(carol, await SubmitAsync());
        var nowhere = await core.Get<ShowRequests>().FindAsync(carol, new(Guid.NewGuid()));
        Assert.Equal((there.Kind, there.Sentence), (nowhere.Kind, nowhere.Sentence));
    }

    [Fact]
    public async Task Lease_LostToAnother_ReportIsRefusedAndChangesNothing()
    {
        var request = await SubmitAsync();
        await core.Get<DecideRequest>().RunAsync(bob, request, true, "");
        var work = core.Get<IReconcileStore>();
        var now = TimeProvider.System.GetUtcNow();
        var first = Assert.Single(await work.LeaseDueAsync(ConnectorId.Embedded, "one", now, now.AddSeconds(1), 10, default));
        Assert.Empty(await work.LeaseDueAsync(ConnectorId.Embedded, "two", now, now.AddMinutes(1), 10, default));
        var second = Assert.Single(await work.LeaseDueAsync(ConnectorId.Embedded, "two", now.AddSeconds(2), now.AddMinutes(1), 10, default));
        Assert.True(second.Generation > first.Generation);
        Assert.NotNull(await work.BeginAsync(second, now, default));
        Assert.Null(await work.BeginAsync(first, now, default));
        Assert.False(await work.ReportAnswerAsync(first, ServerAnswer.Read("jitssh 1\ndone\n"), now, default));
        Assert.Equal(GrantState.Pending, (await core.Get<ShowRequests>().FindAsync(admin, request)).Value.Servers[0].Grant!.State);
    }

    [Fact]
    public async Task Report_GrantNotConfirmed_StaysPendingWithAnError()
    {
        var request = await SubmitAsync();
        await core.Get<DecideRequest>().RunAsync(bob, request, true, "");
        var work = core.Get<IReconcileStore>();
        var now = TimeProvider.System.GetUtcNow();
        var lease = Assert.Single(await work.LeaseDueAsync(ConnectorId.Embedded, "one", now, now.AddMinutes(1), 10, default));
        await work.BeginAsync(lease, now, default);
        Assert.True(await work.ReportAnswerAsync(lease, ServerAnswer.Read("jitssh 1\nchanged 0\ndone\n"), now, default));
        var grant = (await core.Get<ShowRequests>().FindAsync(admin, request)).Value.Servers[0].Grant!;
        Assert.Equal(GrantState.Pending, grant.State);
        Assert.NotNull(grant.LastError);
        Assert.True(await work.NextDueAsync(ConnectorId.Embedded, default) > now);
    }

    [Fact]
    public async Task End_BeforeAnythingWasSent_IsEndedAtOnce()
    {
        var request = await SubmitAsync();
        await core.Get<DecideRequest>().RunAsync(bob, request, true, "");
        Assert.Equal(1, (await core.Get<EndAccess>().RunAsync(alice, request)).Value);
        var grant = (await core.Get<ShowRequests>().FindAsync(admin, request)).Value.Servers[0].Grant!;
        Assert.Equal((GrantState.Ended, EndReason.RevokedByRequester), (grant.State, grant.EndReason!.Value));
        Assert.Equal(OutcomeKind.Conflict, (await core.Get<EndAccess>().RunAsync(alice, request)).Kind);
    }

    [Fact]
    public async Task Delete_AnIntegrationWithAnApprovedRequestThatWasNeverSent_EndsItAndIsGone()
    {
        var integration = (await core.Get<ListIntegrations>().RunAsync(admin)).Value[0].Integration.Id;
        var request = await SubmitAsync();
        await core.Get<DecideRequest>().RunAsync(bob, request, true, "");
        Assert.Equal("1 person has access to 1 of its servers. Deleting ends that first.", (await core.Get<DeleteIntegration>().ShowAsync(admin, integration)).Value.Warning);
        Assert.True((await core.Get<DeleteIntegration>().BeginAsync(admin, integration)).Value);
        Assert.Equal(AccessStatus.Revoked, (await core.Get<ShowRequests>().FindAsync(admin, request)).Value.Status);
    }

    [Fact]
    public async Task SetUp_ASecondTime_IsRefused() =>
        Assert.Equal(OutcomeKind.Conflict, (await core.Get<SetUp>().RunAsync(new() { Name = "Eve", Email = "eve@example.com", Password = "correct horse battery" })).Kind);

    [Fact]
    public async Task Secret_InTheDatabase_IsNotReadable()
    {
        await core.Get<JitSsh.Core.Secrets.Local.LocalSecretStore>().WriteAsync(admin, "s", "find-me-if-you-can"u8.ToArray(), default);
        foreach (var file in Directory.GetFiles(core.Directory, "jitssh.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOf("find-me-if-you-can"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("PRIVATE KEY"u8));
        }
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    public async Task Search_WildcardTyped_IsJustText(string typed) => Assert.Equal(0, (await core.Get<ListPeople>().RunAsync(admin, typed, Page.First)).Value.Total);

    private static void WithoutConnector(IServiceCollection services)
    {
        foreach (var background in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name is "EmbeddedConnector" or "RequestLapser").ToList())
        {
            services.Remove(background);
        }
    }

    private async Task<RequestId> SubmitAsync() => (await core.Get<SubmitRequest>().RunAsync(alice, new() { Servers = [server], Duration = TimeSpan.FromMinutes(5) })).Value;

    private async Task<Actor> ActorAsync(PersonId id) => (await core.Get<LoadActor>().RunAsync(id))!;

    private async Task<IEnumerable<AuditEvent>> AuditAsync(RequestId request) => (await core.Get<ReadAuditLog>().RunAsync(admin, null, new(0, 500))).Value.Items.Where(e => e.SubjectId == request.Value);
}
