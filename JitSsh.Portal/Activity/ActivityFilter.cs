using System.Globalization;
using JitSsh.Core.Activity;
using JitSsh.Core.Grants;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Activity;

/// <summary>What the activity can be narrowed to, as the address says it.</summary>
internal static class ActivityFilter
{
    /// <summary>The words of the address for the state, and the words on the screen.</summary>
    public static IReadOnlyList<(string Value, string Words)> Choices { get; } =
    [
        ("", "all"),
        ("open", "open: waiting, or not over everywhere"),
        ("closed", "closed"),
        .. Enum.GetValues<AccessStatus>().Select(s => (WordOf(s), BadgeLook.Of(s).Words)),
    ];

    /// <summary>The word of the address for a state.</summary>
    public static string WordOf(AccessStatus status) => status == AccessStatus.PendingApproval ? "pending" : status.ToString().ToLowerInvariant();

    /// <summary>The filter for the words of an address; an unknown state and what is no day narrow nothing.</summary>
    public static ActivityQuery Of(string? state, string? text, string? requester = null, string? server = null, string? flow = null, string? from = null, string? to = null) => new()
    {
        Status = Enum.GetValues<AccessStatus>().Where(s => WordOf(s) == state).Cast<AccessStatus?>().FirstOrDefault(),
        IsOpen = state switch { "open" => true, "closed" => false, _ => null },
        Text = text,
        Requester = requester,
        Server = server,
        Flow = flow,
        From = Day(from),
        To = Day(to),
    };

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
