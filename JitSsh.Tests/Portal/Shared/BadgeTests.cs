using JitSsh.Core.Catalog;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace JitSsh.Tests.Portal.Shared;

public sealed class BadgeTests
{
    public static TheoryData<AccessStatus> AccessStatuses { get; } = [.. Enum.GetValues<AccessStatus>()];

    public static TheoryData<ServerHealth> ServerHealths { get; } = [.. Enum.GetValues<ServerHealth>()];

    public static TheoryData<IntegrationStatus> IntegrationStatuses { get; } = [.. Enum.GetValues<IntegrationStatus>()];

    [Theory]
    [MemberData(nameof(AccessStatuses))]
    public Task Status_EveryMember_HasWordsAndATone(AccessStatus status) => HasWordsAndToneAsync<StatusBadge>("Status", status);

    [Theory]
    [MemberData(nameof(ServerHealths))]
    public Task Health_EveryMember_HasWordsAndATone(ServerHealth health) => HasWordsAndToneAsync<HealthBadge>("Health", health);

    [Theory]
    [MemberData(nameof(IntegrationStatuses))]
    public Task Integration_EveryMember_HasWordsAndATone(IntegrationStatus status) => HasWordsAndToneAsync<IntegrationBadge>("Status", status);

    [Fact]
    public void Of_TwoMembers_NeverHaveTheSameWords() =>
        Assert.Equal(Enum.GetValues<AccessStatus>().Length, Enum.GetValues<AccessStatus>().Select(s => BadgeLook.Of(s).Words).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Of_NoMember_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => BadgeLook.Of((AccessStatus)99));

    private static async Task HasWordsAndToneAsync<TBadge>(string parameter, object state) where TBadge : IComponent
    {
        var badge = Assert.Single((await Rendered.AsElementAsync<TBadge>((parameter, state))).QuerySelectorAll(".badge"));

        Assert.NotEqual("", badge.TextContent.Trim());
        Assert.Contains(badge.ClassList, c => c.StartsWith("badge-", StringComparison.Ordinal) && Theme.Css.Contains($".{c} ", StringComparison.Ordinal));
    }
}
