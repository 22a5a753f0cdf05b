using System.Runtime.InteropServices;

namespace JitSsh.Bench.Lab;

/// <summary>Which thread the kernel prefers (setpriority(2)).</summary>
internal static class Priority
{
    private const int OfAProcess = 0;
    private const int Highest = -20;

    /// <summary>The thread that calls this comes before others. On Linux a "process" is a thread here, and 0 the caller; needs root, and does nothing without.</summary>
    public static void ComeFirst() => _ = SetPriority(OfAProcess, 0, Highest);

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
