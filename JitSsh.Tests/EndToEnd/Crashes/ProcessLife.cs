namespace JitSsh.Tests.EndToEnd.Crashes;

/// <summary>
/// The life of one connector process. What it does to the database and to servers is counted, and at one of those steps it
/// ends: from then on nothing that is left of it in memory reaches the database or a server.
/// </summary>
internal sealed class ProcessLife
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<string>? steps;
    private int last;
    private volatile bool isDying;

    public bool IsOver => over.Task.IsCompleted;

    /// <summary>What it did since it was told when to die.</summary>
    public string Steps
    {
        get
        {
            lock (gate)
            {
                return string.Join(", ", steps ?? []);
            }
        }
    }

    /// <summary>From now on steps count, and it dies at this one.</summary>
    public void DieAt(int step)
    {
        lock (gate)
        {
            (steps, last) = ([], step);
        }
    }

    /// <summary>It lives on, whatever it does, unless it is dying already: then this returns when it has died.</summary>
    public Task SpareAsync()
    {
        lock (gate)
        {
            last = 0;
            return isDying ? over.Task : Task.CompletedTask;
        }
    }

    /// <summary>Counts a step, and dies at it if it is the last.</summary>
    public void Step(string what)
    {
        if (Reaches(what))
        {
            throw End();
        }
    }

    /// <summary>Counts a step. True when it is the last: how it dies there, the caller decides, and calls <see cref="End"/>.</summary>
    public bool Reaches(string what)
    {
        lock (gate)
        {
            StillLives();
            steps?.Add(what);
            isDying = steps?.Count == last;
            return isDying;
        }
    }

    /// <summary>Ends it.</summary>
    /// <returns>What is thrown in the thread that it died in.</returns>
    public ProcessIsOverException End()
    {
        over.TrySetResult();
        return new();
    }

    public void StillLives()
    {
        if (isDying)
        {
            throw new ProcessIsOverException();
        }
    }
}

/// <summary>A process that is over wanted to do something.</summary>
internal sealed class ProcessIsOverException() : Exception("This process is over.");
