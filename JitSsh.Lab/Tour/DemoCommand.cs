using System.CommandLine;

namespace JitSsh.Lab.Tour;

/// <summary><c>demo</c>: a portal with everything connected, to look at, until Ctrl-C.</summary>
internal static class DemoCommand
{
    private const int DefaultPort = 5080;

    public static Command Create()
    {
        var options = new SiteOptions(DefaultPort, "127.0.10.0");
        var command = new Command("demo", "Starts three servers, a simulated Azure and a portal with everything connected, until Ctrl-C");
        options.AddTo(command);
        command.SetAction((parsed, _) => Servers.Sentence.GuardAsync(() => RunAsync(options.Read(parsed))));
        return command;
    }

    private static async Task<int> RunAsync(TourOptions options)
    {
        using var interruption = new Interruption();
        var cancel = interruption.Token;
        await using var site = Site.Create();
        try
        {
            Console.WriteLine("Starting three servers, a simulated Azure and the portal …");
            await site.StartServersAsync(3, options.AddressBase, cancel);
            await site.StartAzureAsync(cancel);
            await site.StartPortalAsync(options.Portal, options.Port, cancel);
            using var admin = await LabPerson.CreateAsync("Ada", null, site, cancel);
            using var alice = await LabPerson.CreateAsync("Alice", "alice", site, cancel);
            using var carol = await LabPerson.CreateAsync("Carol", null, site, cancel);
            await PrepareAsync(site, admin, alice, carol, cancel);
            Tell(site, admin, alice, carol);
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Console.WriteLine("\nEnding everything …");
        }
        catch (ExpectationException e)
        {
            Console.Error.WriteLine($"The demo could not be prepared. {e.Message}\nThe portal's log ends:\n{site.LogTail}");
            return 1;
        }

        return 0;
    }

    private static async Task PrepareAsync(Site site, LabPerson admin, LabPerson alice, LabPerson carol, CancellationToken cancel)
    {
        await admin.SetUpAsync(cancel);
        await alice.AddAsync(admin, cancel);
        await carol.AddAsync(admin, cancel);
        var integration = await Preparation.ConnectAsync(admin, site, cancel);
        await Preparation.WaitForDiscoveryAsync(admin, integration, cancel);
        foreach (var server in await Preparation.ServersAsync(admin, integration, cancel))
        {
            await Preparation.AcceptHostKeysAsync(admin, server, site, cancel);
        }

        await Preparation.AddFlowAsync(admin, "A short look at staging", integration, [alice], null, TimeSpan.FromMinutes(15), ["developers"], ["*staging*"], cancel);
        await Preparation.AddFlowAsync(admin, "Work on production", integration, [alice], carol, TimeSpan.FromHours(8), ["docker", "developers", "dba"], ["*prod*"], cancel);
    }

    private static void Tell(Site site, LabPerson admin, LabPerson alice, LabPerson carol)
    {
        Console.WriteLine($"""

            The portal: {site.Portal.Address}

              who          e-mail               password
              admin        {admin.Email,-20} {admin.Password}
              requester    {alice.Email,-20} {alice.Password}   (alice on servers)
              approver     {carol.Email,-20} {carol.Password}

            Connected: {string.Join(", ", site.Servers.Servers.Select(s => $"{s.Name} ({s.Address})"))}
            Try it: as Alice ask for web-staging-01 (automatic) or web-prod-01 (Carol approves), then follow "Connect".
            A certificate's command works in another terminal of this machine. The portal's log: {site.Portal.LogPath}

            Ctrl-C ends everything.
            """);
    }
}
