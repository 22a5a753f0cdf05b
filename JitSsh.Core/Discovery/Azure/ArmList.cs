using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>
/// A paged ARM list, read through the SDK's pipeline (sign-in, retries, waits that Azure asks for), and as JSON. The SDK's own objects hold everything that Azure says of
/// a resource, and making ten thousand of them takes five times as long as reading the pages: docs/adr/0013.
/// </summary>
internal static class ArmList
{
    private const int MostAttempts = 3;
    private const string ComputeVersion = "2023-07-01";
    private const string NetworkVersion = "2023-11-01";

    // The network lists of a scale set are part of Compute's addresses and answered by Network, in this one version.
    private const string ScaleSetNetworkVersion = "2018-10-01";

    /// <summary>All VMs of a subscription but the instances of scale sets in uniform orchestration: https://learn.microsoft.com/rest/api/compute/virtual-machines/list-all.</summary>
    public static string VirtualMachines(string subscriptionId) => $"/subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines?api-version={ComputeVersion}";

    /// <summary>The same VMs with their run-time status and without much else.</summary>
    public static string VirtualMachineStatuses(string subscriptionId) => $"{VirtualMachines(subscriptionId)}&statusOnly=true";

    /// <summary>The scale sets of a subscription: https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/list-all.</summary>
    public static string ScaleSets(string subscriptionId) => $"/subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachineScaleSets?api-version={ComputeVersion}";

    /// <summary>The instances of a scale set in uniform orchestration, with their run-time status: https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-set-vms/list.</summary>
    public static string Instances(string scaleSetId) => $"{scaleSetId}/virtualMachines?api-version={ComputeVersion}&$expand=instanceView";

    /// <summary>The network interfaces of a subscription: https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/list-all.</summary>
    public static string NetworkInterfaces(string subscriptionId) => $"/subscriptions/{subscriptionId}/providers/Microsoft.Network/networkInterfaces?api-version={NetworkVersion}";

    /// <summary>The public addresses of a subscription: https://learn.microsoft.com/rest/api/virtualnetwork/public-ip-addresses/list-all.</summary>
    public static string PublicAddresses(string subscriptionId) => $"/subscriptions/{subscriptionId}/providers/Microsoft.Network/publicIPAddresses?api-version={NetworkVersion}";

    /// <summary>The network interfaces of the instances of a scale set in uniform orchestration.</summary>
    public static string NetworkInterfacesOf(string scaleSetId) => $"{scaleSetId}/networkInterfaces?api-version={ScaleSetNetworkVersion}";

    /// <summary>The public addresses of the instances of a scale set in uniform orchestration.</summary>
    public static string PublicAddressesOf(string scaleSetId) => $"{scaleSetId}/publicIPAddresses?api-version={ScaleSetNetworkVersion}";

    /// <summary>Every item of every page; a request per page. An item is good until the next one is asked for, so that one page at a time is held.</summary>
    /// <exception cref="RequestFailedException">An answer other than 200.</exception>
    /// <exception cref="JsonException">An answer that is not a list, or pages that run in a circle.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(AzureConnection connection, string address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new Uri(connection.Endpoint, address);
        var visited = new HashSet<Uri>();
        while (next is not null)
        {
            if (!visited.Add(next))
            {
                throw new JsonException("The pages of the list run in a circle.");
            }

            using var page = await PageAsync(connection, next, cancellationToken);
            if (page.RootElement.ValueKind != JsonValueKind.Object || !page.RootElement.TryGetProperty("value"u8, out var items) || items.ValueKind != JsonValueKind.Array)
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

    // Not buffered by the SDK, which would copy each page twice. What the SDK then does not try again is an answer that breaks off: that is done here.
    private static async Task<JsonDocument> PageAsync(AzureConnection connection, Uri address, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var message = connection.Pipeline.CreateMessage();
            message.BufferResponse = false;
            message.Request.Method = RequestMethod.Get;
            message.Request.Uri.Reset(address);
            message.Request.Headers.Add("Accept", "application/json");
            await connection.Pipeline.SendAsync(message, cancellationToken);
            if (message.Response.Status != 200)
            {
                throw new RequestFailedException(message.Response);
            }

            try
            {
                return await JsonDocument.ParseAsync(message.Response.ContentStream ?? Stream.Null, default, cancellationToken);
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // The connection broke within the answer; the next attempt asks for the whole page.
            }
        }
    }

    private static Uri? NextPage(JsonElement page, Uri current) =>
        page.Text("nextLink"u8) is not { Length: > 0 } link ? null
        : Uri.TryCreate(current, link, out var next) ? next
        : throw new JsonException("The link to the next page is not an address.");
}
