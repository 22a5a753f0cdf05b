using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>An access flow that a few steps need, and take away again. It is for the Linux group that no other flow of the tour gives, so that it governs.</summary>
/// <param name="Admin">Who wrote it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rule">What it says.</param>
internal sealed record LabFlow(LabPerson Admin, string Id, string Name, JsonObject Rule)
{
    /// <summary>The Linux group that these flows give.</summary>
    public const string Group = "dba";

    public static async Task<LabFlow> AddAsync(TourState tour, string name, JsonObject rule, CancellationToken cancel)
    {
        var admin = Expect.Need(tour.Admin, "the admin");
        return new(admin, await admin.Api.MakeAsync("access-flows", new JsonObject { ["name"] = name, ["rule"] = rule.DeepClone() }, cancel), name, rule);
    }

    /// <summary>People, servers by themselves, up to an hour, with nobody to approve.</summary>
    public static JsonObject Of(IEnumerable<LabPerson> grantees, params IEnumerable<string> servers) => new()
    {
        ["grantees"] = Preparation.People(grantees),
        ["targets"] = Targets(servers),
        ["linuxGroups"] = Json.List([Group]),
        ["maxDurationSeconds"] = 3600,
        ["approvers"] = null,
    };

    /// <summary>These servers by themselves.</summary>
    public static JsonObject Targets(params IEnumerable<string> servers) => new() { ["integrations"] = new JsonArray(), ["servers"] = Json.List(servers) };

    /// <summary>Steps in order, each of one person.</summary>
    public static JsonObject Steps(params IEnumerable<LabPerson> approvers) =>
        new() { ["steps"] = new JsonArray([.. approvers.Select(a => new JsonObject { ["approvers"] = Preparation.People(a) })]) };

    /// <summary>Removes it; access under it ends at once.</summary>
    public Task RemoveAsync(CancellationToken cancel) => Admin.Api.DeleteAsync($"access-flows/{Id}", cancel);
}
