namespace JitSsh.Lab.Servers;

/// <summary>How a command ended and what it said.</summary>
/// <param name="ExitCode">0 to 255; 128 and the signal's number if a signal ended it.</param>
/// <param name="Output">Standard output, whole.</param>
/// <param name="Error">Standard error, whole.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Itself if the command ended with 0, else a <see cref="LabException"/> with what it said.</summary>
    public CommandResult EnsureSuccess() =>
        ExitCode == 0 ? this : throw new LabException($"A command ended with {ExitCode}: {Error.Trim()} {Output.Trim()}");
}
