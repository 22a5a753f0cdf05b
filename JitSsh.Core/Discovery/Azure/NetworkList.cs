using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>
/// A paged ARM list read through the SDK's pipeline, for resource types whose own package this project cannot use.
/// Paging: https://learn.microsoft.com/rest/api/azure/#async-operations-throttling-and-paging.
/// </summary>
internal static class NetworkList
{
    public const string Interfaces = "networkInterfaces";
    public const string PublicAddresses = "publicIPAddresses";
    private const string ApiVersion = "2023-11-01";

    // The lists of a scale set are part of Compute's addresses and answered by Network, in this one version.
    private const string ScaleSetApiVersion = "2018-10-01";

    /// <summary>The address of a subscription's list.</summary>
    public static string Of(string subscriptionId, string type) => $"/subscriptions/{subscriptionId}/providers/Microsoft.Network/{type}?api-version={ApiVersion}";

    /// <summary>The address of the list of what the instances of a scale set in uniform orchestration have: https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces.</summary>
    public static string OfScaleSet(string scaleSetId, string type) => $"{scaleSetId}/{type}?api-version={ScaleSetApiVersion}";

    /// <summary>Every item of every page; a request per page.</summary>
    /// <exception cref="RequestFailedException">An answer other than 200.</exception>
    /// <exception cref="JsonException">An answer that is not a list, or pages that run in a circle.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        AzureConnection connection, string address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new Uri(connection.Endpoint, address);
        var visited = new HashSet<Uri>();
        while (next is not null)
        {
            if (!visited.Add(next))
            {
                throw new JsonException("The pages of the list run in a circle.");
            }

            using var message = connection.Pipeline.CreateMessage();
            message.Request.Method = RequestMethod.Get;
            message.Request.Uri.Reset(next);
            message.Request.Headers.Add("Accept", "application/json");
            await connection.Pipeline.SendAsync(message, cancellationToken);
            if (message.Response.Status != 200)
            {
                throw new RequestFailedException(message.Response);
            }

            using var page = JsonDocument.Parse(message.Response.Content);
            if (page.RootElement.ValueKind != JsonValueKind.Object || !page.RootElement.TryGetProperty("value", out var items) || items.ValueKind != JsonValueKind.Array)
            {
                throw new JsonException("The answer is not a list.");
            }

            foreach (var item in items.EnumerateArray())
            {
                yield return item;
            }

            next = NextPage(page.RootElement, next);
        }
    }

    private static Uri? NextPage(JsonElement page, Uri current) =>
        !page.TryGetProperty("nextLink", out var link) || link.ValueKind != JsonValueKind.String || string.IsNullOrEmpty(link.GetString()) ? null
        : Uri.TryCreate(current, link.GetString(), out var next) ? next
        : throw new JsonException("The link to the next page is not an address.");
}
