using System.Globalization;
using System.Net;

namespace JitSsh.Lab.Tour;

/// <summary>Asking, approving, logging in.</summary>
internal static class AccessSteps
{
    public static async Task TakeAsync(TourState tour)
    {
        var report = tour.Report;
        var web = tour.Web;
        LabAccess? access = null;
        SshTicket? ticket = null;

        report.Heading("Asking for access");
        await report.StepAsync("Alice sees the servers that she may ask for, Carol none", async cancel =>
        {
            var hers = Json.Rows(await Expect.Need(tour.Alice, "Alice").Api.GetAsync("requestable-servers", cancel));
            var carols = Json.Rows(await tour.Carol!.Api.GetAsync("requestable-servers", cancel));
            Expect.Equal("3 and 0", $"{hers.Count} and {carols.Count}", "the number of servers:");
            return "3 and 0";
        });
        await report.StepAsync("A preview says who will approve; too long a time is refused at its field", async cancel =>
        {
            var preview = (await tour.Alice!.Api.PostAsync("requests/preview", Question(TimeSpan.FromHours(1)), cancel))!;
            var approvers = string.Join(", ", Json.Rows(preview["approvers"]!).Select(p => Json.Text(p, "name")));
            Expect.Equal("Carol", approvers, "approvers:");
            var tooLong = await tour.Alice!.Api.SendAsync(HttpMethod.Post, "requests", Question(TimeSpan.FromHours(9)), cancel);
            Expect.That((int)tooLong.Status == 422 && tooLong.Body?["errors"]?["Duration"] is not null, "422 with errors.Duration", tooLong);
            return tooLong.Body!["errors"]!["Duration"]![0]!.GetValue<string>();
        });
        await report.StepAsync($"Alice asks for {web.Name} as docker for an hour: it waits for Carol, and the server knows nothing of it", async cancel =>
        {
            access = await LabAccess.AskAsync(tour.Alice!, [tour.IdOf(web)], ["docker"], TimeSpan.FromHours(1), cancel);
            Expect.Equal("PendingApproval", Json.Text(await access.ReadAsync(cancel), "status"), "the request's status");
            Expect.Equal("404", (await web.RunAsync("getent passwd alice >/dev/null && echo there || echo 404", cancellationToken: cancel)).Output.Trim(), "alice's account:");
            var tasks = Json.Rows(await tour.Carol!.Api.GetAsync("tasks", cancel));
            Expect.That(tasks.Any(t => Json.Text(t["request"], "id") == access.Id), "the request among Carol's tasks", tasks.Count);
            return "";
        });
        await report.StepAsync("Before approval, no certificate is issued, and one of Alice's own making is refused", async cancel =>
        {
            var asked = Expect.Need(access, "the request");
            var answer = await tour.Alice!.Api.SendAsync(HttpMethod.Post, $"requests/{asked.Id}/certificate", Body(tour.Alice.Key.PublicKey), cancel);
            Expect.That(answer.Status == HttpStatusCode.Conflict, "409", answer);
            await (await OwnAsync(tour.Alice, asked, cancel)).ExpectRefusedAsync("alice", web, cancel);
            return "409; Permission denied";
        });
        await report.StepAsync("Alice cannot approve herself, nor can Bob", async cancel =>
        {
            foreach (var person in new[] { tour.Alice!, tour.Bob! })
            {
                var answer = await person.Api.SendAsync(HttpMethod.Post, $"requests/{access!.Id}/decision", new System.Text.Json.Nodes.JsonObject { ["approve"] = true }, cancel);
                Expect.That(answer.Status == HttpStatusCode.NotFound, $"404 for {person.Name}", answer);
            }

            return "404";
        });

        report.Heading("Using access");
        await report.StepAsync("Carol approves, and within seconds the access is active", async cancel =>
        {
            var asked = Expect.Need(access, "the request");
            await asked.DecideAsync(tour.Carol!, true, cancel);
            var seen = await asked.WaitForAsync("Active", TimeSpan.FromSeconds(15), cancel);
            return $"until {Json.Moment(seen["servers"]![0], "notAfter"):HH:mm:ss} UTC";
        });
        await report.StepAsync($"ssh alice@{web.Name} works, with the group that was asked for and her own", async cancel =>
        {
            ticket = await Expect.Need(access, "the request").FetchTicketAsync(cancel);
            var id = await ticket.RunAsync("alice", web, "id", cancel);
            Expect.That(id.ExitCode == 0, "exit code 0", $"{id.ExitCode} {id.Error}");
            Expect.That(Groups(id.Output) == "alice docker", "the groups alice and docker", id.Output);
            return id.Output.Trim();
        });
        await report.StepAsync("The certificate says what it should: this request only, until the grant's end, a terminal and nothing else", async cancel =>
        {
            var shown = await OwnCertificate.DescribeAsync(Expect.Need(ticket, "the certificate").Certificate!, cancel);
            var text = string.Join('\n', shown);
            var notAfter = Json.Moment((await access!.ReadAsync(cancel))["servers"]![0], "notAfter")!.Value.UtcDateTime;
            string[] wanted =
            [
                "Type: ssh-ed25519-cert-v01@openssh.com user certificate",
                $"Public key: ED25519-CERT {await OwnCertificate.FingerprintAsync(tour.Alice!.Key.PrivateKeyPath + ".pub", cancel)}",
                "Critical Options: (none)",
            ];
            foreach (var line in wanted)
            {
                Expect.That(shown.Contains(line, StringComparer.Ordinal), line, text);
            }

            Expect.Equal(access.Id, string.Join(' ', After(shown, "Principals:", "Critical Options:")), "principals:");
            Expect.Equal("permit-pty", string.Join(' ', After(shown, "Extensions:", null)), "extensions:");
            Expect.That(text.Contains($"to {notAfter.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)}", StringComparison.Ordinal), $"an end at {notAfter:s}", text);
            return shown.First(l => l.StartsWith("Signing CA:", StringComparison.Ordinal));
        });
        await report.StepAsync("While it is active, a certificate of her own making is still refused, and so is the bare key", async cancel =>
        {
            await (await OwnAsync(tour.Alice!, access!, cancel)).ExpectRefusedAsync("alice", web, cancel);
            await (Expect.Need(ticket, "the certificate") with { Certificate = null }).ExpectRefusedAsync("alice", web, cancel);
            return "";
        });
        await report.StepAsync("On another server the same certificate is refused", async cancel =>
        {
            var other = tour.Site.Servers.Servers[2];
            await (Expect.Need(ticket, "the certificate") with { KnownHosts = tour.Site.Servers.KnownHostsPath }).ExpectRefusedAsync("alice", other, cancel);
            return other.Name;
        });
        await report.StepAsync("Bob, who has no grant, gets no certificate for it and no login", async cancel =>
        {
            var answer = await tour.Bob!.Api.SendAsync(HttpMethod.Post, $"requests/{access!.Id}/certificate", Body(tour.Bob.Key.PublicKey), cancel);
            Expect.That(answer.Status == HttpStatusCode.NotFound, "404", answer);
            var own = await OwnAsync(tour.Bob, access, cancel);
            await own.ExpectRefusedAsync("alice", web, cancel);
            await own.ExpectRefusedAsync("bob", web, cancel);
            await (own with { Certificate = Expect.Need(ticket, "the certificate").Certificate }).ExpectRefusedAsync("alice", web, cancel);
            return "not with a certificate of his own making, nor with Alice's and his key";
        });
        await report.StepAsync("The admin sees who is on the server and why; Alice ends her access, and it is gone", async cancel =>
        {
            var on = Json.Rows(await tour.Admin!.Api.GetAsync($"servers/{tour.IdOf(web)}/access", cancel));
            Expect.That(on.Count == 1 && Json.Text(on[0]["requester"], "name") == "Alice", "Alice alone", on.Count);
            await access!.EndAsync(cancel);
            await access.WaitForAsync("Revoked", TimeSpan.FromSeconds(15), cancel);
            await ticket!.ExpectRefusedAsync("alice", web, cancel);
            return Json.Text(on[0], "justification");
        });

        System.Text.Json.Nodes.JsonObject Question(TimeSpan time) => LabAccess.Question([tour.IdOf(web)], ["docker"], time);

        Task<SshTicket> OwnAsync(LabPerson person, LabAccess asked, CancellationToken cancel) =>
            OwnCertificate.MakeAsync(person, asked.Id, tour.Site.Servers.KnownHostsPath, tour.Site.Directory, cancel);
    }

    /// <summary>The names of the groups that <c>id</c> shows, in order, without <c>jitssh</c>, the group of all accounts that JitSsh made.</summary>
    public static string Groups(string id) =>
        string.Join(' ', id[(id.IndexOf("groups=", StringComparison.Ordinal) + "groups=".Length)..].Trim().Split(',').Select(g => g[(g.IndexOf('(') + 1)..^1]).Where(g => g != "jitssh").Order(StringComparer.Ordinal));

    private static System.Text.Json.Nodes.JsonObject Body(string publicKey) => new() { ["publicKey"] = publicKey };

    private static IEnumerable<string> After(IReadOnlyList<string> lines, string from, string? to) =>
        lines.SkipWhile(l => !l.StartsWith(from, StringComparison.Ordinal)).Skip(1).TakeWhile(l => to is null || !l.StartsWith(to, StringComparison.Ordinal));
}
