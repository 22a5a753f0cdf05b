using System.Runtime.InteropServices;

namespace JitSsh.Lab.Tour;

/// <summary>Ctrl-C, SIGTERM and the terminal's end, as a token: what was started is then ended in order, however often somebody presses.</summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>As a shell says it of a program that Ctrl-C ended.</summary>
    public const int ExitCode = 130;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Stop))];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        Array.ForEach(registrations, r => r.Dispose());
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        source.Cancel();
    }
}
