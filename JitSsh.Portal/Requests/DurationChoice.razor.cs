using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>For how long: a few choices within what is allowed, or anything that is typed.</summary>
public sealed partial class DurationChoice
{
    private bool isOther;

    /// <summary>What was said; null until somebody says.</summary>
    [Parameter, EditorRequired]
    public string? Text { get; set; }

    /// <summary>Told what was said.</summary>
    [Parameter]
    public EventCallback<string> TextChanged { get; set; }

    /// <summary>The longest time allowed; zero while that is not known.</summary>
    [Parameter, EditorRequired]
    public TimeSpan Max { get; set; }

    /// <summary>The time that the access flow proposes; null when it proposes none.</summary>
    [Parameter]
    public TimeSpan? Proposed { get; set; }

    /// <summary>True when it may be asked for until somebody ends it.</summary>
    [Parameter]
    public bool UntilEnded { get; set; }

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    private TimeSpan? Chosen => Text is null ? RequestDraft.Preselected(Max, Proposed) : DurationText.TryParse(Text, out var span) ? span : null;

    /// <summary>Also when what was said (by an earlier request, say) is none of the choices.</summary>
    private bool IsOther => isOther || Chosen is not { } chosen || !Choices.Contains(chosen);

    private IReadOnlyList<TimeSpan> Choices =>
        [.. RequestDraft.QuickChoices(Max).Concat(Proposed is { } proposed && proposed < Max ? [proposed] : []).Distinct().Order(), .. UntilEnded ? [FlowRule.UntilEndedDuration] : (TimeSpan[])[]];

    private static string Words(TimeSpan choice) => choice == FlowRule.UntilEndedDuration ? $"until I end it, at most {Durations.Words(choice)}" : Durations.Words(choice);

    private Task SetAsync(string text, bool other)
    {
        isOther = other;
        return TextChanged.InvokeAsync(text);
    }
}
