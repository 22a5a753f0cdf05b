using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Layout;

/// <summary>What is shown in place of a page that threw an exception, which the log has.</summary>
public sealed partial class PageFailed
{
    private DateTimeOffset at;

    /// <summary>Shows the page again.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnRetry { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized() => at = Clock.GetUtcNow();
}
