namespace JitSsh.Core.Common;

/// <summary>Which part of a list is shown.</summary>
/// <param name="Skip">Rows before it.</param>
/// <param name="Take">Rows in it; the store caps it at <see cref="Max"/>.</param>
public sealed record Page(int Skip, int Take)
{
    /// <summary>No list hands out more rows than this at once.</summary>
    public const int Max = 500;

    /// <summary>The first rows.</summary>
    public static Page First { get; } = new(0, 50);

    /// <summary>Rows before it, never negative.</summary>
    public int SafeSkip => Math.Max(0, Skip);

    /// <summary>Rows in it, between 1 and <see cref="Max"/>.</summary>
    public int SafeTake => Math.Clamp(Take, 1, Max);
}

/// <summary>A part of a list.</summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="Items">The rows shown.</param>
/// <param name="Total">Rows in the whole list under the same filter.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Total)
{
    /// <summary>True when there are more rows than <see cref="Total"/>: in a list that only grows they are not counted to the end.</summary>
    public bool IsMore { get; init; }
}
