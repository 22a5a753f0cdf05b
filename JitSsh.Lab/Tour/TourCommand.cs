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
        command.SetAction((parsed, _) => Servers.Sentence.GuardAsync(() => RunAsync(options.Read(parsed))));
        return command;
    }

    private static async Task<int> RunAsync(TourOptions options)
    {
        using var interruption = new Interruption();
        var report = new TourReport(Console.Out, interruption.Token);
        try
        {
            await TakeAsync(options, report);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Console.WriteLine("\nInterrupted; everything that was started has ended.");
            return Interruption.ExitCode;
        }

        report.Summary();
        return report.ExitCode;
    }

    private static async Task TakeAsync(TourOptions options, TourReport report)
    {
        await using var site = Site.Create();
        using var tour = new TourState(site, report);
        await SetUpSteps.TakeAsync(tour, options);
        if (site.IsComplete)
        {
            await GoOnAsync(tour);
        }

        if (report.ExitCode != 0)
        {
            Console.WriteLine($"\nThe portal's log ends:\n{site.LogTail}");
        }
    }

    private static async Task GoOnAsync(TourState tour)
    {
        await ConnectSteps.TakeAsync(tour);
        await AccessSteps.TakeAsync(tour);
        await EndSteps.TakeAsync(tour);
        await CommandSteps.TakeAsync(tour);
        await RunCommandSteps.TakeAsync(tour);
        await KeySteps.TakeAsync(tour);
        await ApprovalSteps.TakeAsync(tour);
        await using (var webhook = new WebhookSteps(tour))
        {
            await webhook.TakeAsync();
            await ExtensionSteps.TakeAsync(tour);
            await webhook.ArriveAsync();
        }

        await EmergencySteps.TakeAsync(tour);
        await ShiftSteps.TakeAsync(tour);
        await FlowChangeSteps.TakeAsync(tour);
        await OutageSteps.TakeAsync(tour);

        // After the portal was killed several times, which costs the log nothing.
        await AuditSteps.TakeAsync(tour);
        await using var growth = new GrowthSteps(tour);
        await growth.TakeAsync();
        await OutageSteps.StopAsync(tour);
    }
}
