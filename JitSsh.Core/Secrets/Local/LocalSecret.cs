namespace JitSsh.Core.Secrets.Local;

/// <summary>A secret in the portal's own database, encrypted with Data Protection.</summary>
public sealed class LocalSecret
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The value, encrypted and authenticated.</summary>
    public required byte[] Protected { get; set; }

    /// <summary>When it was stored or last replaced.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}
