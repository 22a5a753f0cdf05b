using System.Globalization;
using System.Text.RegularExpressions;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Shared;

/// <summary>Lengths of time as people type them: "8 hours", "1h 30m", "90 min", "45s". A bare number is minutes. Reads back what <see cref="Of"/> and <see cref="Durations.Words"/> say.</summary>
internal static partial class DurationText
{
    /// <summary>What to say when a text is no length of time.</summary>
    public const string Problem = "Type a length of time, for example 8 hours, 90 minutes or 2 days.";

    /// <summary>Reads it; false when it is none, or is not positive.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        if (string.IsNullOrWhiteSpace(text) || Whole().Match(text.Trim()) is not { Success: true } match)
        {
            return false;
        }

        double seconds = 0;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = double.Parse(match.Groups["number"].Captures[i].Value.Replace(',', '.'), CultureInfo.InvariantCulture);
            seconds += number * SecondsIn(match.Groups["unit"].Captures[i].Value);
        }

        if (seconds is < 1 or > 366 * 86400.0)
        {
            return false;
        }

        span = TimeSpan.FromSeconds(Math.Round(seconds));
        return true;
    }

    /// <summary>The text for a length of time, to the second: unlike <see cref="Durations.Words"/> nothing is left out, so that reading and saving changes nothing.</summary>
    public static string Of(TimeSpan span)
    {
        (int Number, string Unit)[] parts = [((int)span.TotalDays, "day"), (span.Hours, "hour"), (span.Minutes, "minute"), (span.Seconds, "second")];
        return string.Join(' ', parts.Where(p => p.Number > 0).Select(p => $"{p.Number} {p.Unit}{(p.Number == 1 ? "" : "s")}"));
    }

    private static double SecondsIn(string unit) => unit.Length == 0 ? 60 : char.ToLowerInvariant(unit[0]) switch
    {
        's' => 1,
        'h' => 3600,
        'd' => 86400,
        'w' => 7 * 86400,
        _ => 60,
    };

    [GeneratedRegex(@"\A((?<!\d)(?<number>\d{1,6}([.,]\d{1,3})?)\s*(?<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|)\s*(and\s+)?)+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();
}
