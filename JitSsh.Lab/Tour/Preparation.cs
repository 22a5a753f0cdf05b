using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>What an admin does before anybody can ask: connect, accept host keys, write flows. The same for the demo and the tour.</summary>
internal static class Preparation
{
    public static JsonObject AzureSource(Site site) => new()
    {
        ["kind"] = "azure-vm-ssh",
        ["cloud"] = "Custom",
        ["authorityHost"] = site.Azure.Endpoint.ToString(),
        ["resourceManagerEndpoint"] = site.Azure.Endpoint.ToString(),
        ["audience"] = site.Azure.Audience,
        ["tenantId"] = site.Azure.TenantId.ToString(),
        ["clientId"] = site.Azure.ClientId.ToString(),
        ["credential"] = "ClientSecret",
        ["port"] = site.Servers.Servers[0].Port,
    };

    public static async Task<string> ConnectAsync(LabPerson admin, Site site, CancellationToken cancel)
    {
        var key = await File.ReadAllBytesAsync(site.Servers.AdminPrivateKeyPath!, cancel);
        site.Azure.KeyVault.Set(KeySteps.SecretName, Convert.ToBase64String(key, Base64FormattingOptions.InsertLineBreaks));
        return await admin.Api.MakeAsync("integrations", new JsonObject
        {
            ["name"] = "Contoso Production",
            ["source"] = AzureSource(site),
            ["sourceSecret"] = site.Azure.ClientSecret,
            ["loginUser"] = Servers.ServerLab.AdminUser,
            ["loginKeyFrom"] = KeySteps.Reference(site, KeySteps.SecretName),
            ["loginKeySignIn"] = site.Azure.ClientSecret,
            ["linuxGroups"] = Json.List(["docker", "developers", "dba"]),
            ["message"] = "These are production servers. What you do is logged.",
        }, cancel);
    }

    /// <summary>Waits for the first discovery's end; the integration then.</summary>
    public static async Task<JsonNode> WaitForDiscoveryAsync(LabPerson admin, string integration, CancellationToken cancel)
    {
        JsonNode? seen = null;
        var came = await Servers.Condition.WaitAsync(async () =>
        {
            seen = await admin.Api.GetAsync($"integrations/{integration}", cancel);
            return Json.Text(seen, "status") is not ("Initializing" or "Refreshing");
        }, TimeSpan.FromSeconds(60), cancel);
        Expect.That(came, "the discovery to end within 60 s", seen?.ToJsonString());
        return seen!;
    }

    public static async Task<IReadOnlyList<JsonNode>> ServersAsync(LabPerson admin, string integration, CancellationToken cancel) =>
        Json.Rows(await admin.Api.GetAsync($"servers?integration={integration}", cancel));

    /// <summary>Accepts what a scan shows, only if it is what the lab knows the server to have.</summary>
    /// <returns>The fingerprints.</returns>
    public static async Task<IReadOnlyList<string>> AcceptHostKeysAsync(LabPerson admin, JsonNode server, Site site, CancellationToken cancel)
    {
        var id = Json.Text(server, "id");
        var scanned = Json.Rows((await admin.Api.PostAsync($"servers/{id}/host-keys/scan", null, cancel))!);
        var seen = scanned.Select(k => Json.Text(k, "fingerprint")).Order(StringComparer.Ordinal).ToList();
        var known = site.Servers.Server(Json.Text(server, "name")).Info.HostKeys.Select(k => k.Fingerprint).Order(StringComparer.Ordinal).ToList();
        Expect.Equal(string.Join(", ", known), string.Join(", ", seen), $"host keys of {Json.Text(server, "name")}:");
        await admin.Api.PostAsync($"servers/{id}/host-keys/accept", new JsonObject { ["hostKeys"] = Json.List(scanned.Select(k => Json.Text(k, "line"))) }, cancel);
        return seen;
    }

    /// <param name="admin">Adds it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="integration">For the servers of this one.</param>
    /// <param name="grantees">Who may ask.</param>
    /// <param name="approver">Who approves; null = automatically.</param>
    /// <param name="longest">For how long at most.</param>
    /// <param name="groups">As which Linux groups.</param>
    /// <param name="names">Of which servers; none = of all.</param>
    /// <param name="cancel">Stops it.</param>
    public static Task<string> AddFlowAsync(
        LabPerson admin, string name, string integration, IEnumerable<LabPerson> grantees, LabPerson? approver, TimeSpan longest, IEnumerable<string> groups, IEnumerable<string> names,
        CancellationToken cancel) =>
        admin.Api.MakeAsync("access-flows", new JsonObject
        {
            ["name"] = name,
            ["rule"] = new JsonObject
            {
                ["grantees"] = People(grantees),
                ["targets"] = new JsonObject { ["integrations"] = Json.List([integration]), ["names"] = Json.List(names) },
                ["linuxGroups"] = Json.List(groups),
                ["maxDurationSeconds"] = (long)longest.TotalSeconds,
                ["approvers"] = approver is null ? null : People(approver),
                ["justificationRequired"] = approver is not null,
            },
        }, cancel);

    /// <summary>These people by themselves, as flows name them.</summary>
    public static JsonObject People(params IEnumerable<LabPerson> people) =>
        new() { ["people"] = Json.List(people.Select(p => Expect.Need(p.Id, p.Name))), ["groups"] = new JsonArray() };
}
