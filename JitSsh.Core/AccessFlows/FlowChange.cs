using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>Whom and what a rule reaches at a moment.</summary>
/// <param name="People">Who may ask.</param>
/// <param name="Servers">For which servers.</param>
/// <param name="LinuxGroups">As which Linux groups.</param>
public sealed record FlowReach(IReadOnlySet<PersonId> People, IReadOnlySet<ServerId> Servers, IReadOnlySet<string> LinuxGroups)
{
    /// <summary>Nobody and nothing.</summary>
    public static FlowReach Nothing { get; } = new(new HashSet<PersonId>(), new HashSet<ServerId>(), new HashSet<string>(StringComparer.Ordinal));

    /// <summary>True when this person may ask for this server.</summary>
    public bool Covers(PersonId person, ServerId server) => People.Contains(person) && Servers.Contains(server);
}

/// <summary>Access that was approved under a flow and has not begun to end.</summary>
/// <param name="Request">Its request.</param>
/// <param name="Person">Whose.</param>
/// <param name="Server">On which server.</param>
/// <param name="LinuxGroups">As which Linux groups.</param>
/// <param name="NotAfter">When it ends; null while it has not begun.</param>
public sealed record GrantInForce(RequestId Request, PersonId Person, ServerId Server, IReadOnlyList<string> LinuxGroups, DateTimeOffset? NotAfter);

/// <summary>What becomes different by saving a flow. Pure.</summary>
/// <param name="MorePeople">How many people get a server that they could not ask for under it before.</param>
/// <param name="MoreServers">How many servers those are.</param>
/// <param name="FewerPeople">How many people lose a server.</param>
/// <param name="FewerServers">How many servers those are.</param>
/// <param name="Ending">The access that ends.</param>
public sealed record FlowChange(int MorePeople, int MoreServers, int FewerPeople, int FewerServers, IReadOnlyList<GrantInForce> Ending)
{
    /// <summary>From one reach to another. Only pairs of person and server count: who gains nothing is not counted.</summary>
    /// <param name="before">What people could ask for.</param>
    /// <param name="after">What they can ask for then.</param>
    /// <param name="ending">The access that ends by it.</param>
    public static FlowChange Between(FlowReach before, FlowReach after, IReadOnlyList<GrantInForce> ending)
    {
        var (morePeople, moreServers) = Gained(before, after);
        var (fewerPeople, fewerServers) = Gained(after, before);
        return new(morePeople, moreServers, fewerPeople, fewerServers, ending);
    }

    /// <summary>True when this access ends: the old rule allowed its person, server and Linux groups, and the new one does not.</summary>
    public static bool Ends(FlowReach before, FlowReach after, GrantInForce grant) =>
        (before.Covers(grant.Person, grant.Server) && !after.Covers(grant.Person, grant.Server))
        || grant.LinuxGroups.Any(g => before.LinuxGroups.Contains(g) && !after.LinuxGroups.Contains(g));

    /// <summary>For example "14 people more on 3 servers; 2 active grants end".</summary>
    public string Sentence
    {
        get
        {
            List<string> parts = [];
            if (MorePeople > 0)
            {
                parts.Add($"{People(MorePeople)} more on {Servers(MoreServers)}");
            }

            if (FewerPeople > 0)
            {
                parts.Add($"{People(FewerPeople)} fewer on {Servers(FewerServers)}");
            }

            if (Ending.Count > 0)
            {
                parts.Add(Ending.Count == 1 ? "1 active grant ends" : $"{Ending.Count} active grants end");
            }

            return parts.Count == 0 ? "Nobody gains or loses a server" : string.Join("; ", parts);
        }
    }

    // A pair is gained when a person or a server is new. With a new server everybody gains it; without one only the new people gain.
    private static (int People, int Servers) Gained(FlowReach before, FlowReach after)
    {
        var people = after.People.Count(p => !before.People.Contains(p));
        var servers = after.Servers.Count(s => !before.Servers.Contains(s));
        var someone = servers > 0 ? after.People.Count : people;
        var something = people > 0 ? after.Servers.Count : servers;
        return someone == 0 || something == 0 ? (0, 0) : (someone, something);
    }

    private static string People(int count) => count == 1 ? "1 person" : $"{count} people";

    private static string Servers(int count) => count == 1 ? "1 server" : $"{count} servers";
}
