using System.Globalization;
using System.Runtime.InteropServices;

namespace JitSsh.Bench.Output;

/// <summary>What the figures were measured on, and how busy it was at the start.</summary>
internal static class Machine
{
    public static void Print()
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({cpu}), {memory:0.0} GB, Linux {Environment.OSVersion.Version}, .NET {Environment.Version}, load at the start {load}"));
        if (double.Parse(load, CultureInfo.InvariantCulture) > Environment.ProcessorCount / 2.0)
        {
            Console.WriteLine("The machine is busy with something else: look at min and max before you believe a ratio.");
        }
    }
}
