using Xunit;

namespace JitSsh.Tests.Lab;

/// <summary>What a lab could leave behind on this machine.</summary>
internal static class Remains
{
    public static string PidNamespace(int pid) => new FileInfo($"/proc/{pid}/ns/pid").LinkTarget!;

    public static IEnumerable<string> InNamespaces(List<string> spaces) =>
        EachProcess(p => spaces.Contains(new FileInfo($"{p}/ns/pid").LinkTarget ?? "") ? p : null);

    public static void AssertNone(string state, List<string> spaces)
    {
        Assert.Empty(InNamespaces(spaces));
        Assert.Empty(EachProcess(p => File.ReadAllText($"{p}/mountinfo").Contains(state, StringComparison.Ordinal) ? p : null));
        Assert.Empty(EachProcess(p => File.ReadAllText($"{p}/cmdline").Contains(state, StringComparison.Ordinal) ? p : null));
    }

    // Processes that end while they are looked at are no finding.
    private static IEnumerable<string> EachProcess(Func<string, string?> look) =>
        Directory.GetDirectories("/proc").Where(p => char.IsDigit(p[^1])).Select(p =>
        {
            try
            {
                return look(p);
            }
            catch (IOException)
            {
                return null;
            }
        }).OfType<string>();
}
