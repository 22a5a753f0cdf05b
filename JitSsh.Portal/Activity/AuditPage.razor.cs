using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>The audit log, to an admin.</summary>
public sealed partial class AuditPage
{
    internal const string Path = Paths.Activity + "/audit";

    private const int Take = 50;

    private PageOf<AuditEvent> page = new([], 0);
    private bool isRefused;

    /// <summary>Text searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>Lines before those shown.</summary>
    [SupplyParameterFromQuery(Name = "skip")]
    public int Skip { get; set; }

    [Inject]
    private ReadAuditLog Log { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of != ChangeOf.Work && Skip == 0;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Log.RunAsync(Actor!, Search, new(Skip, Take), cancel);
        isRefused = !found.IsDone;
        page = found.IsDone ? found.Value : new([], 0);
    }

    private void Go(string name, object? value)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["skip"] = null, [name] = value is 0 ? null : value };
        Address.NavigateTo(Address.GetUriWithQueryParameters(parameters), replace: true);
    }
}
