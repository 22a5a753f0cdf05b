namespace JitSsh.Portal.Integrations.Test;

/// <summary>What a test says about itself.</summary>
internal static class TestWords
{
    /// <summary>Where it stands, in a sentence; at the end how many servers are ready.</summary>
    public static string Headline(TestRun run)
    {
        var (total, ready, toAccept) = (run.Servers.Count, run.Count(ServerPhase.Ready), run.Count(ServerPhase.HostKeysToAccept));
        var servers = total == 1 ? "server" : "servers";
        if (run.IsWorking)
        {
            return $"Testing: {total - run.Servers.Count(s => s.IsWorking)} of {total} {servers} looked at, {ready} ready";
        }

        if (toAccept > 0)
        {
            return toAccept == 1
                ? "Connected. The host key of 1 server waits for you to compare and accept it"
                : $"Connected. The host keys of {toAccept} servers wait for you to compare and accept them";
        }

        return run.Count(ServerPhase.Stopped) > 0
            ? $"Stopped: {ready} of {total} {servers} ready so far"
            : $"Connected: {ready} of {total} {servers} ready";
    }

    /// <summary>A phase in which JitSsh works, in words.</summary>
    public static string Of(ServerPhase phase) => phase switch
    {
        ServerPhase.Waiting => "Waiting",
        ServerPhase.ReadingHostKeys => "Reading host keys",
        ServerPhase.Checking => "Checking",
        ServerPhase.Stopped => "Stopped",
        _ => phase.ToString(),
    };
}
