namespace JitSsh.Core.Entra;

/// <summary>An exception and all that it came from: the SDK wraps what happened several times over.</summary>
internal static class Causes
{
    /// <summary>The exception itself first, then its causes, the nearest first.</summary>
    public static IEnumerable<Exception> Of(Exception exception)
    {
        var waiting = new Queue<Exception>([exception]);
        while (waiting.TryDequeue(out var next))
        {
            yield return next;
            if (next is AggregateException many)
            {
                foreach (var inner in many.InnerExceptions)
                {
                    waiting.Enqueue(inner);
                }
            }
            else if (next.InnerException is { } inner)
            {
                waiting.Enqueue(inner);
            }
        }
    }
}
