using JitSsh.Core.Connectors;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Connectors;

/// <summary>A connector's processes, and what went wrong lately: in them, and on the servers it works on.</summary>
public sealed partial class ConnectorDetails
{
    /// <summary>The connector.</summary>
    [Parameter, EditorRequired]
    public ConnectorRow Row { get; set; } = null!;

    private IReadOnlyList<string> Errors => [.. Row.Instances.SelectMany(i => i.Errors), .. Row.Failures.Select(f => $"{f.Server}: {f.Sentence}")];
}
