using System.Globalization;

namespace JitSsh.Tests.Core.Servers.ReconcileScript.Overlap;

/// <summary>
/// What a server must look like: what was there before, what its own admin did, and the union of the grants in force. It knows
/// nothing of how the script does it.
/// </summary>
internal sealed class ServerModel(long start)
{
    private const long Hour = 3600;
    private const long KeepPeriod = 30 * 24 * Hour;
    private readonly SortedDictionary<string, Person> people = new(StringComparer.Ordinal);
    private readonly List<WantedGrant> document = [];
    private List<WantedGrant> kept = [];
    private long keptFor;
    private int lastGrant;
    private long latest = start;
    private bool isKept;

    /// <summary>The server's clock, as far as it was moved: in whole hours, while grants end at half hours.</summary>
    public long Clock { get; private set; } = start;

    public long Moved => Clock - start;

    public bool IsPrepared { get; private set; }

    /// <summary>What the admin wrote into sshd's configuration.</summary>
    public List<string> AdminLines { get; } = [];

    public IReadOnlyList<WantedGrant> Document => document;

    public void Start(string account) => people[account] = new Person();

    public IEnumerable<string> Strangers(params string[] known) => people.Keys.Except(known, StringComparer.Ordinal);

    // ------------------------------------------------------------------------------------------------- what the connector wants

    public void Grant(Step step) => document.Add(new($"G{++lastGrant}", step.Account, step.Groups, Clock + (step.Number * Hour) + (Hour / 2)));

    public void Extend(Step step) => Change(step, grant => grant with { End = Math.Max(grant.End, Clock + (Math.Abs(step.Number) * Hour) + (Hour / 2)) });

    public WantedGrant? End(Step step)
    {
        if (document.Count == 0)
        {
            return null;
        }

        var ending = document[Place(step)];
        document.Remove(ending);
        return ending;
    }

    public void EndAll() => document.Clear();

    // ------------------------------------------------------------------------------------------------------ what the admin does

    public void MoveClock(int hours)
    {
        Clock += hours * Hour;
        latest = Math.Max(latest, Clock);
    }

    public void MoveClockToItsLatest() => Clock = latest;

    public void AddToGroup(string account, string group) => people.GetValueOrDefault(account)?.Groups.Add(group);

    public void TakeFromGroup(string account, string group) => people.GetValueOrDefault(account)?.Groups.Remove(group);

    /// <summary>Only on an account that JitSsh did not make.</summary>
    public bool SetExpiry(string account, string days)
    {
        if (!people.TryGetValue(account, out var person) || person.Made)
        {
            return false;
        }

        person.Expiry = days;
        return true;
    }

    public void AddUser(string account) => people.TryAdd(account, new Person());

    public void DeleteTrust(string account)
    {
        if (people.TryGetValue(account, out var person))
        {
            person.Trust = [];
        }
    }

    public void DeleteConfiguration() => IsPrepared = false;

    // ------------------------------------------------------------------------------------------------------------ what comes of it

    /// <summary>The connector comes.</summary>
    /// <returns>The grants that are in force now.</returns>
    public IReadOnlyList<WantedGrant> Reconcile(bool keep)
    {
        keptFor = keep ? KeepPeriod : 0;
        kept = [.. document];
        isKept = IsPrepared = true;
        return Converge();
    }

    /// <summary>The server's own timer fires: with what the connector last wanted and is not over.</summary>
    public void FireTimer(bool hadPreparation)
    {
        if (isKept)
        {
            IsPrepared = hadPreparation;
            Converge();
        }
    }

    /// <summary>A line for each account, and one for sshd.</summary>
    public override string ToString() => string.Concat(people.Select(p =>
        $"{p.Key} [{string.Join(' ', p.Value.Groups.Concat(p.Value.Made ? ["jitssh"] : []).Order(StringComparer.Ordinal))}] expires [{p.Value.Expiry}] trust [{string.Join(' ', p.Value.Trust)}]\n"))
        + $"prepared {(IsPrepared ? "yes" : "no")}\n";

    private IReadOnlyList<WantedGrant> Converge()
    {
        kept.RemoveAll(grant => grant.End <= Clock);
        foreach (var account in kept.Select(g => g.Account).Concat(people.Keys).Distinct(StringComparer.Ordinal).ToArray())
        {
            Converge(account, [.. kept.Where(g => g.Account == account)]);
        }

        return kept;
    }

    private void Converge(string account, WantedGrant[] inForce)
    {
        if (!people.TryGetValue(account, out var person))
        {
            people[account] = person = new Person { Made = true };
        }

        var wanted = inForce.SelectMany(g => g.Groups).Distinct(StringComparer.Ordinal).ToArray();
        person.Groups.ExceptWith(person.Added.Except(wanted, StringComparer.Ordinal));
        person.Added.IntersectWith(wanted);
        person.Added.UnionWith(wanted.Except(person.Groups, StringComparer.Ordinal));
        person.Groups.UnionWith(wanted);
        person.Trust = [.. inForce.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Id}@{g.End}"))];
        if (!person.Made)
        {
            return;
        }

        if (inForce.Length > 0)
        {
            person.Expiry = "";
            return;
        }

        if (person.Expiry != "0")
        {
            person.Expiry = "0";
            person.LockedAt = Clock;
        }

        if (Clock - person.LockedAt >= keptFor)
        {
            people.Remove(account);
        }
    }

    private int Place(Step step) => Math.Abs(step.Number) % document.Count;

    private void Change(Step step, Func<WantedGrant, WantedGrant> change)
    {
        if (document.Count > 0)
        {
            document[Place(step)] = change(document[Place(step)]);
        }
    }

    private sealed class Person
    {
        public bool Made { get; init; }

        public SortedSet<string> Groups { get; } = new(StringComparer.Ordinal);

        /// <summary>Of those, the ones that are there because of a grant.</summary>
        public SortedSet<string> Added { get; } = new(StringComparer.Ordinal);

        public string Expiry { get; set; } = "";

        public long LockedAt { get; set; }

        public IReadOnlyList<string> Trust { get; set; } = [];
    }
}

/// <summary>A grant that the connector wants.</summary>
internal sealed record WantedGrant(string Id, string Account, string[] Groups, long End);
