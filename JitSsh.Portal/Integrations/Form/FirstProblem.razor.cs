using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>Moves the focus to the first field with a problem, once the sentences are on the page.</summary>
public sealed partial class FirstProblem : IAsyncDisposable
{
    private IJSObjectReference? module;
    private bool isDue;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>Asks for it.</summary>
    public void Focus()
    {
        isDue = true;
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (isDue)
        {
            isDue = false;
            module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./Integrations/Form/FirstProblem.razor.js");
            await module.InvokeVoidAsync("focusFirst");
        }
    }
}
