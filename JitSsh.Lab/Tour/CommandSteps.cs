using System.Text.Json.Nodes;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>The command <c>jitssh</c>, as somebody uses it who never opens the portal.</summary>
internal static class CommandSteps
{
    public static async Task TakeAsync(TourState tour)
    {
        var (report, web) = (tour.Report, tour.Web);
        var home = Path.Combine(tour.Site.Directory, "alice-home");
        var command = Path.Combine(home, "jitssh");

        report.Heading("Without the portal's pages: the command jitssh");
        await report.StepAsync("Alice fetches the command from the portal, and signs in with a token", async cancel =>
        {
            Directory.CreateDirectory(home);
            (await HostCommand.RunAsync("curl", ["-fsS", "-o", command, new Uri(tour.Site.Portal.Address, "/jitssh").AbsoluteUri], null, cancel)).EnsureSuccess();
            var made = await Expect.Need(tour.Alice, "Alice").Api.PostAsync(
                "tokens", new JsonObject { ["name"] = "jitssh", ["lifeSeconds"] = 3600, ["email"] = tour.Alice!.Email, ["password"] = tour.Alice.Password }, cancel);
            var wrong = await JitSshAsync("jitssh_nobody\n", ["login"], cancel);
            Expect.That(wrong.ExitCode == 1 && wrong.Error.Contains("does not take the token", StringComparison.Ordinal), "a wrong token to be refused", wrong.Error);
            var signedIn = (await JitSshAsync(made!["token"]!.GetValue<string>() + "\n", ["login"], cancel)).EnsureSuccess();
            var seen = (await JitSshAsync("", ["servers"], cancel)).EnsureSuccess().Output;
            Expect.Equal(3, seen.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, "servers listed:");
            return signedIn.Error.Trim();
        });
        await report.StepAsync($"jitssh ssh {web.Name} asks, gets in, and leaves no key behind", async cancel =>
        {
            var result = (await JitSshAsync("", ["ssh", web.Name, "--for", "5 minutes", "--as", "developers", "--", "id"], cancel)).EnsureSuccess();
            Expect.Equal("alice developers", AccessSteps.Groups(result.Output), "groups:");
            Expect.Equal(0, Directory.GetDirectories(home, "jitssh.*").Length, "directories with keys left:");
            return result.Output.Trim();
        });
        await report.StepAsync("For what needs approval it waits, says for whom, and goes on once Carol approves", async cancel =>
        {
            var waiting = JitSshAsync("", ["ssh", web.Name, "--for", "1 hour", "--as", "docker", "--why", "a look at 'it'; $(id)", "--", "id"], cancel);
            JsonNode? task = null;
            var asked = await Condition.WaitAsync(async () => (task = Json.Rows(await tour.Carol!.Api.GetAsync("tasks", cancel)).FirstOrDefault()) is not null, TimeSpan.FromSeconds(30), cancel);
            Expect.That(asked && !waiting.IsCompleted, "a task for Carol, while the command waits", task?.ToJsonString() ?? "none");
            var id = Json.Text(task!["request"]!, "id");
            await tour.Carol!.Api.PostAsync($"requests/{id}/decision", new JsonObject { ["approve"] = true, ["reason"] = "" }, cancel);
            var result = (await waiting).EnsureSuccess();
            Expect.That(result.Error.Contains("Waiting for approval by Carol.", StringComparison.Ordinal), "the command to say for whom it waits", result.Error);
            Expect.Equal("a look at 'it'; $(id)", Json.Text(await tour.Alice!.Api.GetAsync($"requests/{id}", cancel), "justification"), "the reason:");
            return result.Error.Replace('\n', ' ').Trim();
        });
        await report.StepAsync("jitssh end ends both", async cancel =>
        {
            (await JitSshAsync("", ["end", web.Name], cancel)).EnsureSuccess();
            var left = "";
            var over = await Condition.WaitAsync(async () => (left = (await JitSshAsync("", ["access"], cancel)).EnsureSuccess().Output).Length == 0, TimeSpan.FromSeconds(15), cancel);
            Expect.That(over, "no access to be left", left);
            return "";
        });

        Task<CommandResult> JitSshAsync(string input, string[] arguments, CancellationToken cancel) =>
            HostCommand.RunAsync("env", ["-i", "PATH=/usr/bin:/bin", $"HOME={home}", $"TMPDIR={home}", "sh", command, .. arguments], input, cancel);
    }
}
