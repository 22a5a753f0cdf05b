using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JitSsh.Portal.Shared;

/// <summary>A moment to type, in the person's own time zone, which stands beside it.</summary>
public sealed partial class MomentField : IAsyncDisposable
{
    private IJSObjectReference? module;
    private DateTimeOffset? shown;
    private string text = "";
    private string? zone;

    /// <summary>The input's id.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>What it is, where no label element names it.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>The moment; null while none is typed.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset? Value { get; set; }

    /// <summary>Told the moment.</summary>
    [Parameter]
    public EventCallback<DateTimeOffset?> ValueChanged { get; set; }

    /// <summary>The ids of the elements that describe it.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    /// <summary>True when there is a sentence about it.</summary>
    [Parameter]
    public bool IsInvalid { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await (module?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone.
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                zone = await (await ModuleAsync()).InvokeAsync<string>("zone");
                StateHasChanged();
            }

            if (Value != shown)
            {
                // Set from outside: restored, say.
                shown = Value;
                text = Value is { } at ? await (await ModuleAsync()).InvokeAsync<string>("fromUtc", at.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture)) : "";
                StateHasChanged();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
    }

    private async Task ReadAsync(ChangeEventArgs e)
    {
        text = (string?)e.Value ?? "";
        var utc = text.Length == 0 ? null : await (await ModuleAsync()).InvokeAsync<string?>("toUtc", text);
        shown = DateTimeOffset.TryParse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
        await ValueChanged.InvokeAsync(shown);
    }

    private async ValueTask<IJSObjectReference> ModuleAsync() => module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./Shared/MomentField.razor.js");
}
