using System.Diagnostics;
using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>A request of a person and what becomes of it.</summary>
internal sealed class LabAccess
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private LabAccess(LabPerson person, string id)
    {
        Person = person;
        Id = id;
    }

    public LabPerson Person { get; }

    public string Id { get; }

    public static Task<LabAccess> AskAsync(LabPerson person, IEnumerable<string> servers, IEnumerable<string> groups, TimeSpan duration, CancellationToken cancel) =>
        AskAsync(person, Question(servers, groups, duration), cancel);

    public static async Task<LabAccess> AskAsync(LabPerson person, JsonObject question, CancellationToken cancel) =>
        new(person, await person.Api.MakeAsync("requests", question, cancel));

    /// <summary>Waits for access that an automatic flow gives a person, without their asking.</summary>
    public static async Task<LabAccess> GivenAsync(LabPerson person, string flow, TimeSpan limit, CancellationToken cancel)
    {
        JsonNode? given = null;
        var came = await Condition.WaitAsync(
            async () => (given = Json.Rows(await person.Api.GetAsync("requests", cancel)).FirstOrDefault(r => Json.Text(r, "flow") == flow)) is not null, limit, cancel);
        Expect.That(came, $"access that {flow} gives {person.Name}", "none");
        return new(person, Json.Text(given, "id"));
    }

    public static JsonObject Question(IEnumerable<string> servers, IEnumerable<string> groups, TimeSpan duration) => new()
    {
        ["servers"] = Json.List(servers),
        ["linuxGroups"] = Json.List(groups),
        ["durationSeconds"] = (long)duration.TotalSeconds,
        ["justification"] = "Ticket 4711: look at the web server's log",
    };

    public Task<JsonNode> ReadAsync(CancellationToken cancel) => Person.Api.GetAsync($"requests/{Id}", cancel);

    /// <summary>The state when it is the one that is waited for.</summary>
    public async Task<JsonNode> WaitForAsync(string status, TimeSpan limit, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await ReadAsync(cancel);
            if (Json.Text(seen, "status") == status)
            {
                return seen;
            }

            Expect.That(watch.Elapsed < limit, $"the request's status {status} within {limit.TotalSeconds:0} s", $"{Json.Text(seen, "status")}: {seen["servers"]!.ToJsonString()}");
            await Task.Delay(Step, cancel);
        }
    }

    public Task DecideAsync(LabPerson approver, bool approve, CancellationToken cancel) =>
        approver.Api.PostAsync($"requests/{Id}/decision", new JsonObject { ["approve"] = approve, ["reason"] = "Seen the ticket" }, cancel);

    /// <summary>Approves it on one server, and leaves out the others.</summary>
    public Task ApproveOnlyAsync(LabPerson approver, string server, CancellationToken cancel) =>
        approver.Api.PostAsync($"requests/{Id}/decision", new JsonObject { ["approve"] = true, ["reason"] = "The other one has a change freeze", ["servers"] = Json.List([server]) }, cancel);

    /// <summary>True when it is on the list of what a person has to do: <c>tasks</c> or <c>reviews</c>.</summary>
    public async Task<bool> IsAmongAsync(string list, LabPerson person, CancellationToken cancel) =>
        Json.Rows(await person.Api.GetAsync(list, cancel)).Any(t => Json.Text(t["request"], "id") == Id);

    /// <summary>What a person was told of it in the portal; null for nothing of this kind.</summary>
    public async Task<JsonNode?> NoticeAsync(LabPerson person, string kind, CancellationToken cancel) =>
        Json.Rows(await person.Api.GetAsync("notices", cancel)).FirstOrDefault(n => Json.Text(n, "kind") == kind && Json.Text(n, "requestId") == Id);

    public Task EndAsync(CancellationToken cancel) => Person.Api.PostAsync($"requests/{Id}/end", null, cancel);

    /// <summary>Fetches a certificate and the pinned host keys, as the portal's page tells people to.</summary>
    public async Task<SshTicket> FetchTicketAsync(CancellationToken cancel)
    {
        var answer = (await Person.Api.PostAsync($"requests/{Id}/certificate", new JsonObject { ["publicKey"] = Person.Key.PublicKey }, cancel))!;
        var stem = $"{Person.Key.PrivateKeyPath}-{Id}";
        await File.WriteAllTextAsync($"{stem}-cert.pub", Json.Text(answer, "certificate") + "\n", cancel);
        await File.WriteAllTextAsync($"{stem}-known_hosts", await Person.Api.GetTextAsync($"requests/{Id}/known-hosts", cancel), cancel);
        return new(Person.Key.PrivateKeyPath, $"{stem}-cert.pub", $"{stem}-known_hosts");
    }
}

/// <summary>Small readings of JSON.</summary>
internal static class Json
{
    public static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(t => JsonValue.Create(t))];

    public static string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? "";

    public static IReadOnlyList<JsonNode> Rows(JsonNode list) => [.. (list as JsonArray ?? list["items"]!.AsArray()).OfType<JsonNode>()];

    /// <summary>What became of a request on one of its servers.</summary>
    public static JsonNode OnServer(JsonNode request, string server) => request["servers"]!.AsArray().First(s => Text(s, "serverId") == server)!;

    public static DateTimeOffset? Moment(JsonNode? node, string name) => node?[name]?.GetValue<DateTimeOffset>();
}
