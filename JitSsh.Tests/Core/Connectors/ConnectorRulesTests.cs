using System.Text.Json;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>What a connector refuses by itself, driven by a portal that says whatever somebody who took it over would say.</summary>
public sealed class ConnectorRulesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-rules-").FullName;
    private readonly RecordingShell shell = new();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("""{"groups":["docker","web-*"]}""", "This connector gives no access with the group 'sudo': \"groups\" in FILE does not allow it.", "alice", "sudo", 1)]
    [InlineData("""{"users":["alice"]}""", "This connector gives no access to the account 'mallory': \"users\" in FILE does not allow it.", "mallory", "docker", 1)]
    [InlineData("""{"longest":"02:00:00"}""", "This connector gives no access for longer than 2 hours: \"longest\" in FILE. This would last 9 hours.", "alice", "docker", 9)]
    public async Task Visit_OneGrantIsOutside_NothingOfItReachesTheServer_AndWhatEndsThereEnds(string rules, string sentence, string account, string group, int hours)
    {
        var (refused, allowed, ending) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var portal = new TakenOverPortal(new()
        {
            Generation = 7, LoginUser = "jitadmin", Keep = TimeSpan.Zero, RemoveHomes = false, StaysPrepared = true, UseExistingAccounts = true,
            Accounts = [new(account, [Line(refused, ["docker", group], Now.AddHours(hours))]), new("alice2", [Line(allowed, ["docker"], Now.AddHours(1))])],
            Endings = [new("bob", new(ending), new(Guid.NewGuid()), "expired")],
        });
        var file = Rules(rules.Replace("[\"alice\"]", "[\"alice*\"]", StringComparison.Ordinal));

        await ReconcileAsync(portal, file, Target("192.0.2.1"));

        var told = Assert.Single(shell.Told);
        Assert.DoesNotContain(refused.ToString(), told, StringComparison.Ordinal);
        Assert.DoesNotContain($"\naccount {account} ", told, StringComparison.Ordinal);
        Assert.Contains($"\ngrant alice2 {allowed} ", told, StringComparison.Ordinal);
        Assert.Contains($"\nending bob {ending} ", told, StringComparison.Ordinal);
        var said = Assert.Single(portal.Report!.Refused);
        Assert.Equal((refused, sentence.Replace("FILE", file, StringComparison.Ordinal)), (said.Grant.Value, said.Sentence));
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("localhost")]
    [InlineData("no-such-host.invalid")]
    public async Task Visit_ServerIsOutsideItsNetworks_NobodyConnects(string host)
    {
        var portal = new TakenOverPortal(null!);
        var file = Rules("""{"networks":["10.1.0.0/16","2001:db8::/32"]}""");

        await ReconcileAsync(portal, file, Target(host));

        Assert.Empty(shell.Reached);
        Assert.Equal(ShellFailure.NotAllowedThere, portal.Failure!.Value.Failure);
        Assert.Contains(file, portal.Failure.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visit_ServerIsInside_IsReachedAtTheAddressThatWasChecked()
    {
        var portal = new TakenOverPortal(null!);
        await ReconcileAsync(portal, Rules("""{"networks":["127.0.0.0/8","::1/128"]}"""), Target("localhost"));
        Assert.Contains(Assert.Single(shell.Reached).Address.Host, (string[])["127.0.0.1", "::1"]);
    }

    [Fact]
    public async Task Visit_JumpServerIsOutside_OrHidesAName_NobodyConnects()
    {
        var file = Rules("""{"networks":["10.1.0.0/16"]}""");
        await ReconcileAsync(new TakenOverPortal(null!), file, Target("10.1.0.5") with { Jump = Target("192.0.2.9") });
        var hidden = new TakenOverPortal(null!);
        await ReconcileAsync(hidden, file, Target("inner") with { Jump = Target("10.1.0.9") });
        Assert.Empty(shell.Reached);
        Assert.Contains("Give its IP address", hidden.Failure!.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visit_LoginUserWouldBeAnOption_NobodyConnects()
    {
        var portal = new TakenOverPortal(null!);
        await ReconcileAsync(portal, null, Target("192.0.2.1") with { Jump = Target("192.0.2.2") with { LoginUser = "-oProxyCommand=sh" } });
        Assert.Empty(shell.Reached);
        Assert.Equal(ShellFailure.NotAllowedThere, portal.Failure!.Value.Failure);
    }

    [Theory]
    [InlineData("""{"host":"-oProxyCommand=id","port":22}""")]
    [InlineData("""{"host":"a b","port":22}""")]
    [InlineData("""{"host":"192.0.2.1","port":0}""")]
    public void Wire_AddressThatIsNone_IsNotRead(string json) => Assert.Throws<JsonException>(() => Wire.Read<HostAddress>(json));

    [Fact]
    public void Wire_HostKeyWithALineMore_IsNotRead() => Assert.Throws<JsonException>(() => Wire.Read<HostKey>($"\"{AnsweredServer.Key}\\n{AnsweredServer.OtherKey}\""));

    [Theory]
    [InlineData("""{"group":["docker"]}""", "cannot be read")]
    [InlineData("""{"networks":["10/8"]}""", "is no network")]
    [InlineData("""{"longest":"-01:00:00"}""", "must be more than nothing")]
    [InlineData("null", "are empty")]
    public void Read_FileIsWrong_SaysWhatAndWhere(string rules, string part)
    {
        var file = Rules(rules);
        var sentence = Assert.Throws<InvalidOperationException>(() => ConnectorRules.Read(file)).Message;
        Assert.Contains(part, sentence, StringComparison.Ordinal);
        Assert.Contains(file, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileIsNotThere_DoesNotGoOnWithout() => Assert.Throws<InvalidOperationException>(() => ConnectorRules.Read(Path.Combine(directory, "none.json")));

    private string Rules(string json)
    {
        var file = Path.Combine(directory, "rules.json");
        File.WriteAllText(file, json);
        return file;
    }

    private static TrustLine Line(Guid grant, IReadOnlyList<string> groups, DateTimeOffset end) => new(new(grant), new(Guid.NewGuid()), end, groups, AnsweredServer.Key);

    private static ShellTarget Target(string host) => HostAddress.TryCreate(host, 22, out var address, out _)
        ? new(new(Guid.NewGuid()), address!, "jitadmin", new FileSecretRef("/run/secrets/key"), HostKey.ReadLines(AnsweredServer.Key))
        : throw new InvalidOperationException(host);

    private Task ReconcileAsync(TakenOverPortal portal, string? file, ShellTarget target) =>
        new ReconcileServer(shell, ConnectorRules.Read(file), new FixedClock(), NullLogger<ReconcileServer>.Instance).RunAsync(portal, new(target.ServerId, 7, "me", Now.AddMinutes(2), target, null), default);

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class RecordingShell : IServerShell
    {
        public List<ShellTarget> Reached { get; } = [];

        public List<string> Told { get; } = [];

        public Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel)
        {
            Reached.Add(target);
            return Task.FromResult(new ShellResult(null, ""));
        }

        public Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
        {
            Told.Add(input[(input.LastIndexOf("\nmain <<'", StringComparison.Ordinal) + 1)..]);
            return Task.FromResult(new ShellResult(null, "jitssh 1\ndone\n"));
        }

        public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => throw new NotSupportedException();

        public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => Task.CompletedTask;

        public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => throw new NotSupportedException();
    }

    /// <summary>Hands out what it likes, and keeps what it is told.</summary>
    private sealed class TakenOverPortal(ServerState state) : IConnectorWork
    {
        public VisitReport? Report { get; private set; }

        public (ShellFailure Failure, string Text)? Failure { get; private set; }

        public Task<ServerState?> BeginAsync(ServerLease lease, string? keyNote, CancellationToken cancel) => Task.FromResult<ServerState?>(state);

        public Task<bool> ReportAnswerAsync(ServerLease lease, VisitReport report, CancellationToken cancel)
        {
            Report = report;
            return Task.FromResult(true);
        }

        public Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, CancellationToken cancel)
        {
            Failure = (failure, text);
            return Task.FromResult(true);
        }

        public Task<DueWork> TakeAsync(int servers, string doing, CancellationToken cancel) => throw new NotSupportedException();

        public Task GiveBackAsync(ServerLease lease, CancellationToken cancel) => throw new NotSupportedException();

        public Task<bool> RenewSyncAsync(SyncWork sync, CancellationToken cancel) => throw new NotSupportedException();

        public IProgress<JitSsh.Core.Discovery.DiscoveryProgress>? ProgressOf(SyncWork sync) => null;

        public Task<IReadOnlyList<string>> MissingWithAccessAsync(SyncWork sync, JitSsh.Core.Discovery.DiscoveryResult result, CancellationToken cancel) => throw new NotSupportedException();

        public Task EndSyncAsync(SyncWork sync, SyncReport report, CancellationToken cancel) => throw new NotSupportedException();

        public Task FailSyncAsync(SyncWork sync, string sentence, CancellationToken cancel) => throw new NotSupportedException();

        public void SyncIsOver(SyncWork sync)
        {
        }

        public Task AnswerAsync(AskedNow ask, string answer, CancellationToken cancel) => throw new NotSupportedException();
    }
}
