using JitSsh.Core.Common;
using JitSsh.Portal.Shared;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("8 hours", 28800)]
    [InlineData("1 hour", 3600)]
    [InlineData("90 min", 5400)]
    [InlineData("90", 5400)]
    [InlineData("1h 30m", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5 h", 5400)]
    [InlineData("1,5h", 5400)]
    [InlineData("2 days and 3 hours", 183600)]
    [InlineData("1 day 2 hours 3 minutes 4 seconds", 93784)]
    [InlineData(" 45S ", 45)]
    [InlineData("1 week", 604800)]
    public void TryParse_WhatPeopleType_IsRead(string text, int seconds)
    {
        Assert.True(DurationText.TryParse(text, out var span));
        Assert.Equal(TimeSpan.FromSeconds(seconds), span);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("hours")]
    [InlineData("-5 minutes")]
    [InlineData("0 hours")]
    [InlineData("5 fortnights")]
    [InlineData("8 hours or so")]
    [InlineData("1234567")]
    [InlineData("999999 weeks")]
    [InlineData("1:30")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Of_EveryLengthThatAFlowAllows_ReadsBackTheSame()
    {
        for (var seconds = 1; seconds <= 604800; seconds += 61)
        {
            var span = TimeSpan.FromSeconds(seconds);
            Assert.True(DurationText.TryParse(DurationText.Of(span), out var back));
            Assert.Equal(span, back);
            Assert.True(DurationText.TryParse(Durations.Words(span), out _));
        }
    }
}
