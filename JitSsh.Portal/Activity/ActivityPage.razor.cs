using JitSsh.Core.Activity;
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

    /// <summary>A word of <see cref="ActivityAddress"/>.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    /// <summary>Text in the requester's name.</summary>
    [SupplyParameterFromQuery(Name = "who")]
    public string? Who { get; set; }

    /// <summary>Text in a server's name.</summary>
    [SupplyParameterFromQuery(Name = "server")]
    public string? Server { get; set; }

    /// <summary>Text in the access flow's name.</summary>
    [SupplyParameterFromQuery(Name = "flow")]
    public string? Flow { get; set; }

    /// <summary>The first day, as 2026-03-02.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>The last day.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>Requests before those shown.</summary>
    [SupplyParameterFromQuery(Name = "skip")]
    public int Skip { get; set; }

    [Inject]
    private ShowActivity Requests { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private bool IsFiltered => Skip > 0 || new[] { Search, State, Who, Server, Flow, From, To }.Any(f => !string.IsNullOrWhiteSpace(f));

    /// <summary>The filter as the address has it, for the files: all of it, not only the page.</summary>
    private string Filter => new Uri(Address.GetUriWithQueryParameter("skip", (string?)null)).Query;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => page = await Requests.ListAsync(Actor!, ActivityAddress.Query(Value), new(Skip, Take), cancel);

    private string? Value(string name) => name switch { "q" => Search, "state" => State, "who" => Who, "server" => Server, "flow" => Flow, "from" => From, "to" => To, _ => null };

    private void Go(string name, object? value)
    {
        // Another filter begins at the first page.
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["skip"] = null, [name] = value is "" or 0 ? null : value };
        Address.NavigateTo(Address.GetUriWithQueryParameters(parameters), replace: true);
    }
}
