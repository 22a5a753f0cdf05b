namespace JitSsh.Core.Discovery.Azure;

/// <summary>A scale set in uniform orchestration, whose instances stand in a list of their own.</summary>
/// <param name="Id">Resource id, as Azure writes it.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsSpot">Its instances are spot.</param>
internal sealed record FoundScaleSet(string Id, string Name, bool IsSpot);
