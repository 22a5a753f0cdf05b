using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using Xunit;

namespace JitSsh.Tests.Core.Servers.KillMatrix;

/// <summary>
/// Access ends, whatever a person has left running: on servers with and without logind, on an account that JitSsh made and on
/// one that was there before.
/// </summary>
[Trait("Category", "Script")]
public sealed class KillMatrixTests(KillMatrixTests.Scenes scenes) : IClassFixture<KillMatrixTests.Scenes>
{
    private static readonly ServerKind[] Servers = [ServerKind.Light, ServerKind.Full];
    private static readonly AccountKind[] Accounts = [AccountKind.Made, AccountKind.Used];

    public static TheoryData<ServerKind, AccountKind, string> Cells()
    {
        var cells = new TheoryData<ServerKind, AccountKind, string>();
        foreach (var server in Servers)
        {
            foreach (var account in Accounts)
            {
                foreach (var name in Scene.Names(server))
                {
                    cells.Add(server, account, name);
                }
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task End_OfAGrant_EndsWhatWasStartedWithIt(ServerKind server, AccountKind account, string name)
    {
        var scene = await scenes.AtAsync(server, account);

        Assert.True(scene.Survivors(name) == "", $"Survives: {scene.Survivors(name)}\n{scene.Answer.Output}{scene.Answer.Error}");
    }

    [Theory]
    [InlineData(ServerKind.Light)]
    [InlineData(ServerKind.Full)]
    public async Task End_OfAGrantOnAUsedAccount_LeavesThePersonsOwnSessionsAlone(ServerKind server)
    {
        var scene = await scenes.AtAsync(server, AccountKind.Used);

        Assert.True(scene.Missing == "", $"{scene.Missing}\n{scene.Answer.Output}{scene.Answer.Error}");
    }

    [Theory]
    [InlineData(ServerKind.Light, AccountKind.Made)]
    [InlineData(ServerKind.Light, AccountKind.Used)]
    [InlineData(ServerKind.Full, AccountKind.Made)]
    [InlineData(ServerKind.Full, AccountKind.Used)]
    public async Task End_OfAGrant_IsSaidOnlyWhenItIsTrue(ServerKind server, AccountKind account)
    {
        var scene = await scenes.AtAsync(server, account);
        var said = scene.Answer.Output.Contains("\nended G-", StringComparison.Ordinal);

        Assert.True(said == !scene.HasSurvivors, $"Said: {said}\n{scene.Answer.Output}{scene.Answer.Error}");
    }

    [Theory]
    [InlineData(AccountKind.Made)]
    [InlineData(AccountKind.Used)]
    public async Task End_OfAGrant_ReportsWhatItCannotEnd(AccountKind account)
    {
        var scene = await scenes.AtAsync(ServerKind.Full, account);
        var name = account == AccountKind.Made ? "alice" : "bob";

        Assert.Matches($"\nresidue {name} root-unit run-\\w+.service: .*sleep.*80002", scene.Answer.Output);
        Assert.Contains($"\nresidue {name} crontab /var/spool/cron/crontabs/{name}\n", scene.Answer.Output, StringComparison.Ordinal);
        Assert.Contains($"\nresidue {name} at-job /var/spool/cron/atjobs/", scene.Answer.Output, StringComparison.Ordinal);
        Assert.Contains($"\nresidue {name} user-unit .config/systemd/user/again.service\n", scene.Answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ServerKind.Light, AccountKind.Made)]
    [InlineData(ServerKind.Light, AccountKind.Used)]
    [InlineData(ServerKind.Full, AccountKind.Made)]
    [InlineData(ServerKind.Full, AccountKind.Used)]
    public async Task End_OfAGrantWithAllOfThis_TakesSeconds(ServerKind server, AccountKind account)
    {
        var scene = await scenes.AtAsync(server, account);

        TestContext.Current.TestOutputHelper!.WriteLine($"{scene.Took.TotalSeconds:0.0} s");
        Assert.InRange(scene.Took, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    /// <summary>A server of each kind, and each scene played on it once.</summary>
    public sealed class Scenes : IAsyncLifetime
    {
        private readonly Dictionary<(ServerKind, AccountKind), Task<Scene>> played = [];
        private ServerLab? lab;

        public async ValueTask InitializeAsync() => lab = await LabFixture.StartAsync("127.79.50.0", 1, full: 1);

        internal Task<Scene> AtAsync(ServerKind server, AccountKind account)
        {
            if (!played.TryGetValue((server, account), out var scene))
            {
                scene = Scene.PlayAsync(lab!, lab!.Servers.Single(s => s.Info.Kind == server), account);
                played[(server, account)] = scene;
            }

            return scene;
        }

        public ValueTask DisposeAsync() => lab is null ? ValueTask.CompletedTask : lab.DisposeAsync();
    }
}
