using System.Globalization;
using JitSsh.Lab.Servers;

namespace JitSsh.Tests.EndToEnd.Partition;

/// <summary>What was seen from inside a server while alice's access ended there by itself, in seconds after the end.</summary>
/// <param name="Processes">Her last process was gone.</param>
/// <param name="Trust">Her trust line was gone.</param>
/// <param name="Locked">Her account was locked.</param>
/// <param name="Groups">The group docker was taken back.</param>
/// <param name="Blink">The longest pause between two looks: nothing is seen more exactly.</param>
internal sealed record Watch(double Processes, double Trust, double Locked, double Groups, double Blink)
{
    private const string Script = """
        left='processes trust locked groups' last=
        while [ -n "$left" ] && [ "$(date +%s)" -lt $((END + 10)) ]; do
          still=
          for what in $left; do
            case $what in
              processes) [ -z "$(ps -u alice -o stat= | grep -v '^Z')" ] ;;
              trust) [ ! -e /etc/ssh/jitssh/alice ] ;;
              locked) grep -q '^alice:.*::0:$' /etc/shadow ;;
              groups) ! grep -q '^docker:.*alice' /etc/group ;;
            esac && date "+$what %s.%N" || still="$still $what"
          done
          left=$still
          date '+look %s.%N'
          sleep 0.01
        done
        """;

    /// <summary>Looks until all is over, or ten seconds after the end.</summary>
    public static async Task<Watch> OnAsync(LabServer server, DateTimeOffset end)
    {
        var seen = (await server.RunAsync($"END={end.ToUnixTimeSeconds()}\n{Script}")).EnsureSuccess().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ')).Select(l => (What: l[0], After: double.Parse(l[1], CultureInfo.InvariantCulture) - end.ToUnixTimeSeconds())).ToList();
        var looks = seen.Where(s => s.What == "look").Select(s => s.After).ToList();
        return new(When("processes"), When("trust"), When("locked"), When("groups"), looks.Zip(looks.Skip(1), (a, b) => b - a).Append(0).Max());

        double When(string what) => seen.Where(s => s.What == what).Select(s => s.After).Append(double.PositiveInfinity).First();
    }
}
