using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>The actor's own requests: those that are open, and those that are over.</summary>
public sealed partial class MyRequests
{
    private const int Take = 20;

    private PageOf<RequestRow> open = new([], 0);
    private PageOf<RequestRow> closed = new([], 0);
    private PageOf<RequestRow> forOthers = new([], 0);

    /// <summary>Text searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>Open requests before those shown.</summary>
    [SupplyParameterFromQuery(Name = "open")]
    public int OpenSkip { get; set; }

    /// <summary>Closed requests before those shown.</summary>
    [SupplyParameterFromQuery(Name = "closed")]
    public int ClosedSkip { get; set; }

    /// <summary>Requests for others before those shown.</summary>
    [SupplyParameterFromQuery(Name = "others")]
    public int OthersSkip { get; set; }

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var mine = new RequestFilter(Requester: Actor!.Id, Search: Search, IsOpen: true);
        open = await Requests.ListAsync(Actor, mine, new(OpenSkip, Take), cancel);
        closed = await Requests.ListAsync(Actor, mine with { IsOpen = false }, new(ClosedSkip, Take), cancel);
        forOthers = await Requests.ListAsync(Actor, new(Search: Search, AskedBy: Actor.Id), new(OthersSkip, Take), cancel);
    }

    private void Go(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            all[name] = value is 0 ? null : value;
        }

        Address.NavigateTo(Address.GetUriWithQueryParameters(all), replace: true);
    }
}
