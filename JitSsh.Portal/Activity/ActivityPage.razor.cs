using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>Requests with what became of them: everybody's to an admin, their own to a member.</summary>
public sealed partial class ActivityPage
{
    private const int Take = 50;

    private PageOf<RequestRow> page = new([], 0);

    /// <summary>Text searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>A word of <see cref="ActivityFilter"/>.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    /// <summary>Requests before those shown.</summary>
    [SupplyParameterFromQuery(Name = "skip")]
    public int Skip { get; set; }

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || !string.IsNullOrEmpty(State) || Skip > 0;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => page = await Requests.ListAsync(Actor!, ActivityFilter.Of(State, Search), new(Skip, Take), cancel);

    private void Go(string name, object? value)
    {
        // Another filter begins at the first page.
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["skip"] = null, [name] = value is "" or 0 ? null : value };
        Address.NavigateTo(Address.GetUriWithQueryParameters(parameters), replace: true);
    }
}
