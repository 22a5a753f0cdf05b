namespace JitSsh.Bench.Figures;

/// <summary>How much is measured.</summary>
/// <param name="Quick">Few repetitions, to see that everything works.</param>
/// <param name="FleetSize">How many servers the fleet has; the lines are meant for 100.</param>
internal sealed record Settings(bool Quick, int FleetSize)
{
    /// <summary>Repetitions of each side of a pair.</summary>
    public int Pairs => Quick ? 5 : 21;

    /// <summary>Repetitions of what takes a minute.</summary>
    public int Long => Quick ? 1 : 3;
}
