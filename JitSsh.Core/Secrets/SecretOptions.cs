using System.ComponentModel.DataAnnotations;

namespace JitSsh.Core.Secrets;

/// <summary>What the operator of a connector lets its secret stores do, section <c>JitSsh:Secrets</c>. An admin of the portal cannot change it.</summary>
public sealed class SecretOptions : IValidatableObject
{
    /// <summary>Directories below which files may be read as secrets; absolute. Empty = none may.</summary>
    public IList<string> FileRoots { get; } = [];

    /// <summary>Environment variables may be read as secrets when their names begin so. Empty = only those of <see cref="EnvironmentVariables"/>.</summary>
    public string EnvironmentPrefix { get; set; } = "JITSSH_SECRET_";

    /// <summary>Further environment variables that may be read, by their whole names.</summary>
    public IList<string> EnvironmentVariables { get; } = [];

    /// <summary>
    /// Addresses of stores (scheme, host and port) that may be sent what lies with the connector: its service account's token, its managed identity's token in a custom cloud, and tokens from its files and
    /// environment variables. An admin names a store's address; without this list they could have those sent to an address of their own.
    /// </summary>
    public IList<Uri> TrustedAddresses { get; } = [];

    /// <summary>True to read a Vault over http:// where its address is this machine itself (an agent or a sidecar). Any other http:// is always refused.</summary>
    public bool AllowHttpToThisMachine { get; set; }

    /// <summary>Where the pod's service account token lies.</summary>
    [Required]
    public string KubernetesTokenPath { get; set; } = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>How long a key that was read is used before the store is asked again whether it is still the same.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a store may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var root in FileRoots.Where(r => !Path.IsPathRooted(r) || Path.GetFullPath(r) == "/"))
        {
            yield return new($"JitSsh:Secrets:FileRoots: {root} is not the absolute path of a directory below /.", [nameof(FileRoots)]);
        }
    }

    /// <summary>True when what lies with the connector may be sent there.</summary>
    internal bool Trusts(Uri? address) =>
        address is not null && TrustedAddresses.Any(t => Uri.Compare(t, address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0);

    /// <summary>The sentence for an address that is not trusted.</summary>
    internal static string NotTrusted(string what, string? address) =>
        $"{what} lies with the connector and is sent only to addresses that its operator lists. Add {address} to JitSsh:Secrets:TrustedAddresses where the connector runs, or type what signs in to the store here.";
}
