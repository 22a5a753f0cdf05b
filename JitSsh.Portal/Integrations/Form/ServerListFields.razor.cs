using JitSsh.Core.Common;
using JitSsh.Core.Discovery.StaticList;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>The list of servers as text.</summary>
public sealed partial class ServerListFields : IAsyncDisposable
{
    // What ServerListText reads at most, with characters of two bytes.
    private const long MaxBytes = 8 * 1024 * 1024;

    private string? uploadProblem;

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

    private string CountText
    {
        get
        {
            var count = Form.Count == 1 ? "1 server in the list" : $"{Form.Count} servers in the list";
            if (string.IsNullOrWhiteSpace(Form.Text))
            {
                return count + ".";
            }

            var rows = Form.Rows;
            var changes = Form.IsStored
                ? $" {rows.Count(r => r.Change == ServerListChange.Added)} added, {rows.Count(r => r.Change == ServerListChange.Changed)} changed, {rows.Count(r => r.Change == ServerListChange.Removed)} removed."
                : "";
            return $"{count}, read as {ServerListFormats.NameOf(Form.Format)}.{changes}";
        }
    }

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

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        uploadProblem = null;
        if (e.File.Size > MaxBytes)
        {
            uploadProblem = $"{e.File.Name} has more than {MaxBytes / 1024 / 1024} MB. Make several integrations of it.";
            return;
        }

        await using var stream = e.File.OpenReadStream(MaxBytes);
        using var reader = new StreamReader(stream);
        Form.Take(await reader.ReadToEndAsync());
    }

    private async Task ChooseAsync(ChangeEventArgs e)
    {
        await CountAsync();
        Form.Chosen = Enum.TryParse<ServerListFormat>(e.Value as string, out var format) ? format : null;
    }

    // Only to count: whoever goes on takes the text by themselves.
    private Task CountAsync() => module is null ? Task.CompletedTask : TakeAsync();

    private ValueTask<IJSObjectReference> LoadAsync() => Js.InvokeAsync<IJSObjectReference>("import", "./Integrations/Form/ServerListFields.razor.js");
}
