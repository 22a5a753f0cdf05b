using JitSsh.Core.Servers;

namespace JitSsh.Portal.Integrations.Test;

/// <summary>How far one server is.</summary>
public enum ServerPhase
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>Its host keys are being read.</summary>
    ReadingHostKeys,

    /// <summary>An admin must compare its fingerprints and accept them.</summary>
    HostKeysToAccept,

    /// <summary>Login, sudo and the rest are being looked at.</summary>
    Checking,

    /// <summary>JitSsh can work on it.</summary>
    Ready,

    /// <summary>JitSsh cannot work on it yet.</summary>
    Failed,

    /// <summary>It was stopped by a person before its end.</summary>
    Stopped,
}

/// <summary>One server of a test and what was found.</summary>
public sealed class ServerRun(Server server)
{
    /// <summary>The server as it was when the test began.</summary>
    public Server Server => server;

    /// <summary>How far it is.</summary>
    public ServerPhase Phase { get; internal set; }

    /// <summary>The host keys it shows, while they wait to be accepted.</summary>
    public IReadOnlyList<HostKey> ShownKeys { get; internal set; } = [];

    /// <summary>What the checks found.</summary>
    public IReadOnlyList<ServerCheck> Checks { get; internal set; } = [];

    /// <summary>Why it failed, or what to know, when no check says it; null when there is nothing to say.</summary>
    public string? Sentence { get; internal set; }

    /// <summary>True while something is being done.</summary>
    public bool IsWorking => Phase is ServerPhase.Waiting or ServerPhase.ReadingHostKeys or ServerPhase.Checking;

    /// <summary>The checks that are not fine, what fails first.</summary>
    public IEnumerable<ServerCheck> Findings => Checks.Where(c => c.Result != "ok").OrderBy(c => c.Result == "fail" ? 0 : 1);

    /// <summary>True when its host keys were accepted, before this test or in it.</summary>
    internal bool IsKeyAccepted { get; set; } = server.HostKeys.Length > 0;
}
