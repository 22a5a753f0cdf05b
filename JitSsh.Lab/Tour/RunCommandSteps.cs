using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>Azure's control plane: host keys that Azure vouches for, and a server that has nothing of JitSsh's, made ready by Run Command.</summary>
internal static class RunCommandSteps
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    public static async Task TakeAsync(TourState tour)
    {
        var (site, report) = tour;
        var bare = site.Servers.Servers[2];
        LabAccess? access = null;

        report.Heading("Run Command");
        await report.StepAsync("Azure vouches for the accepted host keys of every server", async cancel =>
        {
            await AskAsync(tour, "ReadHostKeys", null, cancel);
            foreach (var server in site.Servers.Servers)
            {
                var run = await EndedAsync(tour, server, "ReadHostKeys", cancel);
                Expect.That(Json.Text(run, "text").StartsWith("Azure vouches for the accepted host keys: ", StringComparison.Ordinal), "the accepted host keys", run.ToJsonString());
            }

            return "";
        });
        await report.StepAsync($"{bare.Name} is made anew, without login user, key and sudoers line: its host key is accepted no more", async cancel =>
        {
            await bare.RebuildAsync(cancel);
            (await bare.RunAsync("userdel -r jitadmin 2>/dev/null; rm -f /etc/sudoers.d/jitadmin; ! getent passwd jitadmin", null, cancel)).EnsureSuccess();
            site.Azure.Subscriptions[0].Change(bare.Name, vm => vm with { VmId = bare.Info.VmId });
            await tour.Admin!.Api.PostAsync($"integrations/{Expect.Need(tour.Integration, "the integration")}/refresh", null, cancel);
            await UntilAsync(async () => (await ServerAsync(tour, bare, cancel))["hostKeys"]!.AsArray().Count == 0, "no accepted host key", cancel);
            return $"VM {bare.Info.VmId}";
        });
        await report.StepAsync("Its new host keys are read through Run Command and accepted: no first contact is blind", async cancel =>
        {
            await AskAsync(tour, "ReadHostKeys", bare, cancel);
            Expect.Equal("Done", Json.Text(await EndedAsync(tour, bare, "ReadHostKeys", cancel), "state"), "the reading");
            var server = await ServerAsync(tour, bare, cancel);
            Expect.Equal(Prints(bare.Info.HostKeys.Select(k => k.Fingerprint)), Prints(server["hostKeys"]!.AsArray().Select(k => Json.Text(k, "fingerprint"))), "host keys");
            Expect.Equal("ByCloud", Json.Text(server, "hostKeysHow"), "how they were accepted");
            return Json.Text(server["hostKeys"]![0], "fingerprint");
        });
        await report.StepAsync("A look shows what preparing would make, and makes nothing", async cancel =>
        {
            await AskAsync(tour, "Look", bare, cancel);
            var plan = await EndedAsync(tour, bare, "Look", cancel);
            Expect.Equal("user missing, key missing, sudo missing, sshd later", Findings(plan), "the plan");
            Expect.That((await bare.RunAsync("getent passwd jitadmin || ls /etc/sudoers.d/jitssh-* 2>/dev/null", null, cancel)).Output.Length == 0, "nothing made", "something");
            return Json.Text(plan, "text");
        });
        await report.StepAsync("Prepared by Run Command: user, key, and a sudoers line that visudo passed", async cancel =>
        {
            await AskAsync(tour, "Prepare", bare, cancel);
            var made = await EndedAsync(tour, bare, "Prepare", cancel);
            Expect.Equal("user made, key made, sudo made, sshd later", Findings(made), "what was made");
            (await bare.RunAsync("visudo -c && su -s /bin/sh jitadmin -c 'sudo -n true'", null, cancel)).EnsureSuccess();
            await UntilAsync(async () => Json.Text(await ServerAsync(tour, bare, cancel), "health") == "Ready", "the health Ready", cancel);
            return Json.Text(made, "text");
        });
        await report.StepAsync($"Alice asks for {bare.Name}, gets in by ssh, and ends it", async cancel =>
        {
            access = await LabAccess.AskAsync(Expect.Need(tour.Alice, "Alice"), [tour.IdOf(bare)], [], TimeSpan.FromMinutes(5), cancel);
            await access.WaitForAsync("Active", TimeSpan.FromMinutes(1), cancel);
            var said = await (await access.FetchTicketAsync(cancel)).RunAsync("alice", bare, "id -un", cancel);
            Expect.Equal("alice", said.Output.Trim(), "id -un");
            await access.EndAsync(cancel);
            await access.WaitForAsync("Revoked", TimeSpan.FromMinutes(1), cancel);
            return "";
        });
    }

    private static Task AskAsync(TourState tour, string kind, LabServer? server, CancellationToken cancel)
    {
        var body = new JsonObject { ["kind"] = kind };
        if (server is not null)
        {
            body["servers"] = Json.List([tour.IdOf(server)]);
        }

        return tour.Admin!.Api.PostAsync($"integrations/{Expect.Need(tour.Integration, "the integration")}/run-command", body, cancel);
    }

    private static async Task<JsonNode> EndedAsync(TourState tour, LabServer server, string kind, CancellationToken cancel)
    {
        JsonNode? run = null;
        await UntilAsync(async () =>
        {
            run = Json.Rows(await tour.Admin!.Api.GetAsync($"servers/{tour.IdOf(server)}/run-command", cancel)).First(r => Json.Text(r, "kind") == kind);
            return Json.Text(run, "state") is not ("Waiting" or "Running");
        }, $"{kind} on {server.Name} to end", cancel);
        return run!;
    }

    private static Task<JsonNode> ServerAsync(TourState tour, LabServer server, CancellationToken cancel) => tour.Admin!.Api.GetAsync($"servers/{tour.IdOf(server)}", cancel);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken cancel) =>
        Expect.That(await Condition.WaitAsync(holds, Limit, cancel), $"{what} within {Limit.TotalMinutes:0} minutes", "not yet");

    private static string Findings(JsonNode run) => string.Join(", ", run["findings"]!.AsArray().Select(f => $"{Json.Text(f, "name")} {Json.Text(f, "state")}"));

    private static string Prints(IEnumerable<string> prints) => string.Join(", ", prints.Order(StringComparer.Ordinal));
}
