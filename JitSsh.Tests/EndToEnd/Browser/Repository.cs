namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>Where the tests were built, and where their artefacts go.</summary>
internal static class Repository
{
    /// <summary>The directory with JitSsh.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Where pictures of the screens are kept: JITSSH_ARTIFACTS, or artifacts/screenshots.</summary>
    public static string Screenshots { get; } =
        Directory.CreateDirectory(Environment.GetEnvironmentVariable("JITSSH_ARTIFACTS") is { Length: > 0 } chosen ? chosen : Path.Combine(Root, "artifacts", "screenshots")).FullName;

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "JitSsh.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"There is no JitSsh.sln above {AppContext.BaseDirectory}.");
        }

        return directory.FullName;
    }
}
