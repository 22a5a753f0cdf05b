using System.Collections.Concurrent;
using Azure;
using Azure.Core;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>
/// Asks for single VMs that are missing from a list. ARM's lists leave out what the identity may not read, without a word; the VM's own address answers 403
/// then, and 404 only if there is none.
/// </summary>
internal static class GoneVms
{
    private const string ApiVersion = "2023-09-01";
    private const int AtOnce = 4;

    public static async Task<(IReadOnlySet<string> Gone, IReadOnlyList<DiscoveryProblem> Problems)> FindAsync(
        AzureConnection connection, IReadOnlyCollection<string> ids, TimeProvider time, CancellationToken cancellationToken)
    {
        var gone = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var problems = new ConcurrentQueue<DiscoveryProblem>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, stop) =>
        {
            try
            {
                if (await IsGoneAsync(connection, id, stop))
                {
                    gone[id] = true;
                }
            }
            catch (Exception exception) when (AzureProblem.IsExpected(exception))
            {
                problems.Enqueue(AzureProblem.From(exception, $"VM {id[(id.LastIndexOf('/') + 1)..]}, which is missing from the list,", null, connection.Endpoint, time));
            }
        });
        return (gone.Keys.ToHashSet(StringComparer.Ordinal), [.. problems.OrderBy(problem => problem.Sentence, StringComparer.Ordinal)]);
    }

    private static async Task<bool> IsGoneAsync(AzureConnection connection, string id, CancellationToken cancellationToken)
    {
        using var message = connection.Pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(new Uri(connection.Endpoint, $"{id}?api-version={ApiVersion}"));
        message.Request.Headers.Add("Accept", "application/json");
        await connection.Pipeline.SendAsync(message, cancellationToken);
        if (message.Response.Status == 200)
        {
            return false;
        }

        var failed = new RequestFailedException(message.Response);
        return message.Response.Status == 404 && failed.ErrorCode is "ResourceNotFound" or "ResourceGroupNotFound" or "NotFound" ? true : throw failed;
    }
}
