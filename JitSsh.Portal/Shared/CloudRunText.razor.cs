using JitSsh.Core.CloudRuns;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>What came of a piece of work through the control plane.</summary>
public sealed partial class CloudRunText
{
    /// <summary>The work.</summary>
    [Parameter, EditorRequired]
    public CloudRun Run { get; set; } = null!;

    private static string Words(string state) => state switch
    {
        "there" => "is there already",
        "missing" => "would be made",
        "later" => "comes later",
        "kept" => "stays",
        _ => state,
    };
}
