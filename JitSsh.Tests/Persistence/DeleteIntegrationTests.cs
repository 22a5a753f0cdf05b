using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Portal.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>The end of an integration's life: nothing is gone before its server has said so, and what an admin reads on the way.</summary>
public sealed class DeleteIntegrationTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    private DeleteIntegration Delete => server.Core.Get<DeleteIntegration>();

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Delete_WithOpenAccess_EndsItFirstAndIsGoneOnceTheServerSaysSo()
    {
        Assert.Equal("Nobody has access to its servers.", (await ShowAsync()).Warning);
        var (request, grant) = await server.ActiveAsync();
        Assert.Equal("1 person has access to 1 of its servers. Deleting ends that first.", (await ShowAsync()).Warning);

        Assert.False(Screen.Done(await Delete.BeginAsync(server.Ada, server.Integration)));
        var integration = await FindAsync();
        Assert.Equal((IntegrationStatus.Deleting, "Ada is deleting it: access to its servers is being ended."), (integration!.Status, integration.StatusReason));
        var deletion = await ShowAsync();
        Assert.Equal((true, "0 of 1 ended."), (deletion.IsDeleting, deletion.Progress));
        Assert.Equal((GrantState.Ending, EndReason.RevokedByAdmin), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndReason!.Value));

        // Meanwhile nobody can ask for it, and nothing of it can be changed.
        Assert.False((await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = AnsweredServer.Lasts })).IsDone);
        Assert.Equal("This integration is being deleted. Stop that first.", (await server.Core.Get<ChangeIntegration>().RefreshAsync(server.Ada, server.Integration)).Sentence);
        Assert.Equal("This integration is being deleted. Stop that first.", (await server.Core.Get<ChangeIntegration>().DisableAsync(server.Ada, server.Integration, true)).Sentence);
        Assert.Equal("This integration is being deleted already.", (await Delete.BeginAsync(server.Ada, server.Integration)).Sentence);

        var told = await server.VisitAsync(_ => $"ended {grant.Id}\n");
        Assert.False(told.StaysPrepared);
        Assert.Equal([(grant.Id, "revoked-by-admin")], told.Endings.Select(e => (e.Grant, e.Reason)));
        await server.Core.UntilAsync(FindAsync, i => i is null);
        Assert.Equal(AccessStatus.Revoked, Screen.Done(await server.Core.Get<ShowRequests>().FindAsync(server.Ada, request)).Status);
        Assert.Equal(["Servers. 1 person has access to 1 of its servers. Deleting ends that first."], await server.AuditAsync("integration.deleting"));
        Assert.Equal(["Servers"], await server.AuditAsync("integration.deleted"));
    }

    [Fact]
    public async Task Delete_AServerDoesNotAnswer_WaitsSaysWhyAndCanBeDeletedAnyway()
    {
        var (request, grant) = await server.ActiveAsync("info timer systemd\ninfo armed 1772450000\n");
        Assert.Equal("Delete the integration first. Only when its servers do not answer, delete anyway.", (await Delete.AnywayAsync(server.Ada, server.Integration)).Sentence);
        Screen.Done(await Delete.BeginAsync(server.Ada, server.Integration));
        var lease = await server.LeaseAsync();
        await server.Core.Get<IReconcileStore>().ReportFailureAsync(lease, ShellFailure.Timeout, "192.0.2.1:22 did not answer in time.", server.Clock.Now, default);

        await Delete.FinishAsync(default);
        var deletion = await ShowAsync();
        Assert.Equal("0 of 1 ended. A server that cannot be reached holds it up: bring it back, or delete anyway. What may then be left on it is written into the audit log.", deletion.Progress);
        var open = Assert.Single(deletion.Open);
        Assert.Equal("192.0.2.1:22 did not answer in time. Check that the server is up and that no firewall or network security group drops the connector's packets.", open.Error);
        Assert.NotNull(open.NextAttemptAt);

        var left = Assert.Single(Screen.Done(await Delete.AnywayAsync(server.Ada, server.Integration)));
        Assert.Equal(
            $"web-01 (192.0.2.1:22): account alice of Alice, with its groups, its trust line and open sessions. The server itself ends this at {grant.NotAfter:u} and deletes the account after the cleanup period, if its timer runs.", left);
        Assert.Equal([left], await server.AuditAsync("integration.left-behind"));
        Assert.Equal(["Servers, with ends that its servers have not confirmed"], await server.AuditAsync("integration.deleted-anyway"));
        var sentence = $"The server never confirmed this end: Ada deleted its integration anyway. What may be left on {left}";
        Assert.Equal([$"alice: {sentence}"], await server.AuditAsync("grant.given-up"));
        Assert.Null(await FindAsync());
        var row = Screen.Done(await server.Core.Get<ShowRequests>().FindAsync(server.Ada, request));
        Assert.Equal((GrantState.Ended, sentence), (row.Servers[0].Grant!.State, row.Servers[0].Grant!.LastError));

        // Over, and yet no word of its being undone.
        Assert.Equal((AccessStatus.NotUndone, AccessStatus.NotUndone), (row.Status, row.Servers[0].Status));
        var step = RequestStep.Of(row, row.Servers[0])[^1];
        Assert.Equal(("Given up", StepState.Bad, sentence), (step.Name, step.State, step.Detail));
    }

    [Fact]
    public async Task Delete_ThePortalIsRestartedMeanwhile_GoesOnWhereItWas()
    {
        var (request, grant) = await server.ActiveAsync();
        Screen.Done(await Delete.BeginAsync(server.Ada, server.Integration));
        await server.RestartAsync();

        var integration = await FindAsync();
        Assert.Equal((IntegrationStatus.Deleting, "Ada is deleting it: access to its servers is being ended."), (integration!.Status, integration.StatusReason));
        Assert.Equal("0 of 1 ended.", (await ShowAsync()).Progress);
        Assert.Equal(GrantState.Ending, (await server.GrantAsync(request)).State);

        var told = await server.VisitAsync(_ => $"ended {grant.Id}\n");
        Assert.Equal([(grant.Id, "revoked-by-admin")], told.Endings.Select(e => (e.Grant, e.Reason)));
        await server.Core.UntilAsync(FindAsync, i => i is null);
        Assert.Equal(AccessStatus.Revoked, Screen.Done(await server.Core.Get<ShowRequests>().FindAsync(server.Ada, request)).Status);
    }

    [Fact]
    public async Task Delete_OfAServerWithoutATimer_SaysWhatToRemove()
    {
        var (_, grant) = await server.ActiveAsync("info timer none\ninfo armed -\n");
        Assert.Equal(
            $"web-01 (192.0.2.1:22): account alice of Alice, with its groups, its trust line and open sessions. It is not known that the server ends this by itself at {grant.NotAfter:u}: remove /etc/ssh/jitssh/alice and lock the account there.",
            Assert.Single((await ShowAsync()).Open).MayBeLeft);
    }

    [Fact]
    public async Task Cancel_AfterDeletingBegan_KeepsTheIntegrationAndWhatWasEnded()
    {
        var (request, grant) = await server.ActiveAsync();
        Assert.Equal("This integration is not being deleted.", (await Delete.CancelAsync(server.Ada, server.Integration)).Sentence);
        Screen.Done(await Delete.BeginAsync(server.Ada, server.Integration));
        Screen.Done(await Delete.CancelAsync(server.Ada, server.Integration));
        await server.VisitAsync(_ => $"ended {grant.Id}\n");
        await Delete.FinishAsync(default);
        var integration = await FindAsync();
        Assert.Equal((IntegrationStatus.Initializing, "Deleting was stopped. Waiting for a discovery."), (integration!.Status, integration.StatusReason));
        Assert.Equal(GrantState.Ended, (await server.GrantAsync(request)).State);
        await server.RequestAsync();
    }

    [Fact]
    public async Task Delete_ByWhoIsNoAdmin_IsNotThere()
    {
        Assert.Equal(OutcomeKind.NotFound, (await Delete.BeginAsync(server.Alice, server.Integration)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await Delete.ShowAsync(server.Alice, server.Integration)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await Delete.CancelAsync(server.Alice, server.Integration)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await Delete.AnywayAsync(server.Alice, server.Integration)).Kind);
        Assert.NotNull(await FindAsync());
    }

    [Theory]
    [InlineData(false, GrantState.Active, "Disabled by Ada. Access that people had runs to its end.")]
    [InlineData(true, GrantState.Ending, "Disabled by Ada. Access to its servers was ended.")]
    public async Task Disable_WithOpenAccess_DoesWhatTheAdminChose(bool endAccess, GrantState state, string reason)
    {
        var (request, _) = await server.ActiveAsync();
        Screen.Done(await server.Core.Get<ChangeIntegration>().DisableAsync(server.Ada, server.Integration, true, endAccess));
        Assert.Equal((IntegrationStatus.Disabled, reason), ((await FindAsync())!.Status, (await FindAsync())!.StatusReason));
        Assert.Equal(state, (await server.GrantAsync(request)).State);
    }

    [Fact]
    public async Task Change_OfKeyAndUser_KeepsServersHostKeysAndGrants()
    {
        var (request, _) = await server.ActiveAsync();
        var before = await server.ReadAsync();
        var other = TypedId.New<ConnectorId>(TimeProvider.System);
        var input = new IntegrationInput { Name = "Renamed", LoginUser = "other", Source = new SshServersSettings { Servers = [new("web-01", "192.0.2.9")] }, LinuxGroups = ["docker"], ConnectorId = other };
        Assert.Contains("There is no such connector.", (await server.Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, input)).Problems.Select(p => p.Sentence));

        // A key that is pasted would lie with the portal, and a connector apart from it would never have it.
        await server.Core.Get<JitSsh.Core.Connectors.IConnectorStore>().SeenAsync(new() { Id = other, Name = "other", Version = "1", LastSeenAt = DateTimeOffset.UnixEpoch }, default);
        using var key = JitSsh.Core.Secrets.PrivateKeys.GeneratePrivateKey.Execute();
        var pasted = input with { Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span) };
        Assert.False((await server.Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, pasted)).IsDone);
        Screen.Done(await server.Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, pasted with { ConnectorId = null }));
        var after = await server.ReadAsync();
        Assert.Equal((before.Id, before.HostKeys, before.HostKeysAcceptedAt), (after.Id, after.HostKeys, after.HostKeysAcceptedAt));
        Assert.Equal(GrantState.Active, (await server.GrantAsync(request)).State);

        var now = server.Clock.Now;
        var work = server.Core.Get<IReconcileStore>();
        Assert.Empty(await work.LeaseDueAsync(other, "other", now, now.AddMinutes(2), 10, default));
        Assert.Equal("other", Assert.Single(await work.LeaseDueAsync(ConnectorId.Embedded, "own", now, now.AddMinutes(2), 10, default)).Target!.LoginUser);
        Assert.Equal(key.PublicKeyLine, (await FindAsync())!.LoginPublicKey);
    }

    private async Task<Deletion> ShowAsync() => Screen.Done(await Delete.ShowAsync(server.Ada, server.Integration));

    private async Task<Integration?> FindAsync() => await server.Core.Get<ListIntegrations>().FindAsync(server.Ada, server.Integration) is { IsDone: true, Value: var integration } ? integration : null;
}
