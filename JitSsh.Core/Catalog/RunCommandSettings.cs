using System.Text.Json.Serialization;

namespace JitSsh.Core.Catalog;

/// <summary>What JitSsh does through Azure's control plane by itself. All of it is off until an admin switches it on.</summary>
public sealed record RunCommandSettings
{
    /// <summary>Read the host keys of new servers after a discovery, and accept what Azure vouches for.</summary>
    public bool AcceptVouchedHostKeys { get; init; }

    /// <summary>After so many minutes in which an end could not be carried out over SSH, carry it out by Run Command; null for never.</summary>
    public int? EndAfterMinutes { get; init; }

    /// <summary>People with approved access may start a server that is switched off.</summary>
    public bool LetPeopleStart { get; init; }

    /// <summary>For the audit log.</summary>
    [JsonIgnore]
    public string Words =>
        $"accept host keys that Azure vouches for: {(AcceptVouchedHostKeys ? "yes" : "no")}; end by Run Command: {(EndAfterMinutes is { } minutes ? $"after {minutes} minutes" : "never")}; people may start servers: {(LetPeopleStart ? "yes" : "no")}";

    /// <summary>What is wrong, a sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Problems() => EndAfterMinutes is < 1 or > 10080 ? ["Ends are carried out by Run Command after 1 to 10080 minutes (a week), or never."] : [];
}
