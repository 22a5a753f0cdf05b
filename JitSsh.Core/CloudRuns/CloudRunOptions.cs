using System.ComponentModel.DataAnnotations;

namespace JitSsh.Core.CloudRuns;

/// <summary>Work through the control plane, section <c>JitSsh:RunCommand</c>.</summary>
public sealed class CloudRunOptions
{
    /// <summary>How many servers are worked on at once. Azure itself takes one command at a time on each VM, and limits requests per subscription.</summary>
    [Range(1, 64, ErrorMessage = "JitSsh:RunCommand:AtOnce is from 1 to 64.")]
    public int AtOnce { get; set; } = 8;
}
