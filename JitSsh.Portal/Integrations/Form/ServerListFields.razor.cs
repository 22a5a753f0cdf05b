using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>The list of servers as text.</summary>
public sealed partial class ServerListFields : IAsyncDisposable
{
    // 50,000 lines of it.
    private const long MaxBytes = 8 * 1024 * 1024;

    private ElementReference area;
    private IJSObjectReference? module;

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public ServerListForm Form { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private string CountText => Form.Count == 1 ? "1 server in the list." : $"{Form.Count} servers in the list.";

    /// <summary>
    /// Takes what stands in the field now. Not by binding: an event with a list of some thousand servers would be more than a message from
    /// the browser may hold, so the text is fetched in pieces.
    /// </summary>
    public async Task TakeAsync()
    {
        module ??= await LoadAsync();
        await using var reference = await module.InvokeAsync<IJSStreamReference>("text", area);
        await using var stream = await reference.OpenReadStreamAsync(MaxBytes);
        using var reader = new StreamReader(stream);
        Form.Take((await reader.ReadToEndAsync())[..^1]);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            module ??= await LoadAsync();
        }
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

    // Only to count: whoever goes on takes the text by themselves.
    private Task CountAsync() => module is null ? Task.CompletedTask : TakeAsync();

    private ValueTask<IJSObjectReference> LoadAsync() => Js.InvokeAsync<IJSObjectReference>("import", "./Integrations/Form/ServerListFields.razor.js");
}
