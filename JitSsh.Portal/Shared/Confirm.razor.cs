using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Shared;

/// <summary>Asks before something that cannot be taken back, and says what it will do. Opened by <see cref="Confirming.ConfirmAsync"/>.</summary>
public sealed partial class Confirm
{
    /// <summary>What will happen.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>The verb on the button, for example "End access".</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>The word on the button that changes nothing.</summary>
    [Parameter]
    public string Cancel { get; set; } = "Cancel";

    /// <summary>True when something is lost by it.</summary>
    [Parameter]
    public bool Dangerous { get; set; }

    [Inject]
    private DialogService Dialogs { get; set; } = null!;
}
