using Radzen;

namespace JitSsh.Portal.Shared;

/// <summary>Asking for a confirmation.</summary>
public static class Confirming
{
    /// <summary>True when the person chose the action; false when they cancelled or closed the dialog.</summary>
    /// <param name="dialogs">Radzen's dialogs.</param>
    /// <param name="title">The question, for example "Deactivate Alice?".</param>
    /// <param name="text">What will happen, in a sentence.</param>
    /// <param name="action">The verb on the button, for example "Deactivate".</param>
    /// <param name="dangerous">True when something is lost by it.</param>
    public static async Task<bool> ConfirmAsync(this DialogService dialogs, string title, string text, string action, bool dangerous = false) =>
        await dialogs.OpenAsync<Confirm>(
            title,
            new() { [nameof(Confirm.Text)] = text, [nameof(Confirm.Action)] = action, [nameof(Confirm.Dangerous)] = dangerous },
            new() { Width = "min(32rem, 92vw)", ShowClose = true, CloseDialogOnEsc = true, AutoFocusFirstElement = true }) is true;
}
