using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Portal.Integrations.Form;

namespace JitSsh.Portal.Integrations.Connect;

/// <summary>A preview of what discovery would find, and whether it is still about what stands in the form.</summary>
public sealed class PreviewRun(PreviewDiscovery preview) : IDisposable
{
    private CancellationTokenSource stop = new();
    private string? about;

    /// <summary>True while the source is being asked.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>How far it is; null before the first word.</summary>
    public DiscoveryProgress? Progress { get; private set; }

    /// <summary>What was found; null before.</summary>
    public DiscoveryResult? Result { get; private set; }

    /// <summary>Why it could not be asked; empty when it could.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>True when nothing was found because something went wrong: going on would most likely fail.</summary>
    public bool FoundNothing => Result is { Servers.Count: 0, Problems.Count: > 0 };

    /// <summary>True when <see cref="Result"/> is about exactly what stands in the form now.</summary>
    public bool IsAbout(IntegrationForm form) => Result is not null && about == Key(form);

    /// <summary>Asks the source.</summary>
    /// <param name="actor">An admin.</param>
    /// <param name="form">What was typed.</param>
    /// <param name="changed">Called after each word of progress, on the page's own thread of work.</param>
    public async Task RunAsync(Actor actor, IntegrationForm form, Action changed)
    {
        (IsRunning, Progress, Result, Problems) = (true, null, null, []);
        changed();
        try
        {
            var told = new Progress<DiscoveryProgress>(progress =>
            {
                Progress = progress;
                changed();
            });
            about = Key(form);
            var outcome = await preview.RunAsync(actor, form.ToTrial(), told, stop.Token);
            Result = outcome.IsDone ? outcome.Value : null;
            Problems = outcome.Problems;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            stop = new();
        }
        finally
        {
            IsRunning = false;
        }
    }

    /// <summary>Stops asking.</summary>
    public Task StopAsync() => stop.CancelAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    // The secrets count, but a second copy of them is not kept.
    private static string Key(IntegrationForm form)
    {
        var trial = form.ToTrial();
        return JsonSerializer.Serialize(trial.Source) + JsonSerializer.Serialize(trial.SourceSecretFrom) + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{trial.SourceSecret}\n{trial.SourceSecretSignIn}")));
    }
}
