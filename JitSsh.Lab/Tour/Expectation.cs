namespace JitSsh.Lab.Tour;

/// <summary>Something was otherwise than a step expects it; carries both, for the report.</summary>
internal sealed class ExpectationException : Exception
{
    public ExpectationException(string expected, string seen) : base($"Expected {expected}; seen: {seen}") => (Expected, Seen) = (expected, seen);

    public ExpectationException() : this("", "")
    {
    }

    public ExpectationException(string message) : this(message, "")
    {
    }

    public ExpectationException(string message, Exception innerException) : base(message, innerException) => (Expected, Seen) = (message, innerException.Message);

    public string Expected { get; }

    public string Seen { get; }
}

/// <summary>What steps expect.</summary>
internal static class Expect
{
    public static void That(bool isSo, string expected, object? seen)
    {
        if (!isSo)
        {
            throw new ExpectationException(expected, seen?.ToString() ?? "nothing");
        }
    }

    public static void Equal<T>(T expected, T seen, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, seen), $"{what} {expected}", seen);

    public static void None(IReadOnlyCollection<string> differences, string expected) =>
        That(differences.Count == 0, expected, string.Join('\n', differences));

    /// <summary>What an earlier step should have left; without it this step cannot be taken, which is a failure, too.</summary>
    public static T Need<T>(T? value, string what) where T : class =>
        value ?? throw new ExpectationException($"{what} from an earlier step", "that step failed");
}
