namespace JitSsh.Tests.Architecture;

/// <summary>
/// Which folder of Core may use which; all else is forbidden. Common may be used by all. The reasons for what differs from the
/// first design are in docs/adr/0005-dependency-table.md.
/// </summary>
internal static class DependencyTable
{
    public static IReadOnlyDictionary<string, string[]> May { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Common"] = [],
        ["Audit"] = [],
        ["SshKeys"] = [],
        ["Entra"] = [],
        ["Secrets"] = ["Entra", "Audit", "SshKeys"],
        ["People"] = ["SshKeys", "Audit"],
        ["Shifts"] = ["People", "Audit"],
        ["Catalog"] = ["Secrets", "Entra", "Audit"],
        ["Servers"] = ["Secrets", "Catalog", "SshKeys", "Audit"],
        ["Rotations"] = ["Servers", "Secrets", "Catalog", "Audit"],
        ["Certificates"] = ["SshKeys", "Audit"],
        ["Discovery"] = ["Servers", "Secrets", "Catalog", "Entra", "Audit"],
        ["AccessFlows"] = ["People", "Shifts", "Servers", "Catalog", "Audit"],
        ["Requests"] = ["AccessFlows", "People", "Servers", "Audit"],
        ["Grants"] = ["Requests", "AccessFlows", "Servers", "Certificates", "People", "SshKeys", "Audit"],
        ["Activity"] = ["Grants", "Requests", "Servers", "Shifts", "Audit"],
        ["CloudRuns"] = ["Grants", "Requests", "Servers", "Secrets", "Catalog", "SshKeys", "Audit"],
        ["Connectors"] = ["CloudRuns", "Grants", "Discovery", "Servers", "Secrets", "Catalog", "Entra", "Audit"],
        ["Notifications"] = ["Connectors", "CloudRuns", "Activity", "Grants", "Requests", "AccessFlows", "Discovery", "Certificates", "Rotations", "Servers", "Catalog", "People", "Shifts", "Secrets", "Audit"],
        ["Persistence"] = ["Audit", "Entra", "Secrets", "People", "Shifts", "Catalog", "Servers", "Rotations", "Certificates", "Discovery", "AccessFlows", "Requests", "Grants", "Activity", "CloudRuns", "Connectors", "Notifications"],
        ["Hosting"] =
        [
            "Audit", "SshKeys", "Entra", "Secrets", "People", "Shifts", "Catalog", "Servers", "Rotations", "Certificates", "Discovery", "AccessFlows", "Requests", "Grants", "Activity", "CloudRuns", "Connectors", "Notifications", "Persistence",
        ],
    };

    /// <summary>What an adapter's subfolder is called: it uses its parent, never the other way round.</summary>
    public static IReadOnlyCollection<(string Parent, string Adapter)> Adapters { get; } =
        [("Servers", "OpenSsh"), ("Shifts", "Https"), ("Discovery", "Azure"), ("Discovery", "StaticList"), ("Secrets", "KeyVault"), ("Secrets", "Vault"), ("Secrets", "File"), ("Secrets", "Environment"), ("Notifications", "Email"), ("Notifications", "Webhook"), ("Notifications", "InApp"), ("Connectors", "Remote")];
}
