using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>Which subscriptions to read: those of the settings, or all that the identity sees.</summary>
internal static class AzureSubscriptions
{
    public static async Task<(IReadOnlyList<AzureScope> Scopes, DiscoveryProblem? Problem)> FindAsync(
        AzureConnection connection, AzureVmSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var chosen = settings.Subscriptions.Select(id => id.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var visible = new List<AzureScope>();
        try
        {
            await foreach (var subscription in connection.Arm.GetSubscriptions().GetAllAsync(cancellationToken))
            {
                var id = subscription.Data.SubscriptionId.ToLowerInvariant();
                visible.Add(new AzureScope(id, string.IsNullOrWhiteSpace(subscription.Data.DisplayName) ? id : subscription.Data.DisplayName));
            }
        }
        catch (Exception exception) when (AzureProblem.IsExpected(exception))
        {
            return ([], AzureProblem.From(exception, "the list of subscriptions", null, connection.Endpoint, time));
        }

        // A chosen one that cannot be seen is still asked for: ARM's answer says best what is wrong with it.
        if (chosen.Count > 0)
        {
            return ([.. chosen.Select(id => visible.Find(scope => scope.Id == id) ?? new AzureScope(id, id))], null);
        }

        return visible.Count > 0
            ? (visible, null)
            : ([], new DiscoveryProblem(DiscoveryProblemKind.NoSubscription,
                "This identity sees no subscription. Give it the role Reader, or the custom role in docs/azure.md, on each subscription whose servers JitSsh should know. A role that was just given takes some minutes."));
    }
}
