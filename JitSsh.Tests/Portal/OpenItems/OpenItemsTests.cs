using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Portal.Layout;
using JitSsh.Portal.OpenItems;
using JitSsh.Portal.Requests;
using JitSsh.Portal.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.OpenItems;

/// <summary>Where admins and requesters see what a server told of itself.</summary>
public sealed class OpenItemsTests : IAsyncLifetime
{
    private AnsweredServer server = null!;
    private Screen screen = null!;

    public async ValueTask InitializeAsync()
    {
        server = await AnsweredServer.StartAsync();
        screen = Screen.Over(server.Core);
    }

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task OpenItems_WithoutAny_SaysSo_AndAMemberSeesNothingHere()
    {
        Assert.Contains("Nothing is open", (await screen.ShowAsync<OpenItemsPage>(server.Ada, "/open-items")).TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing here", (await screen.ShowAsync<OpenItemsPage>(server.Alice, "/open-items")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenItems_ShowWhatItIsAndWhatToDo_AndTheMenuCountsThem()
    {
        await server.VisitNowAsync("info timer systemd\nresidue alice planted-key <b>ssh-ed25519</b>\nresidue - foreign-trust mallory\n");
        await server.Core.Get<IServerStore>().OfferHostKeysAsync(server.Id, AnsweredServer.OtherKey, default);
        var shown = await screen.ShowAsync<OpenItemsPage>(server.Ada, "/open-items");
        Assert.Null(shown.QuerySelector("b"));
        Assert.Contains("<b>ssh-ed25519</b>", shown.TextContent, StringComparison.Ordinal);
        Assert.Contains(ResidueAdvice.Do("planted-key"), shown.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, shown.QuerySelectorAll("article, li.card").Length);
        Assert.Contains("JitSsh does not connect", shown.QuerySelector(".notice.bad")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("3", (await screen.ShowAsync<MainMenu>(server.Ada, "/")).QuerySelector("a[href='/open-items'] .count")!.FirstChild!.TextContent);
        Assert.Null((await screen.ShowAsync<MainMenu>(server.Alice, "/")).QuerySelector("a[href='/open-items']"));
    }

    [Fact]
    public async Task ServerPage_SaysWhatEndsAccessThere_WhatIsLeft_WhatWasChanged_AndWhatTheClockSays()
    {
        var page = await ServerAsync();
        Assert.Contains("Nothing on the server ends access by itself yet", page.TextContent, StringComparison.Ordinal);
        var armed = server.Clock.Now.AddMinutes(20);
        await server.VisitNowAsync(
            $"clock {server.Clock.Now.AddMinutes(2).ToUnixTimeSeconds()}\ninfo timer systemd\ninfo armed {armed.ToUnixTimeSeconds()}\nresidue alice linger on\n"
            + "receipt 5 at 1763829000 connector\nreceipt 5 drift alice was taken out of docker\nreceipt 5 end\n");
        page = await ServerAsync();
        Assert.Contains("A systemd timer on the server ends access on time by itself", page.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"time[datetime='{armed:yyyy-MM-dd'T'HH:mm:ss'Z'}']"));
        Assert.Contains("Lingering switched on", page.TextContent, StringComparison.Ordinal);
        Assert.Contains("was taken out of docker", page.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 minutes ahead", page.QuerySelector(".notice.warn")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("chronyd or systemd-timesyncd", page.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestPage_ShowsTheRequesterWhatChangedAndWhatWasLeft()
    {
        var (request, grant) = await server.ActiveAsync();
        await server.VisitNowAsync(
            $"""
            grant {grant.Id} in-force
            receipt 5 at 1772445600 connector
            receipt 5 before alice absent - - -
            receipt 5 after alice open 1005 docker {grant.Id}
            receipt 5 end
            receipt 6 at 1772449200 timer
            receipt 6 before alice open 1005 docker {grant.Id}
            receipt 6 after alice locked 1005 - -
            receipt 6 session alice 4711 ended vim notes.txt
            receipt 6 residue alice crontab 2 lines
            receipt 6 end
            receipt 7 at 1772449300 boot
            receipt 7 clean alice
            receipt 7 end

            """.ReplaceLineEndings("\n"));
        var receipts = (await screen.ShowAsync<RequestPage>(server.Alice, $"/requests/{request}", (nameof(RequestPage.Id), request.Value))).QuerySelectorAll(".receipt");
        Assert.Equal(3, receipts.Length);
        Assert.Contains("Left clean", receipts[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("by the server's own timer", receipts[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Account: open → locked", receipts[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("taken out of docker", receipts[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("process 4711 vim notes.txt", receipts[1].TextContent, StringComparison.Ordinal);
        Assert.Contains(ResidueAdvice.Do("crontab"), receipts[1].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Left clean", receipts[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Account: absent → open (UID 1005)", receipts[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("nobody is let in → let in for 1 grant", receipts[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ResidueAdvice_EveryKindOfTheProtocol_HasWordsOfItsOwn()
    {
        var protocol = Find("docs/reconcile-protocol.md");
        var sentence = protocol[protocol.IndexOf("Kinds of residue:", StringComparison.Ordinal)..];
        sentence = sentence[..sentence.IndexOf("Codes of `error`", StringComparison.Ordinal)];
        Assert.All(ResidueAdvice.Kinds, kind =>
        {
            Assert.Contains($"`{kind}`", sentence, StringComparison.Ordinal);
            Assert.NotEqual(kind, ResidueAdvice.Title(kind));
            Assert.NotEqual(ResidueAdvice.What("unknown"), ResidueAdvice.What(kind));
            Assert.NotEqual(ResidueAdvice.Do("unknown"), ResidueAdvice.Do(kind));
        });
        Assert.Equal(ResidueAdvice.Kinds.Count, ResidueAdvice.Kinds.Select(ResidueAdvice.What).Distinct().Count());
        Assert.Equal(ResidueAdvice.Kinds.Order(StringComparer.Ordinal), System.Text.RegularExpressions.Regex.Matches(sentence, "`(?<kind>[a-z-]+)`", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(m => m.Groups["kind"].Value).Where(k => k != "jitssh").Order(StringComparer.Ordinal));
    }

    private Task<AngleSharp.Dom.IElement> ServerAsync() => screen.ShowAsync<ServerPage>(server.Ada, $"/servers/{server.Id}", (nameof(ServerPage.Id), server.Id.ToString()));

    private static string Find(string path)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, path)))
            {
                return File.ReadAllText(Path.Combine(directory.FullName, path));
            }
        }

        throw new FileNotFoundException(path);
    }
}
