using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>When a failed server is tried again.</summary>
public static class Backoff
{
    /// <summary>A server that does not answer is asked with one TCP connection, which costs nothing, so it is found within seconds of its return.</summary>
    private static readonly TimeSpan LongestForUnreachable = TimeSpan.FromSeconds(8);

    /// <summary>Each attempt at a server that is off asks the cloud whether it is still off.</summary>
    private static readonly TimeSpan LongestForOff = TimeSpan.FromMinutes(1);

    /// <summary>A server that answers but cannot do what it is told (a group is missing, say) waits for a person.</summary>
    private static readonly TimeSpan LongestForUnable = TimeSpan.FromMinutes(1);

    /// <summary>A server that refuses the connector is left alone longer: sshd may lock out an address that keeps failing (PerSourcePenalties, OpenSSH 9.8).</summary>
    private static readonly TimeSpan LongestForRefusing = TimeSpan.FromMinutes(5);

    /// <summary>The time until the next attempt: doubles from one second, and spreads by a quarter, so that many servers do not come due together.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="failuresInARow">1 for the first.</param>
    /// <param name="random">A number from 0 to 1.</param>
    public static TimeSpan After(ShellFailure failure, int failuresInARow, double random)
    {
        var longest = failure switch
        {
            ShellFailure.NoRoute or ShellFailure.Refused or ShellFailure.Timeout => LongestForUnreachable,
            ShellFailure.SwitchedOff => LongestForOff,
            ShellFailure.ScriptFailed or ShellFailure.JumpFailed => LongestForUnable,
            _ => LongestForRefusing,
        };
        var doubled = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(failuresInARow - 1, 0, 20)));
        return (doubled < longest ? doubled : longest) * (0.75 + (0.5 * random));
    }
}
