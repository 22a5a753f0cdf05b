using JitSsh.Core.Catalog;
using JitSsh.Portal.Integrations.Form;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class ServerListFormTests
{
    [Fact]
    public void Problems_NothingTyped_AsksForALine() =>
        Assert.Contains("at least one server", Assert.Single(new ServerListForm().Problems()).Sentence, StringComparison.Ordinal);

    [Fact]
    public void Problems_BadLine_SaysWhichLine()
    {
        var form = new ServerListForm();
        form.Take("# web\n\nweb-01 10.0.0.4\nweb-02 not/an/address");

        Assert.StartsWith("Line 4: ", Assert.Single(form.Problems()).Sentence, StringComparison.Ordinal);
        Assert.Equal(1, form.Count);
    }

    [Fact]
    public void Problems_VeryManyBadLines_ShowsTheFirstAndCountsTheRest()
    {
        var form = new ServerListForm();
        form.Take(string.Join('\n', Enumerable.Repeat("bad", 30)));

        var problems = form.Problems();

        Assert.Equal(21, problems.Count);
        Assert.Equal("10 more lines cannot be read either.", problems[^1].Sentence);
    }

    [Fact]
    public void Of_StoredList_GivesTheSameListBack()
    {
        var settings = new SshServersSettings
        {
            Servers =
            [
                new("web-01", "10.0.0.4"),
                new("web-02", "web-02.example.com", 2222, new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod", ["role"] = "web" }),
                new("v6", "2001:db8::1", 22),
                new("v6-port", "2001:db8::2", 2222),
            ],
        };

        var form = ServerListForm.Of(settings);

        Assert.Empty(form.Problems());
        Assert.Equal(settings.Servers.Select(s => (s.Name, s.Place, s.Tags?.Count ?? 0)), form.ToSettings().Servers.Select(s => (s.Name, s.Place, s.Tags?.Count ?? 0)));
    }
}
