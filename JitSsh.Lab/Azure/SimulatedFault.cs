namespace JitSsh.Lab.Azure;

/// <summary>What goes wrong.</summary>
public enum SimulatedFaultKind
{
    /// <summary>429 with <c>Retry-After</c>.</summary>
    Throttled,

    /// <summary>403 with ARM's <c>AuthorizationFailed</c>.</summary>
    Forbidden,

    /// <summary>401 with ARM's <c>ExpiredAuthenticationToken</c>.</summary>
    Unauthorized,

    /// <summary>404: of a subscription, or of the resource that was asked for.</summary>
    NotFound,

    /// <summary>409 with ARM's <c>Conflict</c>.</summary>
    Conflict,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>503 with a page of HTML, as a gateway answers.</summary>
    Unavailable,

    /// <summary>200 with half of a JSON document.</summary>
    Truncated,

    /// <summary>200 with the sign-in page of somebody's proxy.</summary>
    Html,

    /// <summary>The right answer, late.</summary>
    Slow,
}

/// <summary>Something that goes wrong on purpose, until it has happened <see cref="Times"/> times.</summary>
/// <param name="Kind">What.</param>
/// <param name="PathContains">Only where the path holds this, compared without case; null = every request to ARM.</param>
/// <param name="Times">How often; null = for ever.</param>
/// <param name="Wait">The <c>Retry-After</c>, or how late.</param>
public sealed record SimulatedFault(SimulatedFaultKind Kind, string? PathContains = null, int? Times = null, TimeSpan? Wait = null);

/// <summary>The faults in force.</summary>
internal sealed class SimulatedFaults
{
    private readonly Lock gate = new();
    private readonly List<(SimulatedFault Fault, int Left)> faults = [];

    public void Add(SimulatedFault fault)
    {
        lock (gate)
        {
            faults.Add((fault, fault.Times ?? int.MaxValue));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>The fault this request meets; counts it.</summary>
    public SimulatedFault? Take(string path)
    {
        lock (gate)
        {
            var i = faults.FindIndex(entry => entry.Left > 0
                && (entry.Fault.PathContains is null || path.Contains(entry.Fault.PathContains, StringComparison.OrdinalIgnoreCase)));
            if (i < 0)
            {
                return null;
            }

            faults[i] = (faults[i].Fault, faults[i].Left - 1);
            return faults[i].Fault;
        }
    }
}
