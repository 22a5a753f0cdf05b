namespace JitSsh.Core.Discovery.Azure;

/// <summary>How long work through Azure's control plane may take; the defaults are for real use.</summary>
internal sealed record AzureControlOptions
{
    /// <summary>How long to wait for a VM on which another command runs, or for Azure's limits, before a command of ours is begun.</summary>
    public TimeSpan BeginWithin { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>The wait before a VM on which another command runs is asked again.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a command may take once it was begun. Azure itself stops it after 90 minutes.</summary>
    public TimeSpan EndWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often Azure is asked whether it has ended.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(3);
}
