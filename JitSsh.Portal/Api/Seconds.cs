namespace JitSsh.Portal.Api;

/// <summary>Lengths of time are whole seconds in the API. Any number is taken here; the operation says what is too short or too long.</summary>
internal static class Seconds
{
    public static TimeSpan Read(long seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, int.MinValue, int.MaxValue));

    public static long Write(TimeSpan span) => (long)Math.Round(span.TotalSeconds);
}
