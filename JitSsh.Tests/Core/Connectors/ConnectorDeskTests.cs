using System.Security.Cryptography;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Connectors.Remote;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>Who the portal answers: tokens, signatures, clocks, copies, revoking and versions, on a database.</summary>
public sealed class ConnectorDeskTests : IAsyncLifetime
{
    private readonly MovedClock clock = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
    private CoreHost core = null!;
    private Actor ada = Actor.System;

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync(change: s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        ada = (await core.Get<LoadActor>().RunAsync(Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" }))))!;
    }

    public ValueTask DisposeAsync() => core.DisposeAsync();

    [Fact]
    public async Task Token_UsedTwice_IsRefusedTheSecondTime()
    {
        var token = await TokenAsync();
        Assert.Equal(200, (await EnrolAsync(token.Token)).Status);
        var (status, refused) = Refusal(await EnrolAsync(token.Token));
        Assert.Equal((403, RefusedKind.Token), (status, refused.Kind));
        Assert.StartsWith("This token was used before", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_AfterAnHour_OrUnknown_IsRefused()
    {
        var token = await TokenAsync();
        clock.Move(EnrolmentToken.Life + TimeSpan.FromSeconds(1));
        Assert.StartsWith("This token was good for an hour", Refusal(await EnrolAsync(token.Token)).Refused.Sentence, StringComparison.Ordinal);
        Assert.StartsWith("The portal does not know this token", Refusal(await EnrolAsync(token.Token + "x")).Refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_IsNotInTheDatabase()
    {
        var token = await TokenAsync();
        await core.StopAsync();
        foreach (var file in Directory.GetFiles(core.Directory, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(token.Token, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_CopiedByteForByte_IsAnsweredOnce()
    {
        var me = await InstanceAsync();
        var (call, body) = me.Sign("sync/renew", """{"sync":null}""", clock.GetUtcNow());
        Assert.Equal(400, (await core.Get<ConnectorDesk>().CallAsync(call, "sync/renew", body, default)).Status);
        var (status, refused) = Refusal(await core.Get<ConnectorDesk>().CallAsync(call, "sync/renew", body, default));
        Assert.Equal((401, RefusedKind.Replayed), (status, refused.Kind));
    }

    [Fact]
    public async Task Call_WithAnotherBody_AnotherName_AnotherTimeOrAnotherKey_IsRefused()
    {
        var me = await InstanceAsync();
        var desk = core.Get<ConnectorDesk>();
        var (call, body) = me.Sign("failure", "{}", clock.GetUtcNow());
        var other = (await InstanceAsync("other")).Sign("failure", "{}", clock.GetUtcNow()).Call;
        foreach (var (said, name, sent) in new[]
        {
            (call, "failure", " {}"u8.ToArray()), (call, "report", body), (call with { Time = call.Time + 1 }, "failure", body), (call with { Nonce = call.Nonce + "A" }, "failure", body),
            (call with { Version = "9.9.9" }, "failure", body), (call with { Signature = other.Signature }, "failure", body), (call with { Instance = other.Instance }, "failure", body), (call with { Signature = "%" }, "failure", body),
        })
        {
            Assert.Equal((401, RefusedKind.Unknown), Kind(await desk.CallAsync(said, name, sent, default)));
        }

        Assert.Equal((400, RefusedKind.Malformed), Kind(await desk.CallAsync(null, "failure", body, default)));
    }

    [Theory]
    [InlineData(242, "[34] minutes.* ahead of")]
    [InlineData(-3600, "(59 minutes|1 hour).* behind")]
    public async Task Call_ClockIsOff_IsToldByHowMuch(int seconds, string words)
    {
        var me = await InstanceAsync();
        var at = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var (call, body) = me.Sign("take", """{"servers":1,"doing":"","errors":[]}""", at.AddSeconds(seconds));
        var (status, refused) = Refusal(await core.Get<ConnectorDesk>().CallAsync(call, "take", body, default));
        Assert.Equal((401, RefusedKind.Clock), (status, refused.Kind));
        Assert.Matches($"^The clock of box is {words} the portal's\\. Let chronyd", refused.Sentence);
    }

    [Fact]
    public async Task Revoked_InMidPoll_IsRefusedAtOnce_AndEverAfter()
    {
        var me = await InstanceAsync();
        var poll = CallAsync(me, "take", """{"servers":1,"doing":"","errors":[]}""");
        await core.UntilAsync(async () => (await core.Get<IConnectorStore>().FindAsync(me.Connector, default))!.Instances.Count, n => n == 1);
        Assert.False(poll.IsCompleted);
        Assert.True((await core.Get<ManageConnectors>().RevokeAsync(ada, me.Connector)).IsDone);
        Assert.Equal((403, RefusedKind.Revoked), Kind(await poll.WaitAsync(TimeSpan.FromSeconds(30))));
        Assert.Equal((403, RefusedKind.Revoked), Kind(await CallAsync(me, "take", """{"servers":1,"doing":"","errors":[]}""")));
        Assert.False((await core.Get<ManageConnectors>().NewTokenAsync(ada, me.Connector)).IsDone);
        Assert.False((await core.Get<ManageConnectors>().RevokeAsync(ada, me.Connector)).IsDone);
    }

    [Fact]
    public async Task Take_VersionIsOlderThanTheCatalogEntryNeeds_SaysWhatToUpdate()
    {
        var me = await InstanceAsync();
        await IntegrationAsync(me.Connector);
        var (call, body) = me.Sign("take", """{"servers":1,"doing":"","errors":[]}""", clock.GetUtcNow(), "0.0.9");
        var (status, refused) = Refusal(await core.Get<ConnectorDesk>().CallAsync(call, "take", body, default));
        Assert.Equal((426, RefusedKind.TooOld), (status, refused.Kind));
        Assert.Equal($"This connector has version 0.0.9, and SSH Servers needs 0.1.0 or later. Update the connector to {ConnectorDesk.LatestVersion}, the portal's version, and start it again.", refused.Sentence);
        var row = (await core.Get<IConnectorStore>().FindAsync(me.Connector, default))!;
        Assert.Contains(refused.Sentence, Assert.Single(Assert.Single(row.Instances).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_KeyIsPasted_ForAConnectorApart_SaysSoAtTheField()
    {
        var me = await InstanceAsync();
        using var key = GeneratePrivateKey.Execute();
        var outcome = await core.Get<ConnectIntegration>().RunAsync(ada, Input(me.Connector) with { Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span) });
        Assert.Contains(outcome.Problems, p => p.Field == nameof(IntegrationInput.Base64PrivateKey) && p.Sentence.StartsWith("A connector apart from the portal reads its secrets itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_NoProcessIsThere_SaysSo()
    {
        var token = await TokenAsync();
        var outcome = await core.Get<ConnectIntegration>().RunAsync(ada, Input(token.Connector) with { LoginKeyFrom = new JitSsh.Core.Secrets.FileSecretRef("/run/secrets/key.pem") });
        Assert.Contains(outcome.Problems, p => p.Sentence == "No process of the connector box has called lately; none has enrolled yet.");
    }

    [Fact]
    public async Task Manage_AsAMember_IsNotFound()
    {
        var token = await TokenAsync();
        var member = (await core.Get<LoadActor>().RunAsync(Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob", Email = "bob@example.com", LinuxName = "bob" }))))!;
        var manage = core.Get<ManageConnectors>();
        Assert.Equal(OutcomeKind.NotFound, (await manage.AddAsync(member, "x")).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await manage.NewTokenAsync(member, token.Connector)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await manage.RevokeAsync(member, token.Connector)).Kind);
        Assert.Equal(OutcomeKind.Conflict, (await manage.RevokeAsync(ada, ConnectorId.Embedded)).Kind);
    }

    private static IntegrationInput Input(ConnectorId connector) => new() { Name = "Far", LoginUser = "jitadmin", ConnectorId = connector, Source = new SshServersSettings { Servers = [new("web-1", "192.0.2.1")] } };

    /// <summary>An integration of that connector, without asking it what its key is.</summary>
    private Task IntegrationAsync(ConnectorId connector) => core.Get<IIntegrationStore>().AddAsync(
        new()
        {
            Id = TypedId.New<IntegrationId>(clock), Name = "Far", Source = new SshServersSettings { Servers = [new("web-1", "192.0.2.1")] }, ConnectorId = connector, LoginUser = "jitadmin",
            LoginKey = new JitSsh.Core.Secrets.FileSecretRef("/run/secrets/key.pem"), LoginPublicKey = AnsweredServer.Key, ConnectedAt = clock.GetUtcNow(),
        }, JitSsh.Core.Audit.Audited.Integration(ada, clock.GetUtcNow(), new(Guid.NewGuid()), "connected", "Far"), default);

    private async Task<NewToken> TokenAsync(string name = "box") => Screen.Done(await core.Get<ManageConnectors>().AddAsync(ada, name));

    private async Task<Me> InstanceAsync(string name = "box")
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var reply = Wire.Read<EnrolReply>((await EnrolAsync((await TokenAsync(name)).Token, key)).Json.Span);
        return new(reply.Instance, reply.Connector, key);
    }

    private async Task<DeskAnswer> EnrolAsync(string token, ECDsa? key = null)
    {
        using var made = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        return await core.Get<ConnectorDesk>().EnrolAsync(Wire.Bytes(new EnrolCall(token, Convert.ToBase64String((key ?? made!).ExportSubjectPublicKeyInfo()), "box", ConnectorDesk.LatestVersion)), default);
    }

    private Task<DeskAnswer> CallAsync(Me me, string name, string json)
    {
        var (call, body) = me.Sign(name, json, clock.GetUtcNow());
        return core.Get<ConnectorDesk>().CallAsync(call, name, body, default);
    }

    private static (int Status, Refused Refused) Refusal(DeskAnswer answer) => (answer.Status, Wire.Read<Refused>(answer.Json.Span));

    private static (int Status, RefusedKind Kind) Kind(DeskAnswer answer) => (answer.Status, Refusal(answer).Refused.Kind);

    private sealed record Me(ConnectorInstanceId Instance, ConnectorId Connector, ECDsa Key)
    {
        public (SignedCall Call, byte[] Body) Sign(string name, string json, DateTimeOffset at, string? version = null)
        {
            var body = System.Text.Encoding.UTF8.GetBytes(json);
            return (SignedCall.Sign(Key, Instance, name, version ?? ConnectorDesk.LatestVersion, body, at), body);
        }
    }
}
