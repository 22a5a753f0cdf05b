using JitSsh.Lab.Servers;

namespace JitSsh.Tests.EndToEnd.Browser;

/// <summary>The portal as it ships, with its style sheets and scripts, published from what was built. Published again only after a build.</summary>
internal static class PublishedPortal
{
    private static readonly string[] Built = ["JitSsh.Portal.dll", "JitSsh.Core.dll", "JitSsh.Portal.staticwebassets.endpoints.json"];

    /// <summary>JitSsh.Portal.dll.</summary>
    public static async Task<string> PublishAsync(CancellationToken cancel)
    {
        var output = Path.Combine(Repository.Root, "artifacts", $"portal-{Repository.Configuration}");
        var stamp = Path.Combine(output, ".published");
        var built = Built.Select(name => File.GetLastWriteTimeUtc(Path.Combine(Repository.Root, "JitSsh.Portal", "bin", Repository.Configuration, "net10.0", name))).Max();
        if (!File.Exists(stamp) || File.GetLastWriteTimeUtc(stamp) < built)
        {
            // MSBuild's own variables, which a test run may carry, would point the new one to the wrong files.
            var published = await HostCommand.RunAsync(
                "env",
                ["-u", "MSBuildSDKsPath", "-u", "MSBuildExtensionsPath", "-u", "MSBUILD_EXE_PATH", "MSBUILDDISABLENODEREUSE=1", "dotnet", "publish", Path.Combine(Repository.Root, "JitSsh.Portal"),
                    "-c", Repository.Configuration, "-o", output, "--no-build", "-v", "quiet", "--nologo"],
                null, cancel);
            published.EnsureSuccess();
            await File.WriteAllTextAsync(stamp, "", cancel);
        }

        return Path.Combine(output, "JitSsh.Portal.dll");
    }
}
