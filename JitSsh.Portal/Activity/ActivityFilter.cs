using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Activity;

/// <summary>What the list of requests can be narrowed to, as the address says it.</summary>
internal static class ActivityFilter
{
    /// <summary>The word in the address and the words on the screen.</summary>
    public static IReadOnlyList<(string Value, string Words)> Choices { get; } =
    [
        ("", "all"),
        ("open", "open: waiting, or not over everywhere"),
        ("closed", "closed"),
        ("pending", BadgeLook.Of(AccessStatus.PendingApproval).Words),
        ("approved", "Approved"),
        ("rejected", BadgeLook.Of(AccessStatus.Rejected).Words),
        ("cancelled", BadgeLook.Of(AccessStatus.Cancelled).Words),
        ("lapsed", BadgeLook.Of(AccessStatus.Lapsed).Words),
    ];

    /// <summary>The filter for a word of the address; an unknown word shows all.</summary>
    public static RequestFilter Of(string? state, string? search) => state switch
    {
        "open" => new(Search: search, IsOpen: true),
        "closed" => new(Search: search, IsOpen: false),
        "pending" => new(Search: search, State: RequestState.Pending),
        "approved" => new(Search: search, State: RequestState.Approved),
        "rejected" => new(Search: search, State: RequestState.Rejected),
        "cancelled" => new(Search: search, State: RequestState.Cancelled),
        "lapsed" => new(Search: search, State: RequestState.Lapsed),
        _ => new(Search: search),
    };
}
