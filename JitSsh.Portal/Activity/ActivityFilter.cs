using JitSsh.Core.Activity;
using JitSsh.Core.Grants;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Activity;

/// <summary>What the activity can be narrowed to, as the screen offers it (<see cref="ActivityAddress"/>).</summary>
internal static class ActivityFilter
{
    /// <summary>The words of the address for the state, and the words on the screen.</summary>
    public static IReadOnlyList<(string Value, string Words)> Choices { get; } =
    [
        ("", "all"),
        ("open", "open: waiting, or not over everywhere"),
        ("closed", "closed"),
        .. Enum.GetValues<AccessStatus>().Select(s => (ActivityAddress.WordOf(s), BadgeLook.Of(s).Words)),
    ];

    /// <summary>A filter of the address in words, for example "state failing, server web".</summary>
    public static string Words(string filter)
    {
        var values = ActivityAddress.Read(filter);
        var words = string.Join(", ", ActivityAddress.Names.Where(values.ContainsKey).Select(n => n == "q" ? $"\"{values[n]}\"" : $"{(n == "flow" ? "access flow" : n)} {values[n]}"));
        return words.Length == 0 ? "everything" : words;
    }
}
