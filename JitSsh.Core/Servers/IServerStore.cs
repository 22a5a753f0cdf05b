using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>A server as lists show it.</summary>
/// <param name="Server">The server.</param>
/// <param name="IntegrationName">The integration's name.</param>
/// <param name="OpenGrants">Grants on it that have not ended.</param>
public sealed record ServerRow(Server Server, string IntegrationName, int OpenGrants);

/// <summary>Which servers a list shows.</summary>
/// <param name="Search">Text in name, resource group, region, address or tags; null for all.</param>
/// <param name="Integration">Of this integration only.</param>
/// <param name="Health">In this state only.</param>
/// <param name="Within">Of these integrations only; null for all.</param>
public sealed record ServerFilter(string? Search = null, IntegrationId? Integration = null, ServerHealth? Health = null, IReadOnlyCollection<IntegrationId>? Within = null);

/// <summary>How many servers are in a state.</summary>
/// <param name="Health">The state.</param>
/// <param name="Count">How many; at least one.</param>
public sealed record HealthCount(ServerHealth Health, int Count);

/// <summary>The servers of an integration, counted.</summary>
/// <param name="Id">The integration.</param>
/// <param name="Name">Its name.</param>
/// <param name="Counts">How many of its servers are in which state; empty when it has none.</param>
public sealed record IntegrationHealth(IntegrationId Id, string Name, IReadOnlyList<HealthCount> Counts);

/// <summary>What the store of servers guarantees.</summary>
public interface IServerStore
{
    /// <summary>A part of the list, by name.</summary>
    Task<PageOf<ServerRow>> ListAsync(ServerFilter filter, Page page, CancellationToken cancel);

    /// <summary>One server, or null.</summary>
    Task<Server?> FindAsync(ServerId id, CancellationToken cancel);

    /// <summary>How many servers of an integration, or of all, are in which state, the most first.</summary>
    Task<IReadOnlyList<HealthCount>> HealthAsync(IntegrationId? integration, CancellationToken cancel);

    /// <summary>The same for each integration, or each of some, by name.</summary>
    Task<IReadOnlyList<IntegrationHealth>> HealthByIntegrationAsync(IReadOnlyCollection<IntegrationId>? within, CancellationToken cancel);

    /// <summary>
    /// Keeps what a look found. A server that answers again is due at once if something waits for it. One that shows another host key than the
    /// accepted one is an alarm, which is audited.
    /// </summary>
    /// <param name="id">The server.</param>
    /// <param name="look">What was found.</param>
    /// <param name="checks">Those of its checks that are about the server itself.</param>
    /// <param name="cancel">Stops it.</param>
    Task RecordLookAsync(ServerId id, ServerLook look, IReadOnlyList<ServerCheck> checks, CancellationToken cancel);

    /// <summary>All servers of an integration, by name.</summary>
    Task<IReadOnlyList<Server>> OfIntegrationAsync(IntegrationId id, CancellationToken cancel);

    /// <summary>All servers that were seen and belong to an integration that is not disabled, as facts for policy.</summary>
    Task<IReadOnlyList<ServerFacts>> FactsAsync(CancellationToken cancel);

    /// <summary>The same for some servers.</summary>
    Task<IReadOnlyList<ServerFacts>> FactsAsync(IReadOnlyCollection<ServerId> ids, CancellationToken cancel);

    /// <summary>
    /// Keeps the host keys that a server showed, for an admin to accept. If they hold none of the accepted keys, the server's failure becomes HostKeyChanged;
    /// if it was that and they do hold one, it is over.
    /// </summary>
    Task OfferHostKeysAsync(ServerId id, string lines, CancellationToken cancel);

    /// <summary>Accepts exactly these lines, only if they are what the server last offered; false when it offers something else by now. The server becomes due.</summary>
    Task<bool> AcceptHostKeysAsync(ServerId id, string lines, PersonId by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Notes that a server takes only an earlier key, or no longer so (null). While one of an integration's servers does, the integration is Warning and says so.</summary>
    Task NoteKeyAsync(ServerId id, string? note, DateTimeOffset at, CancellationToken cancel);

    /// <summary>How many servers of an integration take only an earlier key.</summary>
    Task<int> CountKeyNotesAsync(IntegrationId id, CancellationToken cancel);

    /// <summary>
    /// Takes the host keys that the cloud vouches for: accepts them where none is accepted, confirms accepted ones that are among them, and raises the alarm for an
    /// accepted key that is not. An accepted key is never replaced here.
    /// </summary>
    /// <param name="id">The server.</param>
    /// <param name="vmId">The machine they were read from; nothing is taken when it is another by now.</param>
    /// <param name="lines">The keys, as <see cref="HostKey.WriteLines"/> writes them.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancel">Stops it.</param>
    Task<Vouched> VouchHostKeysAsync(ServerId id, string? vmId, string lines, Actor by, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Accepts exactly these lines in place of others, only if they are what the cloud vouched for last; false when they are not.</summary>
    Task<bool> AcceptVouchedAsync(ServerId id, string lines, PersonId by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Notes the power state that the cloud tells now; one that runs becomes due at once.</summary>
    Task SetPowerAsync(ServerId id, string power, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Makes a server due now.</summary>
    Task MakeDueAsync(ServerId id, DateTimeOffset at, CancellationToken cancel);
}

/// <summary>What came of host keys that the cloud vouches for.</summary>
public enum Vouched
{
    /// <summary>None was accepted; these are now.</summary>
    Accepted,

    /// <summary>The accepted ones are among them.</summary>
    Same,

    /// <summary>An accepted one is not among them: the alarm.</summary>
    Differs,

    /// <summary>The server is another machine by now, or gone.</summary>
    AnotherMachine,
}

/// <summary>What policy knows of a server.</summary>
/// <param name="Id">The server.</param>
/// <param name="Name">Its name.</param>
/// <param name="IntegrationId">Its integration.</param>
/// <param name="IntegrationName">The integration's name.</param>
/// <param name="ResourceGroup">Azure's resource group; null elsewhere.</param>
/// <param name="Region">Azure's region; null elsewhere.</param>
/// <param name="Tags">Tags, names without regard to case.</param>
/// <param name="LinuxGroups">The groups its integration offers.</param>
/// <param name="Health">Its state now.</param>
/// <param name="ClockOffset">Its clock less JitSsh's.</param>
/// <param name="PowerState">As its source tells it; null when it does not tell.</param>
public sealed record ServerFacts(
    ServerId Id, string Name, IntegrationId IntegrationId, string IntegrationName, string? ResourceGroup, string? Region,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> LinuxGroups, ServerHealth Health, TimeSpan ClockOffset = default, string? PowerState = null);
