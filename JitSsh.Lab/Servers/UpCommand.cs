using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;

namespace JitSsh.Lab.Servers;

/// <summary><c>up N</c>: starts a lab, in the background unless <c>--foreground</c>.</summary>
internal static class UpCommand
{
    public const string DefaultState = "/run/jitssh-lab";

    public static Command Create()
    {
        var count = new Argument<int>("N") { Description = "How many light servers", Arity = ArgumentArity.ZeroOrOne };
        var full = new Option<int>("--full") { Description = "How many full servers, which boot systemd, besides" };
        var timeZone = new Option<string?>("--time-zone") { Description = "The servers' time zone, for example America/New_York" };
        var state = new Option<string>("--state") { Description = "Directory for keys, servers.json and what down needs", DefaultValueFactory = _ => DefaultState };
        var addressBase = new Option<IPAddress>("--address-base")
        {
            Description = "Servers listen on the addresses after this one",
            CustomParser = result => IPAddress.TryParse(result.Tokens[0].Value, out var address) ? address : Refuse(result),
            DefaultValueFactory = _ => IPAddress.Parse("127.0.10.0"),
        };
        var key = new Option<string?>("--admin-key") { Description = "File with the public key for jitadmin; without it the lab makes a key pair" };
        var foreground = new Option<bool>("--foreground") { Description = "Stay, and end the lab at Ctrl-C" };
        var command = new Command("up", "Starts servers") { count, full, timeZone, state, addressBase, key, foreground };
        command.SetAction((parsed, cancellationToken) => Sentence.GuardAsync(async () =>
        {
            var options = new ServerLabOptions
            {
                Count = parsed.GetValue(count),
                Full = parsed.GetValue(full),
                TimeZone = parsed.GetValue(timeZone),
                StateDirectory = parsed.GetValue(state),
                AddressBase = parsed.GetValue(addressBase)!,
                AdminPublicKey = await ReadKeyAsync(parsed.GetValue(key), cancellationToken),
                Owner = HostProcess.Current,
            };
            return await (parsed.GetValue(foreground)
                ? RunForegroundAsync(options)
                : BackgroundLab.StartAsync(options, Environment.GetCommandLineArgs()[1..]));
        }));
        return command;
    }

    private static async Task<string?> ReadKeyAsync(string? file, CancellationToken cancellationToken)
    {
        try
        {
            return file is null ? null : (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        }
        catch (IOException e)
        {
            throw new LabException($"The public key cannot be read: {e.Message}", e);
        }
    }

    private static IPAddress? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"{result.Tokens[0].Value} is not an address.");
        return null;
    }

    private static async Task<int> RunForegroundAsync(ServerLabOptions options)
    {
        using var end = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var lab = await ServerLab.StartAsync(options, end.Token);
        ServerTable.Print(lab.StateDirectory);
        await Task.Delay(Timeout.Infinite, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            end.Cancel();
        }
    }
}
