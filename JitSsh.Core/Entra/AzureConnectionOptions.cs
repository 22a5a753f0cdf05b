using Azure.Core.Pipeline;

namespace JitSsh.Core.Entra;

/// <summary>What the connection to Azure needs besides the settings; the defaults are for real use.</summary>
internal sealed record AzureConnectionOptions
{
    /// <summary>How bytes travel. Null: the SDK's own, with the trust of the operating system.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>How often a request that failed in a way that may pass is sent again.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>A longer wait than this is not sat out: it is reported, and the next sync keeps to it.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one try may take without a byte arriving.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a <c>Retry-After</c> that is a date.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
