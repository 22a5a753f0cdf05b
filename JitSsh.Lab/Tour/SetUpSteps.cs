using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Tour;

/// <summary>From nothing to a portal that people can sign in to.</summary>
internal static class SetUpSteps
{
    public static async Task TakeAsync(TourState tour, TourOptions options)
    {
        var (site, report) = tour;
        report.Heading("Setting up");
        await report.StepAsync("Three servers are up, each with its own sshd", async cancel =>
        {
            await site.StartServersAsync(3, options.AddressBase, cancel);
            return string.Join(", ", site.Servers.Servers.Select(s => $"{s.Name} {s.Address}"));
        });
        await report.StepAsync("A simulated Azure lists them as VMs, over HTTPS", async cancel =>
        {
            await site.StartAzureAsync(cancel);
            return site.Azure.Endpoint.ToString();
        });
        await report.StepAsync("The portal is up with an empty data directory", async cancel =>
        {
            await site.StartPortalAsync(options.Portal, options.Port, WebhookSteps.Settings, cancel);
            return site.Portal.Address.ToString();
        });
        await report.StepAsync("The first admin sets it up and signs in", async cancel =>
        {
            tour.Admin = await LabPerson.CreateAsync("Ada", null, site, cancel);
            await tour.Admin.SetUpAsync(cancel);
            return Json.Text(await tour.Admin.Api.GetAsync("me", cancel), "role");
        });
        await report.StepAsync("A second setup is refused", async cancel =>
        {
            using var nobody = new ApiClient(site.Portal.Address);
            var answer = await nobody.SendAsync(HttpMethod.Post, "setup", new JsonObject { ["name"] = "Eve", ["email"] = "eve@example.com", ["password"] = "a long enough password" }, cancel);
            Expect.That(answer.Status == HttpStatusCode.Conflict, "409", answer);
            return "409";
        });
        await report.StepAsync("A wrong password and an unknown e-mail address get one and the same answer", async cancel =>
        {
            using var nobody = new ApiClient(site.Portal.Address);
            var wrong = await nobody.SendAsync(HttpMethod.Post, "tokens", Credentials(tour.Admin!.Email), cancel);
            var unknown = await nobody.SendAsync(HttpMethod.Post, "tokens", Credentials("nobody@example.com"), cancel);
            Expect.That(wrong.Status == HttpStatusCode.Unauthorized, "401", wrong);
            Expect.Equal(Comparable(wrong), Comparable(unknown), "the answer");
            return "401";
        });
        await report.StepAsync("Without a token nothing is shown, and nothing of what exists", async cancel =>
        {
            using var nobody = new ApiClient(site.Portal.Address);
            foreach (var path in new[] { "me", "servers", $"people/{tour.Admin!.Id}", $"people/{Guid.NewGuid()}", "no-such-address" })
            {
                var answer = await nobody.SendAsync(HttpMethod.Get, path, null, cancel);
                Expect.That(answer.Status == HttpStatusCode.Unauthorized, $"401 from /api/v1/{path}", answer);
            }

            return "401";
        });
        await report.StepAsync("The admin adds four people, and each signs in", async cancel =>
        {
            var admin = Expect.Need(tour.Admin, "the admin");
            tour.Alice = await AddAsync("Alice", "alice");
            tour.Bob = await AddAsync("Bob", "bob");
            tour.Carol = await AddAsync("Carol", null);
            tour.Dave = await AddAsync("Dave", null);
            return "Alice and Bob have Linux names, Carol and Dave approve";

            async Task<LabPerson> AddAsync(string name, string? linuxName)
            {
                var person = await LabPerson.CreateAsync(name, linuxName, site, cancel);
                await person.AddAsync(admin, cancel);
                return person;
            }
        });
        await report.StepAsync("What only admins may see looks to others as if it were not there", async cancel =>
        {
            foreach (var path in new[] { "servers", "people", "audit", "integrations", "access-flows" })
            {
                var answer = await tour.Alice!.Api.SendAsync(HttpMethod.Get, path, null, cancel);
                Expect.That(answer.Status == HttpStatusCode.NotFound, $"404 from /api/v1/{path}", answer);
            }

            return "404";
        });
    }

    private static JsonObject Credentials(string email) => new() { ["name"] = "guess", ["email"] = email, ["password"] = "not the password" };

    private static string Comparable(ApiAnswer answer) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)answer.Status} {Json.Text(answer.Body, "title")} {Json.Text(answer.Body, "detail")}");
}
