using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Integrations;

/// <summary>Asks what becomes of open access when an integration is disabled. Closes with true to end it, false to let it run, null for neither.</summary>
public sealed partial class DisableDialog
{
    /// <summary>What disabling does, and who has access.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Inject]
    private DialogService Dialogs { get; set; } = null!;
}
