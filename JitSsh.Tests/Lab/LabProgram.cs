using System.Diagnostics;
using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

/// <summary>The lab as a program of its own.</summary>
internal static class LabProgram
{
    public static string StatePath() => $"/tmp/jitssh-lab-test-{Guid.NewGuid():n}";

    public static ServerList? Read(string state) => new LabDirectory(state, temporary: false).ReadServers();

    public static Process Start(params string[] arguments) =>
        Process.Start("dotnet", [typeof(ServerLab).Assembly.Location, .. arguments]);

    public static async Task<int> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
