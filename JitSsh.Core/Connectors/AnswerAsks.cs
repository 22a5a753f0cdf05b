using System.Text;
using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>Answers what a connector apart from the portal is asked, where the servers and the secrets are, and within its own rules.</summary>
public sealed class AnswerAsks(IServerShell shell, DiscoverServers discover, ReadSecret secrets, ConnectorRules rules, TimeProvider clock)
{
    /// <summary>Does it. What fails is answered with a sentence.</summary>
    public async Task RunAsync(IConnectorWork work, AskedNow ask, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(ask);
        string answer;
        try
        {
            answer = Wire.Read<Question>(ask.Question) switch
            {
                CheckQuestion check => Wire.Text(await CheckAsync(check, cancel)),
                ScanQuestion scan => Wire.Text(await ScanAsync(scan, cancel)),
                SecretQuestion secret => Wire.Text(await SecretAsync(secret, cancel)),
                PreviewQuestion preview => Wire.Text(await PreviewAsync(preview, cancel)),
                _ => throw new NotSupportedException("This connector does not know that question. Update it."),
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            answer = Wire.Text(new NoAnswer($"The connector could not do this: {e.Message}"));
        }

        await work.AnswerAsync(ask, answer, cancel);
    }

    private async Task<CheckVisit> CheckAsync(CheckQuestion check, CancellationToken cancel)
    {
        var (target, problem) = await rules.PlaceAsync(check.Target, cancel);
        return target is null
            ? new(ShellFailure.NotAllowedThere, false, problem!, TimeSpan.Zero)
            : await new ShellVisits(shell, clock).CheckAsync(default, target, [.. check.Probes.Select(p => (p.Account, p.Group))], cancel);
    }

    private async Task<ScanAnswer> ScanAsync(ScanQuestion scan, CancellationToken cancel)
    {
        var (jump, noWay) = scan.Jump is null ? (null, null) : await rules.PlaceAsync(scan.Jump, cancel);
        var (address, problem) = noWay is null ? await rules.PlaceAsync(scan.Address, jump is not null, cancel) : (null, noWay);
        if (address is null)
        {
            return new(ShellFailure.NotAllowedThere, problem!, []);
        }

        var (failure, text, keys) = await shell.ScanHostKeysAsync(address, jump, cancel);
        return new(failure, text, keys);
    }

    private async Task<SecretFinding> SecretAsync(SecretQuestion secret, CancellationToken cancel)
    {
        using var reading = await secrets.RunAsync(secret.Reference, secret.IsKey ? SecretField.PrivateKey : SecretField.ClientSecret, cancel);
        return SecretFinding.Of(reading, secret.Reference, secret.IsKey);
    }

    private async Task<PreviewAnswer> PreviewAsync(PreviewQuestion preview, CancellationToken cancel)
    {
        if (rules.ProblemWithSource(preview.Source, preview.Secret) is { } outside)
        {
            return new(outside, null);
        }

        if (preview.Secret is not { } reference)
        {
            return new(null, await discover.PreviewAsync(preview.Source, null, null, cancel));
        }

        using var reading = await secrets.RunAsync(reference, SecretField.ClientSecret, cancel);
        return reading.Problem is { } problem
            ? new(problem.Sentence, null)
            : new(null, await discover.PreviewAsync(preview.Source, Encoding.UTF8.GetString(reading.Value.Span).Trim(), null, cancel));
    }
}
