using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Home;

/// <summary>A few requests, a line each.</summary>
public sealed partial class RequestList
{
    /// <summary>The requests.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RequestRow> Rows { get; set; } = [];

    /// <summary>What the list is.</summary>
    [Parameter, EditorRequired]
    public string Caption { get; set; } = "";

    /// <summary>True where they are not all one person's.</summary>
    [Parameter]
    public bool ShowRequester { get; set; }

    private static string ServersOf(RequestRow row) => row.Servers.Count switch
    {
        0 => "No server",
        <= 3 => string.Join(", ", row.Servers.Select(s => s.ServerName)),
        var n => $"{string.Join(", ", row.Servers.Take(2).Select(s => s.ServerName))} and {n - 2} more",
    };

    /// <summary>The last end among its open grants; null when nothing is open.</summary>
    private static DateTimeOffset? EndOf(RequestRow row) => row.Servers.Where(s => s.Status == AccessStatus.Active).Max(s => s.Grant?.NotAfter);
}
