using System.Globalization;

namespace JitSsh.Bench.Lab;

/// <summary>
/// After each end a server searches its file systems for what the person left, when nothing else is to do. A hundred servers of the lab share this
/// machine's processors and would search during the next measurement.
/// </summary>
internal static class Searches
{
    private const string Script = "/var/lib/jitssh/reconcile.sh";

    /// <summary>Waits until no server of this machine searches.</summary>
    public static Task EndAsync() => Until.TrueAsync(() => Task.FromResult(!AnyRuns()), TimeSpan.FromMinutes(15), "The servers go on searching their file systems.", TimeSpan.FromMilliseconds(500));

    private static bool AnyRuns() => Directory.EnumerateDirectories("/proc").Any(directory =>
        int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out _) && IsSearch($"{directory}/cmdline"));

    private static bool IsSearch(string commandLine)
    {
        try
        {
            var words = File.ReadAllText(commandLine).Split('\0');
            var script = Array.IndexOf(words, Script);
            return script >= 0 && script + 1 < words.Length && words[script + 1] == "search";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
