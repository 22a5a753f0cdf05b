using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Portal.Shared;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.Core.Activity;

/// <summary>Filters, export, time line and figures, over requests in every state that there is.</summary>
public sealed class ActivityTests : IAsyncLifetime
{
    private const int Many = 1203;

    private AnsweredServer site = null!;

    public async ValueTask InitializeAsync() => site = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Filter_ByEachStatus_FindsWhatPeopleSeeInThatState()
    {
        foreach (var state in Enum.GetValues<GrantState>())
        {
            foreach (var (error, reason) in new (string?, EndReason?)[] { (null, null), ("No route", EndReason.Expired), (null, EndReason.RevokedByAdmin), (null, EndReason.Expired) })
            {
                await GrantAsync(await site.RequestAsync(), state, error, reason);
            }
        }

        await site.RequestAsync();
        foreach (var state in Enum.GetValues<RequestState>())
        {
            await ChangeAsync(await site.RequestAsync(), state);
        }

        var all = (await ListAsync(new())).Items;
        Assert.Equal(22, all.Count);
        foreach (var status in Enum.GetValues<AccessStatus>())
        {
            Assert.Equal(Ids(all.Where(r => r.Status == status)), Ids((await ListAsync(new() { Status = status })).Items));
        }

        Assert.Equal(22, (await ListAsync(new() { IsOpen = true })).Total + (await ListAsync(new() { IsOpen = false })).Total);
    }

    [Theory]
    [InlineData("alic", null, null, 2)]
    [InlineData("nobody", null, null, 0)]
    [InlineData(null, "web", null, 2)]
    [InlineData(null, "%", null, 0)]
    [InlineData(null, null, "flo", 2)]
    [InlineData(null, null, "other", 0)]
    public async Task Filter_ByNames_Narrows(string? requester, string? server, string? flow, int found)
    {
        await site.RequestAsync();
        await site.RequestAsync();
        Assert.Equal(found, (await ListAsync(new() { Requester = requester, Server = server, Flow = flow })).Total);
    }

    [Fact]
    public async Task Filter_ByDays_TakesBothDaysIn()
    {
        await site.RequestAsync();
        var day = DateOnly.FromDateTime(site.Clock.Now.UtcDateTime);
        Assert.Equal(1, (await ListAsync(new() { From = day, To = day })).Total);
        Assert.Equal(0, (await ListAsync(new() { From = day.AddDays(1) })).Total);
        Assert.Equal(0, (await ListAsync(new() { To = day.AddDays(-1) })).Total);
    }

    [Fact]
    public async Task Export_ManyRequestsOfOneMoment_HasEachOnce_AndMembersGetTheirOwn()
    {
        // More than one part, all of the same moment, for the clock stands still.
        await using (var c = await ContextAsync())
        {
            var first = await site.RequestAsync();
            var like = await c.Requests.SingleAsync(r => r.Id == first);
            c.AddRange(Enumerable.Range(0, Many - 1).Select(_ => new AccessRequest
            {
                Id = TypedId.New<RequestId>(site.Clock), RequesterId = like.RequesterId, FlowId = like.FlowId, FlowVersion = like.FlowVersion, LinuxGroups = [], Duration = like.Duration, Justification = "",
                State = like.State, CreatedAt = like.CreatedAt, LapsesAt = like.LapsesAt,
            }));
            await c.SaveChangesAsync();
        }

        List<RequestId> ids = [];
        await foreach (var row in site.Core.Get<ShowActivity>().ExportAsync(site.Ada, new()))
        {
            ids.Add(row.Request.Id);
        }

        Assert.Equal((Many, Many), (ids.Count, ids.Distinct().Count()));
        await foreach (var row in site.Core.Get<ShowActivity>().ExportAsync(site.Carol, new()))
        {
            Assert.Fail($"Carol sees {row.RequesterName}'s request.");
        }
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("1-1=0", "1-1=0")]
    public async Task Csv_ACellThatBeginsLikeAFormula_IsText(string justification, string cell)
    {
        Screen.Done(await site.Core.Get<SubmitRequest>().RunAsync(site.Alice, new() { Servers = [site.Id], Duration = AnsweredServer.Lasts, Justification = justification }));
        using var bytes = new MemoryStream();
        await ActivityExport.WriteCsvAsync(bytes, site.Core.Get<ShowActivity>().ExportAsync(site.Ada, new()), CancellationToken.None);
        var text = System.Text.Encoding.UTF8.GetString(bytes.ToArray());
        Assert.StartsWith("Request,Asked,", text, StringComparison.Ordinal);
        Assert.Contains($",{cell},", text, StringComparison.Ordinal);
        Assert.Equal(3, text.Split("\r\n").Length);
    }

    [Fact]
    public async Task AccessNow_AsAFile_HasWhoIsWhere_ForAdminsOnly()
    {
        await site.ActiveAsync();
        var access = Screen.Done(await site.Core.Get<ShowAccessNow>().ExportAsync(site.Ada, "web"));
        using var bytes = new MemoryStream();
        await AccessNowExport.WriteCsvAsync(bytes, access, CancellationToken.None);
        var lines = System.Text.Encoding.UTF8.GetString(bytes.ToArray()).Split("\r\n");
        Assert.StartsWith("Server,Person,Account,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("web-01,Alice,alice,", lines[1], StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(lines[2..]));
        Assert.Empty(Screen.Done(await site.Core.Get<ShowAccessNow>().ExportAsync(site.Ada, "elsewhere")));
        Assert.False((await site.Core.Get<ShowAccessNow>().ExportAsync(site.Alice, null)).IsDone);
    }

    [Fact]
    public async Task Timeline_OfAccessThatWorks_TellsEachStepInItsOrder()
    {
        var (request, _) = await site.ActiveAsync();
        var line = Screen.Done(await site.Core.Get<ShowTimeline>().RunAsync(site.Alice, request));
        Assert.Equal(["Asked", "Approved", "Access being given", "Access works"], line.Select(e => e.What));
        Assert.Equal("web-01", line[^1].Server);
        Assert.False((await site.Core.Get<ShowTimeline>().RunAsync(site.Carol, request)).IsDone);
    }

    [Fact]
    public async Task Overview_CountsAndTimes_AreOfThePeriod()
    {
        await site.ActiveAsync();
        var figures = Screen.Done(await site.Core.Get<ShowOverview>().RunAsync(site.Ada, 7));
        Assert.Equal((1, 0, 0), (figures.Active, figures.Waiting, figures.Failing));
        Assert.Equal(7, figures.Days.Count);
        Assert.Equal(1, figures.Days[^1].Requests);
        Assert.Equal((1, TimeSpan.Zero), (figures.ToAccess.Count, figures.ToAccess.Median!.Value));
        Assert.Equal(0, figures.ToApprove.Count);
        Assert.Equal((new(1, 0), new(0, 0)), (figures.Automatic, figures.Approved));
        Assert.Equal("web-01", Assert.Single(Screen.Done(await site.Core.Get<ShowAccessNow>().ListAsync(site.Ada, "alice", Page.First)).Items).ServerName);
        Assert.False((await site.Core.Get<ShowOverview>().RunAsync(site.Alice, 7)).IsDone);
    }

    private static IEnumerable<string> Ids(IEnumerable<RequestRow> rows) => rows.Select(r => r.Request.Id.ToString()).Order(StringComparer.Ordinal);

    private Task<PageOf<RequestRow>> ListAsync(ActivityQuery query) => site.Core.Get<ShowActivity>().ListAsync(site.Ada, query, new(0, 100));

    private Task<JitSshContext> ContextAsync() => site.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();

    private async Task GrantAsync(RequestId request, GrantState state, string? error, EndReason? reason)
    {
        await using var c = await ContextAsync();
        c.Grants.Add(new()
        {
            Id = TypedId.New<GrantId>(site.Clock), RequestId = request, ServerId = site.Id, ServerName = "web-01", PersonId = site.Alice.Id!.Value, Account = "alice", LinuxGroups = [],
            Duration = AnsweredServer.Lasts, CreatedAt = site.Clock.Now, State = state, LastError = error, EndReason = reason,
        });
        await c.SaveChangesAsync();
        await RequestStandings.KeepAsync(c, [request], default);
    }

    private async Task ChangeAsync(RequestId request, RequestState state)
    {
        await using var c = await ContextAsync();
        await c.Requests.Where(r => r.Id == request).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, state));
        await RequestStandings.KeepAsync(c, [request], default);
    }
}
