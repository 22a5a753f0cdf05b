using System.Collections.Concurrent;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>Whether access would work.</summary>
public enum PreflightVerdict
{
    /// <summary>It would.</summary>
    Works,

    /// <summary>It would, with something to know.</summary>
    WorksWithWarnings,

    /// <summary>It would begin later by itself, for example when the server is switched on.</summary>
    Waits,

    /// <summary>It would not before somebody has done something.</summary>
    Fails,
}

/// <summary>Whether one person's access to one server would work, looked at on the server itself.</summary>
/// <param name="Server">The server.</param>
/// <param name="Name">Its name.</param>
/// <param name="Verdict">All in all.</param>
/// <param name="Checks">What was looked at.</param>
/// <param name="At">When.</param>
public sealed record ServerPreflight(ServerId Server, string Name, PreflightVerdict Verdict, IReadOnlyList<ServerCheck> Checks, DateTimeOffset At)
{
    /// <summary>What is not fine for this access, the worst first.</summary>
    public IEnumerable<ServerCheck> Findings => Checks.Where(Matters).OrderBy(c => c.Result switch { "fail" => 0, "wait" => 1, _ => 2 });

    internal static bool Matters(ServerCheck check) => check.Result != "ok" && !ServerCheckAdvice.IsForAdmins(check);
}

/// <summary>
/// Looks whether access would work before anybody asks or decides: for the person who may ask for the server, for who may decide on their request,
/// and for admins. A server is not asked the same thing twice within a minute, however often somebody looks.
/// </summary>
public sealed class PreflightRequest(
    IPeopleStore people, IServerStore servers, IRequestStore requests, FindRequestable find, AskFor askFor, DecideRequest decide, LookAtServer look, TimeProvider clock)
{
    /// <summary>How long an answer serves.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private const int MostKept = 2000;

    private readonly ConcurrentDictionary<string, Task<ServerPreflight>> kept = new(StringComparer.Ordinal);

    /// <summary>Before asking: for the account of who would get it. NotFound for a server that the actor may not ask for, for them.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="server">On which server.</param>
    /// <param name="linuxGroups">As which Linux groups.</param>
    /// <param name="whom">A report of the actor's; null for themselves.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<ServerPreflight>> BeforeAskingAsync(Actor actor, ServerId server, IReadOnlyCollection<string> linuxGroups, PersonId? whom = null, CancellationToken cancel = default)
    {
        if (await askFor.PersonAsync(actor, whom, cancel) is not { IsDone: true, Value.LinuxName: { } account })
        {
            return Refusal.NotFound;
        }

        // Only the groups that they may ask for: this tells whether a group exists on a server.
        var may = await find.ChosenAsync(actor, [server], whom, cancel);
        return may.Servers.Count == 1 && linuxGroups.All(g => may.LinuxGroups.Contains(g, StringComparer.Ordinal))
            ? await OnAsync(server, account, linuxGroups, cancel)
            : Refusal.NotFound;
    }

    /// <summary>Before deciding, or after: for the requester's account. NotFound for anyone but the requester while it waits, who may decide on it, and admins.</summary>
    public async Task<Outcome<ServerPreflight>> OfRequestAsync(Actor actor, RequestId id, ServerId server, CancellationToken cancel = default)
    {
        if (await requests.FindAsync(id, cancel) is not { } request
            || !(actor.IsAdmin || (request.IsParty(actor.Id) && request.State == RequestState.Pending) || await decide.MaySeeAsync(actor, request, cancel))
            || !(await requests.ServersOfAsync(id, cancel)).Any(s => s.ServerId == server)
            || await people.FindAsync(request.RequesterId, cancel) is not { LinuxName: { } account })
        {
            return Refusal.NotFound;
        }

        return await OnAsync(server, account, request.LinuxGroups, cancel);
    }

    private async Task<Outcome<ServerPreflight>> OnAsync(ServerId id, string account, IReadOnlyCollection<string> groups, CancellationToken cancel)
    {
        if (await servers.FindAsync(id, cancel) is not { } server)
        {
            return Refusal.NotFound;
        }

        var key = $"{id} {account} {string.Join(',', groups.Order(StringComparer.Ordinal))}";
        Forget();

        // One look serves all who wait for the same one, so it is not one of theirs to cancel.
        var looking = kept.GetOrAdd(key, _ => LookAsync(server, account, [.. groups]));
        try
        {
            return await looking.WaitAsync(cancel);
        }
        catch (Exception) when (looking.IsFaulted)
        {
            kept.TryRemove(new(key, looking));
            throw;
        }
    }

    private async Task<ServerPreflight> LookAsync(Server server, string account, IReadOnlyList<string> groups)
    {
        IReadOnlyList<(string, string?)> probes = groups.Count == 0 ? [(account, null)] : [.. groups.Select(g => (account, (string?)g))];
        var found = await look.RunAsync(server.Id, probes, CancellationToken.None);
        return found is null
            ? new(server.Id, server.Name, PreflightVerdict.Fails, [new("connection", "fail", "This server has just gone.")], clock.GetUtcNow())
            : new(server.Id, server.Name, Verdict(found.Checks), found.Checks, found.At);
    }

    private static PreflightVerdict Verdict(IReadOnlyList<ServerCheck> checks) =>
        checks.Any(c => c.Result == "fail") ? PreflightVerdict.Fails
        : checks.Any(c => c.Result == "wait") ? PreflightVerdict.Waits
        : checks.Any(ServerPreflight.Matters) ? PreflightVerdict.WorksWithWarnings
        : PreflightVerdict.Works;

    private void Forget()
    {
        var old = clock.GetUtcNow() - Fresh;
        foreach (var (key, looking) in kept)
        {
            if ((looking.IsCompleted && !(looking.IsCompletedSuccessfully && looking.Result.At > old)) || (looking.IsCompleted && kept.Count > MostKept))
            {
                kept.TryRemove(new(key, looking));
            }
        }
    }
}
