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
