namespace JitSsh.Core.Common;

/// <summary>Lengths of time in words.</summary>
public static class Durations
{
    /// <summary>For example "8 hours", "1 hour 30 minutes", "45 seconds".</summary>
    public static string Words(TimeSpan span)
    {
        List<string> parts = [];
        Add((int)span.TotalDays, "day");
        Add(span.Hours, "hour");
        Add(span.Minutes, "minute");
        if (parts.Count < 2)
        {
            Add(span.Seconds, "second");
        }

        return parts.Count == 0 ? "0 seconds" : string.Join(' ', parts.Take(2));

        void Add(int n, string unit)
        {
            if (n > 0)
            {
                parts.Add($"{n} {unit}{(n == 1 ? "" : "s")}");
            }
        }
    }
}
