using JitSsh.Core.Common;
using JitSsh.Portal.Shared;
using Xunit;

namespace JitSsh.Tests.Portal.Shared;

public sealed class FieldProblemsTests
{
    private static readonly IReadOnlyList<Problem> Problems = [new("Name", "Give a name."), new("Email", "Give an e-mail address."), new("", "It has moved on."), new("Life", "Too long.")];

    [Fact]
    public async Task Render_ProblemsOfSeveralFields_ShowsItsOwnOnly()
    {
        var shown = await Rendered.AsElementAsync<FieldProblems>(("Problems", Problems), ("Field", "Name"));

        var alert = Assert.Single(shown.QuerySelectorAll("[role=alert]"));
        Assert.Equal("problem-Name", alert.Id);
        Assert.Equal("Give a name.", alert.TextContent.Trim());
    }

    [Fact]
    public async Task Render_NoProblem_IsThereForScreenReadersToWatch()
    {
        var shown = await Rendered.AsElementAsync<FieldProblems>(("Problems", Array.Empty<Problem>()), ("Field", "Name"));

        Assert.Equal("", Assert.Single(shown.QuerySelectorAll("#problem-Name[role=alert]")).TextContent.Trim());
    }

    [Fact]
    public async Task Render_TwoFormsOnOnePage_HaveIdsOfTheirOwn()
    {
        var shown = await Rendered.AsElementAsync<FieldProblems>(("Problems", Problems), ("Field", "Name"), ("Scope", "token"));

        Assert.NotNull(shown.QuerySelector("#problem-token-Name"));
    }

    [Fact]
    public async Task Summary_FieldsOfTheFormAreKnown_ShowsEveryProblemThatHasNoPlace()
    {
        var shown = await Rendered.AsElementAsync<ProblemSummary>(("Problems", Problems), ("Fields", new[] { "Name", "Email" }));

        Assert.Equal(["It has moved on.", "Too long."], shown.QuerySelectorAll("p").Select(p => p.TextContent));
    }

    [Fact]
    public async Task Summary_FieldsAreNotKnown_ShowsWhatBelongsToNoField()
    {
        var shown = await Rendered.AsElementAsync<ProblemSummary>(("Problems", Problems));

        Assert.Equal(["It has moved on."], shown.QuerySelectorAll("p").Select(p => p.TextContent));
    }
}
