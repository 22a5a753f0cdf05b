using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace JitSsh.Bench.Lab;

/// <summary>
/// Says when processes die, from a process of its own that comes before all others: a hundred servers that wake in the same second on one machine hold up whoever shares it with them, a runtime that
/// collects its garbage most of all, and then every death seems to be as late as the last one. The kernel tells of each (pidfd_open(2), poll(2)), so nothing is asked for meanwhile.
/// </summary>
internal static class DeathWatch
{
    /// <summary>The argument with which this program becomes the one that watches.</summary>
    public const string Argument = "watch-deaths";

    private const long PidfdOpen = 434;
    private const short PollIn = 1;

    /// <summary>Seconds from the end to each death; who is not in it was alive when it gave up.</summary>
    public static async Task<IReadOnlyDictionary<PersonProcesses.Watched, double>> RunAsync(IReadOnlyList<PersonProcesses.Watched> processes, DateTimeOffset end, TimeSpan giveUp)
    {
        using var watch = Command.Start("chrt", ["--fifo", "1", Environment.ProcessPath!, Assembly.GetExecutingAssembly().Location, Argument]);
        await watch.StandardInput.WriteLineAsync($"{end.ToUnixTimeMilliseconds()} {(end + giveUp).ToUnixTimeMilliseconds()}");
        foreach (var process in processes)
        {
            await watch.StandardInput.WriteLineAsync($"{process.Pid} {process.Started}");
        }

        watch.StandardInput.Close();
        var deaths = new Dictionary<PersonProcesses.Watched, double>();
        while (await watch.StandardOutput.ReadLineAsync() is { } line)
        {
            var word = line.Split(' ');
            deaths[processes.Single(p => p.Pid == int.Parse(word[0], CultureInfo.InvariantCulture))] = double.Parse(word[1], CultureInfo.InvariantCulture);
        }

        await watch.WaitForExitAsync();
        return watch.ExitCode == 0 ? deaths : throw new InvalidOperationException($"The deaths could not be watched: {await watch.StandardError.ReadToEndAsync()}");
    }

    /// <summary>What the process does that watches: standard input has the moment, the end of the watch, and a line for each process; a line for each death goes out when all is over.</summary>
    public static int Run()
    {
        var moments = Console.ReadLine()!.Split(' ').Select(w => long.Parse(w, CultureInfo.InvariantCulture)).ToList();
        List<(int Pid, double Died)> deaths = [];
        List<int> pids = [];
        List<Waited> waited = [];
        while (Console.ReadLine() is { } line)
        {
            var (pid, started) = (int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture), long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            var handle = (int)SystemCall(PidfdOpen, pid, 0);
            if (handle < 0 || !new PersonProcesses.Watched(pid, started, "").IsAlive)
            {
                deaths.Add((pid, Since(moments[0])));
                continue;
            }

            pids.Add(pid);
            waited.Add(new() { Handle = handle, For = PollIn });
        }

        var all = waited.ToArray();
        while (Array.Exists(all, w => w.Handle >= 0) && DateTimeOffset.FromUnixTimeMilliseconds(moments[1]) > TimeProvider.System.GetUtcNow())
        {
            if (Poll(all, (nuint)all.Length, 1000) <= 0)
            {
                continue;
            }

            var died = Since(moments[0]);
            for (var i = 0; i < all.Length; i++)
            {
                if (all[i].Came != 0)
                {
                    deaths.Add((pids[i], died));

                    // A negative one is passed over.
                    all[i] = new() { Handle = -1 };
                }
            }
        }

        deaths.ForEach(d => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{d.Pid} {d.Died:0.0000}")));
        return 0;
    }

    private static double Since(long milliseconds) => (TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).TotalSeconds;

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, long first, long second);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll([In, Out] Waited[] waited, nuint count, int milliseconds);

    /// <summary>As poll(2) has it (struct pollfd).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Waited
    {
        public int Handle;
        public short For;
        public short Came;
    }
}
