using JitSsh.Core.CloudRuns;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>How far a piece of work through the control plane is.</summary>
public sealed partial class CloudRunBadge
{
    /// <summary>Its state.</summary>
    [Parameter, EditorRequired]
    public CloudRunState State { get; set; }

    private BadgeLook Look => State switch
    {
        CloudRunState.Waiting => new("Waiting", Tone.Off),
        CloudRunState.Running => new("Running", Tone.Working),
        CloudRunState.Done => new("Done", Tone.Good),
        CloudRunState.Failed => new("Failed", Tone.Bad),
        _ => new("Cancelled", Tone.Off),
    };
}
