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

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    private TimeSpan? Chosen => Text is null ? RequestDraft.Preselected(Max) : DurationText.TryParse(Text, out var span) ? span : null;

    /// <summary>Also when what was said (by an earlier request, say) is none of the choices.</summary>
    private bool IsOther => isOther || Chosen is not { } chosen || !RequestDraft.QuickChoices(Max).Contains(chosen);

    private Task SetAsync(string text, bool other)
    {
        isOther = other;
        return TextChanged.InvokeAsync(text);
    }
}
