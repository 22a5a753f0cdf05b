using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Approvals;
using JitSsh.Tests.Portal.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Approvals;

public sealed class TasksTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Tasks_Approver_SeesWhatHelpsToDecide()
    {
        await screen.RequestAsync("web-prod-1", "web-prod-2");
        var card = (await screen.ShowAsync<Tasks>(screen.Bob, "/tasks")).QuerySelector("article")!;

        Assert.Equal("Alice Requester asks for web-prod-1, web-prod-2", card.QuerySelector("h2")!.TextContent);
        foreach (var fact in new[] { "Default, docker", "2 hours", "Deploy release 12", "Alice Requester has never asked before.", "Production, approved" })
        {
            Assert.Contains(fact, card.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal("Will it work?", card.QuerySelector("h3")!.TextContent);
        Assert.Equal(["Approve", "Reject"], card.QuerySelectorAll("button").Select(b => b.GetAttribute("aria-label")!.Split(' ')[0]));
    }

    [Fact]
    public async Task Tasks_OfOthersAndOnesOwn_AreNotThere()
    {
        await screen.RequestAsync("web-prod-1");

        Assert.Equal("Nothing waits for you", (await screen.ShowAsync<Tasks>(screen.Alice, "/tasks")).QuerySelector(".empty-state h2")!.TextContent);
        Assert.Equal("Nothing waits for you", (await screen.ShowAsync<Tasks>(screen.Ada, "/tasks")).QuerySelector(".empty-state h2")!.TextContent);
    }

    [Fact]
    public async Task Tasks_SecondStepOfTwo_SaysWhoApprovedAndWhoElseIsAsked()
    {
        await ChangeAsync(r => r with { Approval = new() { Steps = [By(screen.Bob), By(screen.Carol, screen.Ada) with { Needed = 2 }], ReasonRequired = true } });
        var id = await screen.RequestAsync("web-prod-1");
        Screen.Done(await screen.Core.Get<DecideRequest>().RunAsync(screen.Bob, id, true, "Planned"));

        Assert.Empty((await screen.ShowAsync<Tasks>(screen.Bob, "/tasks")).QuerySelectorAll("article"));
        var card = (await screen.ShowAsync<Tasks>(screen.Carol, "/tasks")).QuerySelector("article")!;
        foreach (var fact in new[] { "2 of 2; 2 have to approve; asked: Ada Admin, Carol Other", "by Bob Approver: Planned", "docker: as good as root, through containers", "Your reason (required" })
        {
            Assert.Contains(fact, card.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tasks_InThePlaceOfSomebody_SaysSo()
    {
        await screen.RequestAsync("web-prod-1", "web-prod-2");
        var now = TimeProvider.System.GetUtcNow();
        Screen.Done(await screen.Core.Get<DelegateDecisions>().AddAsync(screen.Bob, "carol@example.com", now, now.AddDays(1)));

        var card = (await screen.ShowAsync<Tasks>(screen.Carol, "/tasks")).QuerySelector("article")!;
        Assert.Contains("You are asked in the place of Bob Approver, who is away.", card.TextContent, StringComparison.Ordinal);
        Assert.Equal(["web-prod-1", "web-prod-2"], card.QuerySelectorAll(".servers label").Select(l => l.TextContent.Trim()));
    }

    [Fact]
    public async Task Tasks_Emergency_WaitsForAReview()
    {
        await ChangeAsync(r => r with { BreakGlass = true });
        Screen.Done(await screen.Core.Get<SubmitRequest>().RunAsync(
            screen.Alice, new() { Servers = [screen.Servers["web-prod-1"]], Duration = TimeSpan.FromHours(1), BreakGlass = true, Justification = "Production is down and nobody answers" }));

        var card = (await screen.ShowAsync<Tasks>(screen.Bob, "/tasks")).QuerySelector("article")!;
        Assert.Equal("Alice Requester broke the glass for web-prod-1", card.QuerySelector("h2")!.TextContent);
        Assert.Contains("Production is down", card.TextContent, StringComparison.Ordinal);
        Assert.Empty((await screen.ShowAsync<Tasks>(screen.Alice, "/tasks")).QuerySelectorAll("article"));
    }

    private static ApprovalStep By(params Actor[] people) => new() { Approvers = new([.. people.Select(p => p.Id!.Value)], []) };

    private async Task ChangeAsync(Func<FlowRule, FlowRule> with)
    {
        var flow = Screen.Done(await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved));
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(screen.Ada, flow.Id, flow.Version, flow.Name, with(flow.Rule), true));
    }

    [Theory]
    [InlineData(0, 0, "Alice Requester has never asked before.")]
    [InlineData(1, 0, "Asked once, fetched a certificate never.")]
    [InlineData(6, 1, "Asked 6 times, fetched a certificate once.")]
    [InlineData(2, 2, "Asked twice, fetched a certificate twice.")]
    public async Task Card_History_IsASentence(int asked, int connected, string sentence)
    {
        var card = await Screen.PartAsync<TaskCard>((nameof(TaskCard.Task), new ApproverTask(Rows.Row(RequestState.Pending), asked, connected)));
        Assert.Contains(sentence, card.TextContent, StringComparison.Ordinal);
    }
}
