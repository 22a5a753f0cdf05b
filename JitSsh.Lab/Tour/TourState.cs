using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>What steps leave for later steps.</summary>
/// <param name="Site">Servers, Azure, portal.</param>
/// <param name="Report">Takes the steps.</param>
internal sealed record TourState(Site Site, TourReport Report) : IDisposable
{
    private readonly Dictionary<string, string> serverIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerSnapshot> before = new(StringComparer.Ordinal);

    /// <summary>Connects and accepts; no account on servers.</summary>
    public LabPerson? Admin { get; set; }

    /// <summary>Asks.</summary>
    public LabPerson? Alice { get; set; }

    /// <summary>May ask, and never does: what he gets, he gets for being on call.</summary>
    public LabPerson? Bob { get; set; }

    /// <summary>Decides.</summary>
    public LabPerson? Carol { get; set; }

    /// <summary>Decides where two have to.</summary>
    public LabPerson? Dave { get; set; }

    /// <summary>The connected integration's id.</summary>
    public string? Integration { get; set; }

    /// <summary>The server that most steps use.</summary>
    public LabServer Web => Site.Servers.Servers[0];

    /// <summary>The server of which people on call take care.</summary>
    public LabServer Staging => Site.Servers.Servers[2];

    /// <summary>The server that fails.</summary>
    public LabServer Database => Site.Servers.Servers[1];

    public void Add(LabServer server, string id) => serverIds[server.Name] = id;

    public string IdOf(LabServer server) => Expect.Need(serverIds.GetValueOrDefault(server.Name), $"the id of {server.Name}");

    /// <summary>Notes how every server is now, to compare with later.</summary>
    public async Task NoteAsync(CancellationToken cancel)
    {
        foreach (var server in Site.Servers.Servers)
        {
            before[server.Name] = await server.SnapshotAsync(cancel);
        }
    }

    public ServerSnapshot Before(LabServer server) => Expect.Need(before.GetValueOrDefault(server.Name), $"a snapshot of {server.Name}");

    public void Dispose()
    {
        foreach (var person in new[] { Admin, Alice, Bob, Carol, Dave })
        {
            person?.Dispose();
        }
    }
}
