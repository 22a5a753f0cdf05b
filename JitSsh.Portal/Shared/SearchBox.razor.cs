using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>A search field. It tells what was typed when the typing pauses.</summary>
public sealed partial class SearchBox : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly string id = $"search-{Guid.NewGuid():N}";
    private string text = "";
    private string? told;
    private CancellationTokenSource typing = new();

    /// <summary>The text searched for.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>Told the new text; null when it is empty.</summary>
    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }

    /// <summary>What is searched, for example "Search people".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "Search";

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        typing.Cancel();
        typing.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // Only a value from elsewhere (the address) replaces the text: what comes back of our own may be older than what was typed since.
        if (Value != told)
        {
            text = Value ?? "";
            told = Value;
        }
    }

    private async Task TypedAsync()
    {
        await typing.CancelAsync();
        typing.Dispose();
        typing = new();
        try
        {
            await Task.Delay(Pause, Clock, typing.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        told = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        await ValueChanged.InvokeAsync(told);
    }
}
