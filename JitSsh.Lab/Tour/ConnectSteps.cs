using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>The catalog's Azure VM SSH, connected; its servers, trusted.</summary>
internal static class ConnectSteps
{
    public static async Task TakeAsync(TourState tour)
    {
        var (site, report) = tour;
        report.Heading("Connecting Azure VM SSH");
        await report.StepAsync("A preview finds the three servers and says that a Windows VM is left out", async cancel =>
        {
            var body = new JsonObject { ["source"] = Preparation.AzureSource(site), ["sourceSecret"] = site.Azure.ClientSecret };
            var found = (await Expect.Need(tour.Admin, "the admin").Api.PostAsync("integrations/preview", body, cancel))!;
            Expect.Equal(Names(site.Servers.Servers.Select(s => s.Name)), Names(Json.Rows(found["servers"]!).Select(s => Json.Text(s, "name"))), "servers");
            return string.Join(" ", found["notes"]!.AsArray().Select(n => n!.GetValue<string>()));
        });
        await report.StepAsync("A private key that is none is refused with a sentence at its field", async cancel =>
        {
            var body = new JsonObject { ["name"] = "x", ["source"] = Preparation.AzureSource(site), ["loginUser"] = "jitadmin", ["base64_private_key"] = "bm8ga2V5" };
            var answer = await tour.Admin!.Api.SendAsync(HttpMethod.Post, "integrations", body, cancel);
            Expect.That((int)answer.Status == 422 && answer.Body?["errors"]?["base64_private_key"] is not null, "422 with errors.base64_private_key", answer);
            return answer.Body!["errors"]!["base64_private_key"]![0]!.GetValue<string>();
        });
        await report.StepAsync("Connected, the first discovery finds the servers", async cancel =>
        {
            tour.Integration = await Preparation.ConnectAsync(Expect.Need(tour.Admin, "the admin"), site, cancel);
            var integration = await Preparation.WaitForDiscoveryAsync(tour.Admin!, tour.Integration, cancel);
            Expect.Equal("Active", Json.Text(integration, "status"), "the integration's status");
            Expect.That(!integration.ToJsonString().Contains("PRIVATE KEY", StringComparison.Ordinal) && integration["base64_private_key"] is null, "no private key in the answer", integration);
            foreach (var server in await Preparation.ServersAsync(tour.Admin!, tour.Integration, cancel))
            {
                tour.Add(site.Servers.Server(Json.Text(server, "name")), Json.Text(server, "id"));
            }

            Expect.Equal(3, integration["serverCount"]!.GetValue<int>(), "the number of servers");
            return Json.Text(integration, "statusReason");
        });
        await report.StepAsync("Nothing connects to a server whose host key nobody has accepted", async cancel =>
        {
            foreach (var server in await Preparation.ServersAsync(tour.Admin!, Expect.Need(tour.Integration, "the integration"), cancel))
            {
                Expect.Equal("HostKeyUnknown", Json.Text(server, "health"), $"{Json.Text(server, "name")}'s health");
            }

            foreach (var server in site.Servers.Servers)
            {
                var log = await server.RunAsync("grep -c 'Accepted publickey' /var/log/auth.log || true", cancellationToken: cancel);
                Expect.Equal("0", log.Output.Trim(), $"logins on {server.Name}:");
            }

            await tour.NoteAsync(cancel);
            return "no login on any of them";
        });
        await report.StepAsync("The scanned host keys are the servers' own, and the admin accepts them", async cancel =>
        {
            var shown = new List<string>();
            foreach (var server in await Preparation.ServersAsync(tour.Admin!, Expect.Need(tour.Integration, "the integration"), cancel))
            {
                shown.AddRange(await Preparation.AcceptHostKeysAsync(tour.Admin!, server, site, cancel));
            }

            return $"{shown.Count} keys, {shown[0]} …";
        });
        await report.StepAsync("Each server passes its test; accounts, groups and /etc/ssh are as before", async cancel =>
        {
            foreach (var server in site.Servers.Servers)
            {
                var checks = Json.Rows((await tour.Admin!.Api.PostAsync($"servers/{tour.IdOf(server)}/test", null, cancel))!);
                var bad = checks.Where(c => Json.Text(c, "result") == "fail").Select(c => $"{server.Name}: {Json.Text(c, "name")}: {Json.Text(c, "text")}").ToList();
                Expect.That(checks.Count > 1, "checks", checks.Count);
                Expect.None(bad, "no check to fail");
                Expect.None(Changes.AfterAccessOf(tour.Before(server), await server.SnapshotAsync(cancel)), $"{server.Name} as before");
            }

            return "";
        });
        await report.StepAsync("The servers are ready", async cancel =>
        {
            IReadOnlyList<JsonNode> seen = [];
            var ready = await Condition.WaitAsync(async () =>
            {
                seen = await Preparation.ServersAsync(tour.Admin!, Expect.Need(tour.Integration, "the integration"), cancel);
                return seen.Count == 3 && seen.All(s => Json.Text(s, "health") == "Ready");
            }, TimeSpan.FromSeconds(30), cancel);
            Expect.That(ready, "three servers with the health Ready", string.Join(", ", seen.Select(s => $"{Json.Text(s, "name")} {Json.Text(s, "health")} {Json.Text(s, "failureText")}")));
            return string.Join(", ", seen.Select(s => $"{Json.Text(s, "name")} OpenSSH {Json.Text(s, "openSshVersion")}"));
        });
        await report.StepAsync("Two access flows: automatic for short whiles, with Carol's approval for longer", async cancel =>
        {
            var (admin, integration) = (tour.Admin!, Expect.Need(tour.Integration, "the integration"));
            var (alice, bob, carol) = (Expect.Need(tour.Alice, "Alice"), Expect.Need(tour.Bob, "Bob"), Expect.Need(tour.Carol, "Carol"));
            await Preparation.AddFlowAsync(admin, "Short looks", integration, [alice, bob], null, TimeSpan.FromMinutes(5), ["developers"], [], cancel);
            await Preparation.AddFlowAsync(admin, "Work on servers", integration, [alice, bob], carol, TimeSpan.FromHours(8), ["docker", "developers"], [], cancel);
            return "";
        });
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
