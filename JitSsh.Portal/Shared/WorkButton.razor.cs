using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Shared;

/// <summary>A button that is disabled and shows that it works until what it started has ended.</summary>
public sealed partial class WorkButton
{
    /// <summary>The name of the cascading value that is true where whoever looks changes nothing.</summary>
    public const string ReadOnly = "ReadOnly";

    private bool isWorking;

    /// <summary>The verb on it.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>The name of a Material symbol; null for none.</summary>
    [Parameter]
    public string? Icon { get; set; }

    /// <summary>The colour.</summary>
    [Parameter]
    public ButtonStyle Style { get; set; } = ButtonStyle.Primary;

    /// <summary>Filled, outlined, flat or text.</summary>
    [Parameter]
    public Variant Variant { get; set; } = Variant.Filled;

    /// <summary>The size.</summary>
    [Parameter]
    public ButtonSize Size { get; set; } = ButtonSize.Medium;

    /// <summary>True while there is nothing to do.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>True where whoever looks changes nothing.</summary>
    [CascadingParameter(Name = ReadOnly)]
    public bool IsReadOnly { get; set; }

    /// <summary>What it does. An exception goes to the page's error boundary.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnClick { get; set; }

    /// <summary>Other attributes of the button, for example <c>aria-label</c>.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    private async Task RunAsync()
    {
        if (isWorking)
        {
            return;
        }

        isWorking = true;
        try
        {
            await OnClick.InvokeAsync();
        }
        finally
        {
            isWorking = false;
        }
    }
}
