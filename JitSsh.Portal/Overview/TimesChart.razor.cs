using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Overview;

/// <summary>How long something took on each day, as a chart and in a sentence.</summary>
public sealed partial class TimesChart
{
    private IReadOnlyList<Bar> bars = [];
    private string unit = "";

    /// <summary>The heading's id.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>The heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The days.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<OverviewDay> Days { get; set; } = [];

    /// <summary>Which of a day's times.</summary>
    [Parameter, EditorRequired]
    public Func<OverviewDay, HowLong> Of { get; set; } = _ => new(0, null, null);

    /// <summary>The times over all days.</summary>
    [Parameter, EditorRequired]
    public HowLong Whole { get; set; } = new(0, null, null);

    /// <summary>From when until when, in words.</summary>
    [Parameter, EditorRequired]
    public string From { get; set; } = "";

    internal static string Words(HowLong time) =>
        time is { Median: { } median, Ninetieth: { } ninetieth } ? $"half within {Short(median)}, nine in ten within {Short(ninetieth)} ({time.Count})" : "none";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // One unit for all bars, so that their heights compare.
        var longest = Days.Max(d => Of(d).Ninetieth) ?? TimeSpan.Zero;
        (unit, var one) = longest >= TimeSpan.FromHours(2) ? ("hours", TimeSpan.FromHours(1)) : longest >= TimeSpan.FromMinutes(2) ? ("minutes", TimeSpan.FromMinutes(1)) : ("seconds", TimeSpan.FromSeconds(1));
        bars = [.. Days.Select(d => new Bar(d.Day, (Of(d).Median ?? TimeSpan.Zero) / one, (Of(d).Ninetieth ?? TimeSpan.Zero) / one))];
    }

    private static string Short(TimeSpan time) => time < TimeSpan.FromSeconds(1) ? "a second" : Durations.Words(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    private sealed record Bar(DateOnly Day, double Median, double Ninetieth);
}
