namespace JitSsh.Core.Discovery.Azure;

/// <summary>A subscription that is read.</summary>
/// <param name="Id">Its GUID, lower case.</param>
/// <param name="Name">Its display name; the GUID if only that is known.</param>
internal sealed record AzureScope(string Id, string Name)
{
    /// <summary>For a sentence.</summary>
    public string Label => Name == Id ? Id : $"{Name} ({Id})";

    /// <summary>What the ids of its resources begin with, in lower case.</summary>
    public string Prefix => $"/subscriptions/{Id}/";
}
