using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Week;

/// <summary>
/// The portal's clock is put forward by an hour again and again, and in each hour people get access to real servers and lose it. What the portal holds, and what it leaves on the servers, is the same at
/// the end as it was when a third of the time was over; what it writes down grows by the access that was given, and by nothing else.
/// </summary>
[Trait("Category", "Lab")]
[Collection(nameof(Alone))]
public sealed class WeekTests
{
    private const int AskedEachHour = 12;

    /// <summary>Whose rows tell what was: they stay.</summary>
    private static readonly string[] Histories =
    [
        "AccessRequest", "RequestedServer", "BegunStep", "Decision", "Grant", "Receipt", "ReceiptGrant", "Notice", "ToldPerson", "Delivery", "AuditEvent",
    ];

    [Fact]
    [Trait("Category", "Long")]
    public Task Week_OfTwoThousandGrants_LeavesThePortalAsItWas() => RunAsync("127.77.186.0", hours: 7 * 24);

    /// <summary>A sample of the above.</summary>
    [Fact]
    public Task Day_LeavesThePortalAsItWas() => RunAsync("127.77.187.0", hours: 24);

    private static async Task RunAsync(string addressBase, int hours)
    {
        await using var lab = await LabFixture.StartAsync(addressBase, 3);
        var runtime = Directory.CreateTempSubdirectory("jw-").FullName;
        var clock = new MovedClock(TimeProvider.System.GetUtcNow());
        await using var core = await CoreHost.StartAsync(null, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)), ("JitSsh:OpenSsh:RuntimeDirectory", runtime));
        await using var job = await AccessJob.PrepareAsync(core, lab);
        await job.FlowAsync("At once", [job.Alice, job.Bob, job.Carol], null);
        Holdings? early = null;
        var given = 0;
        for (var hour = 1; hour <= hours; hour++)
        {
            given += await HourAsync(core, job, clock, hour);
            if (hour == hours / 3)
            {
                early = await Holdings.ReadAsync(core, lab, runtime, given);
            }
        }

        var late = await Holdings.ReadAsync(core, lab, runtime, given);
        TestContext.Current.TestOutputHelper?.WriteLine($"{early}\n{late}");
        late.AssertLike(early!, Histories);
    }

    /// <summary>People ask for an hour and more, the hour passes, and what was for an hour has ended.</summary>
    private static async Task<int> HourAsync(CoreHost core, AccessJob job, MovedClock clock, int hour)
    {
        Actor[] people = [job.Alice, job.Bob, job.Carol];
        string[] servers = [.. job.Servers.Keys.Order(StringComparer.Ordinal)];
        for (var i = 0; i < AskedEachHour; i++)
        {
            string[] groups = (hour + i) % 2 == 0 ? ["docker"] : ["docker", "developers"];
            await job.RequestAsync(people[i % people.Length], [servers[(hour + (i / people.Length)) % servers.Length]], groups, TimeSpan.FromHours(1 + (i % 3)) - TimeSpan.FromMinutes(30));
        }

        await OpenAsync(core, clock, g => g.State is GrantState.Pending or GrantState.Ending);
        clock.Move(TimeSpan.FromHours(1));
        await OpenAsync(core, clock, g => g.State != GrantState.Active || g.NotAfter <= clock.GetUtcNow());
        return AskedEachHour;
    }

    /// <summary>Waits until no open grant is left that should not be.</summary>
    private static Task OpenAsync(CoreHost core, MovedClock clock, Func<Grant, bool> isLate) => core.UntilAsync(
        async () =>
        {
            await using var context = await core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
            var open = await context.Grants.AsNoTracking().Where(g => g.State != GrantState.Ended).ToListAsync();
            var waiting = await context.Requests.AsNoTracking().CountAsync(r => r.State == RequestState.Approved && !context.Grants.Any(g => g.RequestId == r.Id));
            return (Late: open.Where(isLate).Select(g => $"{g.Account} on {g.ServerName}, {g.State} until {g.NotAfter:t}, {g.LastError}").ToList(), Waiting: waiting, Now: clock.GetUtcNow());
        }, left => left.Late.Count + left.Waiting == 0, TimeSpan.FromSeconds(60));
}

/// <summary>Other tests in this process would hold things, too.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
