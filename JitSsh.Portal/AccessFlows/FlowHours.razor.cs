using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>When: always, or on days and hours in a time zone.</summary>
public sealed partial class FlowHours
{
    /// <summary>The hours as they are typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public HoursDraft Draft { get; set; } = null!;

    /// <summary>The field that sentences about them are at.</summary>
    [Parameter]
    public string Field { get; set; } = "When";

    /// <summary>What is asked.</summary>
    [Parameter]
    public string Legend { get; set; } = "When access can be asked for";

    /// <summary>What "always" is called.</summary>
    [Parameter]
    public string Always { get; set; } = "always";

    /// <summary>What the hours mean.</summary>
    [Parameter]
    public string Hint { get; set; } = "Requests are possible while it is open, and access ends with it. An end at or before the start is on the next day; 00:00 to 00:00 is the whole day.";

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task SetAsync(bool always)
    {
        Draft.IsAlways = always;
        return OnChanged.InvokeAsync();
    }

    private Task ChooseAsync(HoursLine line, DayOfWeek day, bool chosen)
    {
        _ = chosen ? line.Days.Add(day) : line.Days.Remove(day);
        return OnChanged.InvokeAsync();
    }

    private Task TypeAsync(Action set)
    {
        set();
        return OnChanged.InvokeAsync();
    }

    private Task AddAsync()
    {
        Draft.Lines.Add(new());
        return OnChanged.InvokeAsync();
    }

    private Task RemoveAsync(HoursLine line)
    {
        Draft.Lines.Remove(line);
        return OnChanged.InvokeAsync();
    }
}
