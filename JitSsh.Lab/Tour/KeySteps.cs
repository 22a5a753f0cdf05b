using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>The login key: read from the simulated Key Vault, and exchanged on all servers.</summary>
internal static class KeySteps
{
    /// <summary>The secret with the login user's private key.</summary>
    public const string SecretName = "jitssh-login-key";

    public static JsonObject Reference(Site site, string name) => new()
    {
        ["store"] = "key-vault",
        ["vault"] = site.Azure.Endpoint.ToString(),
        ["name"] = name,
        ["identity"] = new JsonObject
        {
            ["cloud"] = "Custom",
            ["authorityHost"] = site.Azure.Endpoint.ToString(),
            ["tenantId"] = site.Azure.TenantId.ToString(),
            ["clientId"] = site.Azure.ClientId.ToString(),
            ["credential"] = "ClientSecret",
        },
    };

    public static async Task TakeAsync(TourState tour)
    {
        var (site, report) = tour;
        report.Heading("The login key");
        await report.StepAsync("The test of the Key Vault says which key it holds, and never the key", async cancel =>
        {
            var (admin, integration) = (Expect.Need(tour.Admin, "the admin"), Expect.Need(tour.Integration, "the integration"));
            var shown = await admin.Api.GetAsync($"integrations/{integration}", cancel);
            Expect.Equal("key-vault", Json.Text(shown, "loginKeyStore"), "the store of the login key");
            var found = (await admin.Api.PostAsync("integrations/secret-test", new JsonObject { ["from"] = Reference(site, SecretName), ["signIn"] = site.Azure.ClientSecret }, cancel))!;
            Expect.Equal(Json.Text(shown, "loginPublicKey"), Json.Text(found, "publicKeyLine"), "the public key");
            Expect.That(!found.ToJsonString().Contains("PRIVATE", StringComparison.Ordinal), "no private key in the answer", found);
            return $"{Json.Text(found, "sentence")} {Json.Text(found, "fingerprint")}";
        });
        await report.StepAsync("A secret that is not there is said in a sentence", async cancel =>
        {
            var body = new JsonObject { ["from"] = Reference(site, "no-such-secret"), ["signIn"] = site.Azure.ClientSecret };
            var answer = await Expect.Need(tour.Admin, "the admin").Api.SendAsync(HttpMethod.Post, "integrations/secret-test", body, cancel);
            Expect.Equal(422, (int)answer.Status, "the status");
            return answer.Body!["detail"]!.GetValue<string>();
        });
        await report.StepAsync("The key is rotated: every server takes the new one, and the old one is gone", async cancel =>
        {
            var (admin, integration) = (Expect.Need(tour.Admin, "the admin"), Expect.Need(tour.Integration, "the integration"));
            var address = $"integrations/{integration}/key-rotation";
            await admin.Api.PostAsync(address, new JsonObject(), cancel);
            JsonNode? seen = null;
            var over = await Condition.WaitAsync(async () =>
            {
                seen = await admin.Api.GetAsync(address, cancel);
                return Json.Text(seen, "state") == "Done" || seen["waitsForDecision"]!.GetValue<bool>();
            }, TimeSpan.FromSeconds(120), cancel);
            Expect.That(over && Json.Text(seen!, "state") == "Done", "the rotation to be done", seen?.ToJsonString());
            foreach (var server in site.Servers.Servers)
            {
                var lines = await server.ReadFileAsync($"/home/{ServerLab.AdminUser}/.ssh/authorized_keys", cancel);
                Expect.That(lines.Contains(Json.Text(seen!, "newPublicKey"), StringComparison.Ordinal) && !lines.Contains(Json.Text(seen!, "oldPublicKey"), StringComparison.Ordinal), $"the new key alone on {server.Name}", lines);
            }

            return $"{Json.Rows(seen!["servers"]!).Count} servers";
        });
        await report.StepAsync("Each server passes its test with the new key", async cancel =>
        {
            foreach (var server in site.Servers.Servers)
            {
                var checks = Json.Rows((await tour.Admin!.Api.PostAsync($"servers/{tour.IdOf(server)}/test", null, cancel))!);
                Expect.None(checks.Where(c => Json.Text(c, "result") == "fail").Select(c => $"{server.Name}: {Json.Text(c, "name")}: {Json.Text(c, "text")}").ToList(), "no check to fail");
            }

            return "";
        });
    }
}
