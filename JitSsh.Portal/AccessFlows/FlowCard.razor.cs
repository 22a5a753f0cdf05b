using JitSsh.Core.AccessFlows;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.AccessFlows;

/// <summary>One access flow, read as its sentence.</summary>
public sealed partial class FlowCard
{
    private static readonly BadgeLook On = new("Active", Tone.Good);
    private static readonly BadgeLook Off = new("Not active", Tone.Off);

    private readonly string headingId = $"flow-{Guid.NewGuid():N}";

    /// <summary>The flow.</summary>
    [Parameter, EditorRequired]
    public AccessFlow Flow { get; set; } = null!;

    /// <summary>Activate or deactivate it.</summary>
    [Parameter]
    public EventCallback OnToggle { get; set; }

    /// <summary>Remove it; asked for only after a confirmation.</summary>
    [Parameter]
    public EventCallback OnRemove { get; set; }

    /// <summary>The names of what the flow names.</summary>
    [Parameter, EditorRequired]
    public FlowWords Names { get; set; } = FlowWords.None;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private async Task RemoveAsync()
    {
        if (await Dialogs.ConfirmAsync(
            $"Remove {Flow.Name}?",
            "Nobody can ask under it any more, and requests that wait under it can no longer be approved. Access that was given runs to its end, and history keeps what the flow said.",
            "Remove", dangerous: true))
        {
            await OnRemove.InvokeAsync();
        }
    }
}
