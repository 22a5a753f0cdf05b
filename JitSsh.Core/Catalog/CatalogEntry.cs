namespace JitSsh.Core.Catalog;

/// <summary>A tile of the catalog.</summary>
/// <param name="Kind">What it connects: the kind of its <see cref="SourceSettings"/>; also its name in addresses.</param>
/// <param name="Name">Its title.</param>
/// <param name="Summary">What it does, one sentence.</param>
/// <param name="Needs">What to have ready before starting.</param>
public sealed record CatalogEntry(string Kind, string Name, string Summary, IReadOnlyList<string> Needs)
{
    /// <summary>The oldest version of a connector apart from the portal that can work on such an integration.</summary>
    public string MinimumConnector { get; init; } = "0.1.0";

    /// <summary>The whole catalog.</summary>
    public static IReadOnlyList<CatalogEntry> All { get; } =
    [
        new(AzureVmSettings.KindName, "Azure VM SSH",
            "Just-in-time SSH to the Linux VMs of your Azure subscriptions, found and kept up to date by themselves.",
            [
                "An Azure identity with the role Reader, or the smaller custom role of docs/azure.md",
                "A user on each VM who may run sudo without a password",
                "That user's private key, or two minutes to install a new public key",
            ]),
        new(SshServersSettings.KindName, "SSH Servers",
            "Just-in-time SSH to any Linux servers: you write the list.",
            [
                "The servers' names and addresses",
                "A user on each server who may run sudo without a password",
                "That user's private key, or two minutes to install a new public key",
            ]),
    ];

    /// <summary>The entry of this kind; null when there is none.</summary>
    public static CatalogEntry? Find(string? kind) => All.FirstOrDefault(e => e.Kind == kind);
}
