using System.CommandLine;

namespace JitSsh.Lab.Tour;

/// <summary><c>tour</c>: does the whole job once, against real servers, through the API and the ssh client, and says of each step whether it went as it should.</summary>
internal static class TourCommand
{
    public static Command Create()
    {
        var options = new SiteOptions(port: 0, "127.0.40.0");
        var command = new Command("tour", "Does the whole job once and checks each step; needs no browser");
        options.AddTo(command);
        command.SetAction((parsed, cancel) => Servers.Sentence.GuardAsync(() => RunAsync(options.Read(parsed), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(TourOptions options, CancellationToken cancel)
    {
        var report = new TourReport(Console.Out, cancel);
        await using (var site = Site.Create())
        {
            using var tour = new TourState(site, report);
            await SetUpSteps.TakeAsync(tour, options);
            await ConnectSteps.TakeAsync(tour);
            await AccessSteps.TakeAsync(tour);
            await EndSteps.TakeAsync(tour);
            await OutageSteps.TakeAsync(tour);
            if (report.ExitCode != 0)
            {
                Console.WriteLine($"\nThe portal's log ends:\n{site.Portal.LogTail(40)}");
            }
        }

        report.Summary();
        return report.ExitCode;
    }
}
