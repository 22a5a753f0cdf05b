namespace JitSsh.Core.Discovery;

/// <summary>How many servers there were, and why some are not shown.</summary>
/// <param name="Listed">In the result.</param>
/// <param name="Windows">Not shown: they run Windows.</param>
/// <param name="FilteredOut">Not shown: the resource groups or tags in the settings leave them out.</param>
/// <param name="WithoutAddress">In the result, but with no address to connect to at the moment.</param>
public sealed record DiscoveryCounts(int Listed, int Windows, int FilteredOut, int WithoutAddress)
{
    /// <summary>All that the source has.</summary>
    public int Seen => Listed + Windows + FilteredOut;

    /// <summary>Nothing.</summary>
    public static DiscoveryCounts None { get; } = new(0, 0, 0, 0);

    /// <summary>Adds field by field.</summary>
    public static DiscoveryCounts operator +(DiscoveryCounts a, DiscoveryCounts b) =>
        new(a.Listed + b.Listed, a.Windows + b.Windows, a.FilteredOut + b.FilteredOut, a.WithoutAddress + b.WithoutAddress);
}

/// <summary>A part of the source that is read by itself: an Azure subscription, or the list kept by hand.</summary>
/// <param name="Id">Subscription id, or the kind of the source.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Complete">Every page of its servers was read: a server of this scope that is missing from the result is gone.
/// While this is false nothing may be concluded from a server's absence.</param>
/// <param name="AddressesComplete">Addresses were read too; while this is false, "no address" means "not known".</param>
/// <param name="Counts">How many.</param>
public sealed record DiscoveredScope(string Id, string Name, bool Complete, bool AddressesComplete, DiscoveryCounts Counts)
{
    /// <summary>What the <see cref="DiscoveredServer.ExternalId"/> of each of its servers begins with; empty where there is one scope only.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>External ids of what exists there and is not in the result: Windows, or left out by the settings. A scale set's id stands for all its instances.</summary>
    public IReadOnlySet<string> LeftOut { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A person keeps it: whoever takes a server out has decided that nobody is to have access to it any more. The server itself may well be there.</summary>
    public bool IsKeptByHand { get; init; }

    /// <summary>True for a server that belongs to this scope.</summary>
    public bool Has(string externalId) => externalId.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>True for a server that exists and is not shown.</summary>
    public bool LeavesOut(string externalId)
    {
        const string Instances = "/virtualmachines/";
        var end = externalId.LastIndexOf(Instances, StringComparison.Ordinal);
        return LeftOut.Contains(externalId) || (end > 0 && LeftOut.Contains(externalId[..end]));
    }
}

/// <summary>What a source has. A scope that fails does not empty the others.</summary>
/// <param name="Servers">Ordered by name.</param>
/// <param name="Scopes">Each part and whether it was read to its end.</param>
/// <param name="Problems">What went wrong.</param>
public sealed record DiscoveryResult(
    IReadOnlyList<DiscoveredServer> Servers,
    IReadOnlyList<DiscoveredScope> Scopes,
    IReadOnlyList<DiscoveryProblem> Problems)
{
    /// <summary>Who JitSsh is to the source, as a sentence; null where nobody signs in, or nobody could.</summary>
    public string? Identity { get; init; }

    /// <summary>The scopes are all that the source shows to this identity, and not a choice in the settings: one that was there before and is missing now was lost.</summary>
    public bool IsAllThereIs { get; init; }

    /// <summary>External ids of servers of which the source, asked for each by itself, says that they do not exist any more.</summary>
    public IReadOnlySet<string> Gone { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The sum over all scopes.</summary>
    public DiscoveryCounts Counts => Scopes.Aggregate(DiscoveryCounts.None, (sum, scope) => sum + scope.Counts);

    /// <summary>Everything was read: no problem, and every scope to its end.</summary>
    public bool IsComplete => Problems.Count == 0 && Scopes.All(scope => scope is { Complete: true, AddressesComplete: true });

    /// <summary>The longest wait that the source asked for; null if it did not.</summary>
    public TimeSpan? RetryAfter => Problems.Max(problem => problem.RetryAfter);

    /// <summary>What is good to know and not wrong, such as Windows VMs that are not shown; sentences.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            var counts = Counts;
            if (counts.Windows > 0)
            {
                notes.Add(counts.Windows == 1
                    ? "1 Windows VM is not shown: JitSsh connects over SSH to Linux VMs."
                    : $"{counts.Windows} Windows VMs are not shown: JitSsh connects over SSH to Linux VMs.");
            }

            if (counts.FilteredOut > 0)
            {
                notes.Add(counts.FilteredOut == 1
                    ? "1 VM is left out by the resource groups and tags in the settings."
                    : $"{counts.FilteredOut} VMs are left out by the resource groups and tags in the settings.");
            }

            return notes;
        }
    }

    /// <summary>Nothing could be read.</summary>
    internal static DiscoveryResult Failed(params IReadOnlyList<DiscoveryProblem> problems) => new([], [], problems);
}
