using JitSsh.Core.Discovery.StaticList;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>What would become of each server of a list, and each problem at its line. What changes comes first.</summary>
public sealed partial class ServerListPreviewTable
{
    private const int Shown = 100;
    private static readonly Dictionary<string, string> NoTags = [];
    private IReadOnlyList<ServerListRow> rows = [];

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public ServerListForm Form { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet() =>
        rows = [.. Form.Rows.OrderBy(r => r.Change switch { ServerListChange.Removed => 0, ServerListChange.Changed => 1, ServerListChange.Added => 2, _ => 3 })];

    private static string Word(ServerListChange change) => change switch
    {
        ServerListChange.Added => "added",
        ServerListChange.Changed => "changed",
        ServerListChange.Removed => "removed",
        _ => "as it is",
    };
}
