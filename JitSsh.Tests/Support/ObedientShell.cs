using System.Collections.Concurrent;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Tests.Support;

/// <summary>Servers that do what the document says and answer as the script would; each document is kept. Until it is opened, nobody gets through to them.</summary>
internal sealed class ObedientShell : IServerShell
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The records of every document that was carried out, oldest first.</summary>
    public ConcurrentQueue<IReadOnlyList<string[]>> Documents { get; } = [];

    public void Open() => opened.TrySetResult();

    public async Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel)
    {
        await opened.Task.WaitAsync(cancel);
        return new(null, "");
    }

    public Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
    {
        // The program comes first, then the document.
        var document = input[(input.LastIndexOf("\nmain <<'", StringComparison.Ordinal) + 1)..];
        List<string[]> records = [.. document.Split('\n').Skip(1).Select(line => line.Split(' '))];
        Documents.Enqueue(records);
        var answers = records.Select(r => r[0] switch { "grant" => $"grant {r[2]} in-force\n", "ending" => $"ended {r[2]}\n", _ => "" });
        return Task.FromResult(new ShellResult(null, $"jitssh 1\n{string.Concat(answers)}done\n"));
    }

    public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => throw new NotSupportedException();

    public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => Task.CompletedTask;

    public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => throw new NotSupportedException();
}
