using System.Text;
using JitSsh.Core.Catalog;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Core.CloudRuns;

/// <summary>Runs a script on a server through its cloud and brings its whole answer back, in as many pieces as it takes.</summary>
public sealed class RunOverCloud(IRunCommand command, ReadSecret secrets)
{
    // Each piece is a command of its own, of 20 seconds and more.
    private const int MostPieces = 60;

    /// <summary>The server as its cloud knows it, with the integration's secret read now.</summary>
    public async Task<CloudServer> FindAsync(Server server, Integration integration, CancellationToken cancel)
    {
        var bytes = integration.SourceSecret is { } reference ? await secrets.RunAsync(reference, cancel) : null;
        return new(server.Id, server.Name, integration.Source, bytes is null ? null : Encoding.UTF8.GetString(bytes), server.ExternalId, server.VmId);
    }

    /// <summary>What the script said, whole, or why there is no whole answer. A script that was begun and whose answer is lost may have done its work.</summary>
    public async Task<CloudResult> RunAsync(CloudServer server, string script, CancellationToken cancel)
    {
        var envelope = new RunCommandEnvelope();
        var text = envelope.First(script);
        for (var piece = 0; piece < MostPieces && !envelope.IsWhole; piece++)
        {
            var result = await command.RunAsync(server, text, cancel);
            if (result.Problem is not null)
            {
                return result;
            }

            if (!envelope.Take(result.Text))
            {
                return Broken(server);
            }

            text = envelope.Next();
        }

        return envelope.Open() is { } whole ? new(null, whole) : Broken(server);
    }

    private static CloudResult Broken(CloudServer server) => CloudResult.Failed(
        CloudProblemKind.BadAnswer, $"The command's answer did not come back whole from {server.Name}, so nothing is concluded from it. Try again; if it stays, look whether /run is writable there and base64, gzip and sha256sum are installed.");
}
