using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>What a requester asks for.</summary>
public sealed record AccessInput
{
    /// <summary>The most servers one request may ask for.</summary>
    public const int MostServers = 500;

    /// <summary>The servers.</summary>
    public IReadOnlyList<ServerId> Servers { get; init; } = [];

    /// <summary>Who is to get the access: a report of whoever asks; null for themselves.</summary>
    public PersonId? For { get; init; }

    /// <summary>Linux groups on top of the account's own; empty means the default group only.</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>For how long, from the moment access works.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why.</summary>
    public string Justification { get; init; } = "";

    /// <summary>When it is to begin; null for as soon as it is approved.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>True in an emergency: access at once, and somebody reviews it afterwards.</summary>
    public bool BreakGlass { get; init; }
}
