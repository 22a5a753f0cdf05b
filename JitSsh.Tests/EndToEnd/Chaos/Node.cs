using System.Diagnostics;
using System.Globalization;
using JitSsh.Tests.Support;

namespace JitSsh.Tests.EndToEnd.Chaos;

/// <summary>One process of JitSsh's that is killed, held, and started again as it was.</summary>
internal sealed class Node(string name, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) : IAsyncDisposable
{
    private readonly List<string> lives = [];
    private JitSshProgram? program;

    public string Name => name;

    /// <summary>What all its lives have said.</summary>
    public string Said => string.Join('\n', [.. lives, program?.Said ?? ""]);

    public void Start() => program = new(arguments, environment);

    public async Task KillAsync()
    {
        await program!.DisposeAsync();
        lives.Add(program.Said);
        program = null;
    }

    /// <summary>Holds it, as a machine that sleeps or swaps does: it does nothing, and knows of nothing.</summary>
    public Task HoldAsync() => SignalAsync("STOP");

    public Task LetGoAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (program is not null)
        {
            await LetGoAsync();
            await program.DisposeAsync();
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", program!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
