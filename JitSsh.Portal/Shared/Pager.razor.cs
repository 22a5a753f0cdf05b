using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>Which part of a list is shown, and the way to the next.</summary>
public sealed partial class Pager
{
    /// <summary>Rows in the whole list.</summary>
    [Parameter, EditorRequired]
    public int Total { get; set; }

    /// <summary>True when there are more rows than <see cref="Total"/>, which are not counted.</summary>
    [Parameter]
    public bool IsMore { get; set; }

    /// <summary>Rows before the part shown.</summary>
    [Parameter, EditorRequired]
    public int Skip { get; set; }

    /// <summary>Rows in a part.</summary>
    [Parameter, EditorRequired]
    public int Take { get; set; }

    /// <summary>Told the new <see cref="Skip"/>.</summary>
    [Parameter]
    public EventCallback<int> SkipChanged { get; set; }

    /// <summary>What it pages through, where a page has several.</summary>
    [Parameter]
    public string Label { get; set; } = "Pages";

    private int First => Math.Min(Math.Max(0, Skip) + 1, Total);

    private int Last => Math.Min(Math.Max(0, Skip) + Take, Total);

    private Task GoAsync(int skip) => SkipChanged.InvokeAsync(Math.Max(0, skip));
}
