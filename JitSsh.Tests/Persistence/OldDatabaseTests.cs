using System.Globalization;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>This version is started over the database of each earlier one, with access in force: what had been granted, ended and asked for is what it was, and ends when it was to end.</summary>
public sealed class OldDatabaseTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
    private readonly MovedClock clock = new(OldDatabase.Now);
    private readonly ObedientShell shell = new();
    private CoreHost core = null!;
    private Actor ada = Actor.System;

    public static TheoryData<string> Migrations => [.. OldDatabase.Migrations()];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (core is not null)
        {
            await core.DisposeAsync();
        }
    }

    /// <summary>The migration that gave labels a table of their own, and filled it from the flows that were there.</summary>
    private const string WithLabels = "ConnectorsAndSessions";

    [Theory]
    [MemberData(nameof(Migrations))]
    public async Task Start_OverAnOldDatabaseWithAccessInForce_EndsItInTimeAndLosesNothing(string migration)
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "The first version of PostgreSQL's schema has no older one.");
        await StartAsync(migration);

        // Before anybody has got through to the server: all of it is there, and says what it said.
        var all = (await core.Get<ShowRequests>().ListAsync(ada, new(null, null, null), new(0, 50))).Items;
        Assert.Equal(
            new Dictionary<RequestId, AccessStatus>
            {
                [OldDatabase.InForce] = AccessStatus.Active,
                [OldDatabase.Over] = AccessStatus.Expired,
                [OldDatabase.Waiting] = AccessStatus.PendingApproval,
                [OldDatabase.Ending] = AccessStatus.Failing,
                [OldDatabase.JustApproved] = AccessStatus.Granting,
                [OldDatabase.Rejected] = AccessStatus.Rejected,
            },
            all.ToDictionary(r => r.Request.Id, r => r.Status));
        Assert.All(all, r => Assert.Equal("Web", r.FlowName));
        if (OldDatabase.Migrations().TakeWhile(m => m != WithLabels).Contains(migration, StringComparer.Ordinal))
        {
            Assert.Equal(["old"], Screen.Done(await core.Get<ListAccessFlows>().FiltersAsync(ada)).Labels);
        }

        // Then the server is told what was left to do: the end that it had not confirmed, what was approved in the last second, and what is in force until when it was to be.
        shell.Open();
        await UntilAsync(OldDatabase.Ending, AccessStatus.Revoked);
        await UntilAsync(OldDatabase.JustApproved, AccessStatus.Active);
        var first = shell.Documents.First();
        Assert.Equal("8", Assert.Single(first, r => r[0] == "generation")[1]);
        Assert.Equal(OldDatabase.SoonOver.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), GrantOf(first, OldDatabase.InForce)![4]);
        Assert.Equal("docker", Assert.Single(first, r => r[0] == "group")[3]);
        Assert.Contains(first, r => r[0] == "ending" && r[3] == $"{OldDatabase.Ending}");
        Assert.Null(GrantOf(first, OldDatabase.Ending));
        Assert.Null(GrantOf(first, OldDatabase.Over));

        // The end comes at its time, and the next document holds it no more.
        clock.Move(OldDatabase.SoonOver - clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        var ended = await UntilAsync(OldDatabase.InForce, AccessStatus.Expired);
        Assert.Equal((GrantState.Ended, EndReason.Expired, OldDatabase.SoonOver), (ended.State, ended.EndReason, ended.NotAfter));
        var last = shell.Documents.Last();
        Assert.Null(GrantOf(last, OldDatabase.InForce));
        Assert.NotNull(GrantOf(last, OldDatabase.JustApproved));
        Assert.Contains(shell.Documents, d => d.Any(r => r[0] == "ending" && r[3] == $"{OldDatabase.InForce}" && r[4] == "expired"));

        // Who was asked is still asked, their yes counts, and what is then granted can be taken away.
        var bob = await LoadAsync(OldDatabase.Bob);
        Assert.Equal(OldDatabase.Waiting, Assert.Single(await core.Get<ListTasks>().RunAsync(bob)).Request.Request.Id);
        Screen.Done(await core.Get<DecideRequest>().RunAsync(bob, OldDatabase.Waiting, approve: true, "Go on"));
        await UntilAsync(OldDatabase.Waiting, AccessStatus.Active);
        Screen.Done(await core.Get<EndAccess>().RunAsync(ada, OldDatabase.Waiting));
        await UntilAsync(OldDatabase.Waiting, AccessStatus.Revoked);

        // What the old version wrote in the audit log stands in the chain, and what came since after it.
        var chain = Screen.Done(await core.Get<CheckAuditChain>().RunAsync(ada));
        Assert.True(chain.IsWhole, chain.Problem);
        Assert.True(chain.Checked > OldDatabase.Audited, $"{chain.Checked} events");
        Assert.Contains(Screen.Done(await core.Get<ReadAuditLog>().RunAsync(ada, null, new(0, 500))).Items, e => e is { Sequence: 1, Action: "setup.done" });
    }

    private async Task StartAsync(string migration)
    {
        await OldDatabase.MakeAsync(directory, migration);
        core = await CoreHost.StartAsync(directory, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.Replace(ServiceDescriptor.Singleton<IServerShell>(shell));
        });
        ada = await LoadAsync(OldDatabase.Ada);
    }

    private static string[]? GrantOf(IReadOnlyList<string[]> document, RequestId request) => document.SingleOrDefault(r => r[0] == "grant" && r[3] == $"{request}");

    private async Task<Actor> LoadAsync(PersonId id) => (await core.Get<LoadActor>().RunAsync(id))!;

    private async Task<Grant> UntilAsync(RequestId id, AccessStatus status)
    {
        var row = await core.UntilAsync(async () => Screen.Done(await core.Get<ShowRequests>().FindAsync(ada, id)), r => r.Status == status);
        return Assert.Single(row.Servers).Grant!;
    }
}
