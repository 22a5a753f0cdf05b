using System.CommandLine;

namespace JitSsh.Lab.Servers;

/// <summary><c>down</c>: ends a lab, also one whose program was killed.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var state = new Option<string>("--state") { Description = "The directory given to up", DefaultValueFactory = _ => UpCommand.DefaultState };
        var command = new Command("down", "Ends servers") { state };
        command.SetAction((parsed, _) => Sentence.GuardAsync(async () =>
        {
            var directory = LabDirectory.At(parsed.GetValue(state), UpCommand.DefaultState);
            Console.WriteLine(await TearDown.RunAsync(directory)
                ? $"The lab in {directory.Path} is gone."
                : $"There is no lab in {directory.Path}.");
            return 0;
        }));
        return command;
    }
}
