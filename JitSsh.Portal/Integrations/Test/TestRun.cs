using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Portal.Integrations.Test;

/// <summary>
/// Looks at all servers of an integration, a few at a time: reads host keys, waits for a person to accept them, then checks. Accepts nothing by itself.
/// Runs on the page's own thread of work, so that what it changes can be rendered at any moment.
/// </summary>
/// <param name="hostKeys">Reads and accepts host keys.</param>
/// <param name="test">Checks a server.</param>
/// <param name="actor">Who does it, loaded anew each time.</param>
/// <param name="changed">Called after each change.</param>
/// <param name="unexpected">Told of exceptions: one server's must not stop the others.</param>
internal sealed class TestRun(HostKeys hostKeys, TestServer test, Func<Task<Actor?>> actor, Action changed, Action<ServerId, Exception> unexpected) : IDisposable
{
    /// <summary>So many servers are looked at side by side.</summary>
    public const int AtOnce = 8;

    private static readonly string[] SwitchedOff = ["Stopped", "Stopping", "Deallocated", "Deallocating"];

    private readonly SemaphoreSlim places = new(AtOnce);
    private CancellationTokenSource stop = new();

    /// <summary>The servers, by name.</summary>
    public IReadOnlyList<ServerRun> Servers { get; private set; } = [];

    /// <summary>How many are in this phase.</summary>
    public int Count(ServerPhase phase) => Servers.Count(s => s.Phase == phase);

    /// <summary>True while anything is being done.</summary>
    public bool IsWorking => Servers.Any(s => s.IsWorking);

    /// <summary>Looks at these servers, from the beginning.</summary>
    public Task StartAsync(IEnumerable<Server> servers)
    {
        Servers = [.. servers.Select(s => new ServerRun(s))];
        return RunAsync(Servers);
    }

    /// <summary>Looks once more at those that are not ready and wait for nobody.</summary>
    public Task AgainAsync() => RunAsync([.. Servers.Where(s => s.Phase is ServerPhase.Failed or ServerPhase.Stopped)]);

    /// <summary>Accepts the host keys that were shown for these servers, and goes on with them.</summary>
    public Task AcceptAsync(IReadOnlyList<ServerRun> servers)
    {
        var waiting = servers.Where(s => s.Phase == ServerPhase.HostKeysToAccept).ToList();
        foreach (var server in waiting)
        {
            server.Phase = ServerPhase.Checking;
        }

        return EachAsync(waiting, AcceptOneAsync);
    }

    /// <summary>Stops what is being done; what was found stays.</summary>
    public async Task StopAsync()
    {
        var old = stop;
        stop = new();
        await old.CancelAsync();
        old.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private Task RunAsync(IReadOnlyList<ServerRun> servers)
    {
        foreach (var server in servers)
        {
            server.Phase = ServerPhase.Waiting;
            server.Sentence = null;
            server.Checks = [];
        }

        return EachAsync(servers, OneAsync);
    }

    private Task EachAsync(IReadOnlyList<ServerRun> servers, Func<ServerRun, Actor, CancellationToken, Task> work)
    {
        changed();
        var cancel = stop.Token;
        return Task.WhenAll(servers.Select(s => GuardAsync(s, work, cancel)));
    }

    private async Task GuardAsync(ServerRun server, Func<ServerRun, Actor, CancellationToken, Task> work, CancellationToken cancel)
    {
        var hasPlace = false;
        try
        {
            await places.WaitAsync(cancel);
            hasPlace = true;
            if (await actor() is { } who)
            {
                await work(server, who, cancel);
            }
            else
            {
                Fail(server, "You are signed out. Sign in and try again.");
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            server.Phase = ServerPhase.Stopped;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            unexpected(server.Server.Id, exception);
            Fail(server, "Something unexpected happened in the portal; its log has the details. Try again.");
        }
        finally
        {
            if (hasPlace)
            {
                places.Release();
            }

            changed();
        }
    }

    private Task OneAsync(ServerRun server, Actor who, CancellationToken cancel)
    {
        if (server.Server.Host is null)
        {
            Fail(server, server.Server.AddressProblem ?? ShellFailureAdvice.For(ShellFailure.NoAddress));
            return Task.CompletedTask;
        }

        if (SwitchedOff.Contains(server.Server.PowerState, StringComparer.OrdinalIgnoreCase))
        {
            Fail(server, $"It is switched off ({server.Server.PowerState}). Start it, then try again.");
            return Task.CompletedTask;
        }

        return server.IsKeyAccepted ? CheckAsync(server, who, cancel) : ReadKeysAsync(server, who, null, cancel);
    }

    private async Task ReadKeysAsync(ServerRun server, Actor who, string? sentence, CancellationToken cancel)
    {
        Enter(server, ServerPhase.ReadingHostKeys);
        var keys = await hostKeys.ScanAsync(who, server.Server.Id, cancel);
        if (!keys.IsDone)
        {
            Fail(server, keys.Sentence);
            return;
        }

        server.ShownKeys = keys.Value;
        server.Sentence = sentence;
        server.Phase = ServerPhase.HostKeysToAccept;
    }

    private async Task AcceptOneAsync(ServerRun server, Actor who, CancellationToken cancel)
    {
        var accepted = await hostKeys.AcceptAsync(who, server.Server.Id, server.ShownKeys, cancel);
        if (accepted.IsDone)
        {
            server.IsKeyAccepted = true;
            server.ShownKeys = [];
            server.Sentence = null;
            await CheckAsync(server, who, cancel);
        }
        else if (accepted.Kind == OutcomeKind.Conflict)
        {
            await ReadKeysAsync(server, who, accepted.Sentence, cancel);
        }
        else
        {
            Fail(server, accepted.Sentence);
        }
    }

    private async Task CheckAsync(ServerRun server, Actor who, CancellationToken cancel)
    {
        Enter(server, ServerPhase.Checking);
        var checks = await test.RunAsync(who, server.Server.Id, cancel: cancel);
        if (!checks.IsDone)
        {
            Fail(server, checks.Sentence);
            return;
        }

        server.Checks = checks.Value;
        server.Phase = checks.Value.Any(c => c.Result == "fail") ? ServerPhase.Failed : ServerPhase.Ready;
    }

    private void Enter(ServerRun server, ServerPhase phase)
    {
        server.Phase = phase;
        changed();
    }

    private static void Fail(ServerRun server, string sentence)
    {
        server.Phase = ServerPhase.Failed;
        server.Sentence = sentence;
    }
}
