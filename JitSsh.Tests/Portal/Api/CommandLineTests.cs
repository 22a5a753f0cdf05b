using System.Diagnostics;
using System.Text.RegularExpressions;
using JitSsh.Core.Secrets.PrivateKeys;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>What the command jitssh is answered: lines that a shell can read, for the caller's own access only. That it logs in is shown by the tour.</summary>
public sealed partial class CommandLineTests(SharedApi api) : IClassFixture<SharedApi>
{
    private const string Path = "/api/v1/command-line";

    [Fact]
    public async Task Ask_Waits_IsFoundAgain_AndTakenBack()
    {
        await ConnectAsync("asked", approved: false);
        Assert.StartsWith("justification ", (await AskAsync(api.Member, ("server", "asked-01"), ("why", "x\u001b[2J"))).Value("problem"), StringComparison.Ordinal);
        var asked = await AskAsync(api.Member, ("server", "ASKED-01"), ("why", "first"));
        Assert.Equal((200, "asked-01", "PendingApproval", "Waiting for approval by Ada."), (asked.Status, asked.Value("server"), asked.Value("status"), asked.Value("sentence")));
        Assert.Null(asked.Value("host"));

        var again = await AskAsync(api.Member, ("server", "asked-01"));
        Assert.Equal(asked.Value("request"), again.Value("request"));
        var id = asked.Value("request")!;

        // The caller knows another state, so there is nothing to wait for; somebody else's access does not exist, and an admin's own eyes are no exception here.
        Assert.Equal("PendingApproval", (await SendAsync(api.Member, HttpMethod.Get, $"/access/{id}?known=Granting")).Value("status"));
        Assert.Equal(404, (await SendAsync(api.Host.Admin, HttpMethod.Get, $"/access/{id}")).Status);
        Assert.Equal(409, (await SendAsync(api.Member, HttpMethod.Post, $"/access/{id}/certificate", ("key", MakePublicKey()))).Status);

        // A change wakes whoever waits.
        var waiting = SendAsync(api.Member, HttpMethod.Get, $"/access/{id}?known=PendingApproval");
        Assert.Equal(200, (await SendAsync(api.Member, HttpMethod.Post, $"/access/{id}/end")).Status);
        Assert.Equal("Cancelled", (await waiting).Value("status"));
        Assert.DoesNotContain(id, (await SendAsync(api.Member, HttpMethod.Get, "/access")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_WhatIsNotAllowed_SaysWhyAtItsField()
    {
        await ConnectAsync("refused", approved: true);
        var unknown = await AskAsync(api.Member, ("server", "nowhere"));
        Assert.Equal((422, "server There is no server 'nowhere' that you may ask for. 'jitssh servers' lists those that you may."), (unknown.Status, unknown.Value("problem")));
        Assert.StartsWith("for ", (await AskAsync(api.Member, ("server", "refused-01"), ("for", "soon"))).Value("problem"), StringComparison.Ordinal);
        Assert.StartsWith("duration ", (await AskAsync(api.Member, ("server", "refused-01"), ("for", "3 hours"))).Value("problem"), StringComparison.Ordinal);
        Assert.StartsWith("linuxgroups ", (await AskAsync(api.Member, ("server", "refused-01"), ("as", "root"))).Value("problem"), StringComparison.Ordinal);
        Assert.Equal(401, (await SendAsync(api.Host.Anonymous, HttpMethod.Get, "/access")).Status);

        // An admin, too, may only ask for what a flow gives them.
        Assert.StartsWith("server There is no server 'refused-01'", (await AskAsync(api.Host.Admin, ("server", "refused-01"))).Value("problem"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("portal.example.com", true)]
    [InlineData("x';touch /tmp/owned;'", false)]
    [InlineData("$(id)", false)]
    public async Task Script_HoldsTheAddressItWasAskedAt_IfThatIsOne(string host, bool isServed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/jitssh");
        request.Headers.TryAddWithoutValidation("Host", host);
        using var answer = await api.Host.Anonymous.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(isServed, answer.IsSuccessStatusCode);
        Assert.Equal(isServed, text.Contains($"JITSSH_PORTAL:-http://{host}}}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("bash --posix")]
    [InlineData("busybox sh")]
    public async Task Script_WithoutToken_SaysWhatToDo(string shell)
    {
        var script = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, await api.Host.Anonymous.GetStringAsync("/jitssh"));
            var start = new ProcessStartInfo("env", ["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/nonexistent", .. shell.Split(' '), script, "ssh", "web-01"]) { RedirectStandardError = true, RedirectStandardInput = true };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("then: jitssh login", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static Task<TextReply> AskAsync(HttpClient client, params (string Name, string Value)[] form) => SendAsync(client, HttpMethod.Post, "/access", form);

    private static async Task<TextReply> SendAsync(HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(method, Path + path) { Content = method == HttpMethod.Post ? new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))) : null };
        using var answer = await client.SendAsync(request);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string MakePublicKey()
    {
        using var key = GeneratePrivateKey.Execute();
        return key.PublicKeyLine;
    }

    private async Task ConnectAsync(string name, bool approved)
    {
        using var key = GeneratePrivateKey.Execute();
        var (alice, ada) = (await MeAsync(api.Member), await MeAsync(api.Host.Admin));
        var integration = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "integrations",
            $$"""{"name":"{{name}}","loginUser":"jitadmin","source":{"servers":[{"name":"{{name}}-01","host":"127.0.250.1","port":9}],"kind":"ssh-servers"},"base64_private_key":"{{Convert.ToBase64String(key.Text.ToArray())}}"}""");
        Assert.True(integration.Status == 201, integration.Text);
        var approvers = approved ? "null" : $$"""{"people":["{{ada}}"],"groups":[]}""";
        var flow = await ApiHost.SendAsync(api.Host.Admin, HttpMethod.Post, "access-flows",
            $$"""{"name":"{{name}}","rule":{"grantees":{"people":["{{alice}}"],"groups":[]},"targets":{"integrations":["{{integration.Json.GetProperty("id").GetString()}}"]},"maxDurationSeconds":3600,"approvers":{{approvers}}} }""");
        Assert.True(flow.Status == 201, flow.Text);
        for (var n = 0; !(await SendAsync(api.Member, HttpMethod.Get, $"/servers?search={name}")).Text.StartsWith($"server {name}-01\t1 hour\t\n", StringComparison.Ordinal); n++)
        {
            Assert.True(n < 600, "The discovery did not find the server.");
            await Task.Delay(50);
        }
    }

    private static async Task<string> MeAsync(HttpClient client) => (await ApiHost.SendAsync(client, HttpMethod.Get, "me")).Json.GetProperty("id").GetString()!;

    private sealed record TextReply(int Status, string Text)
    {
        /// <summary>What the only line with this word says.</summary>
        public string? Value(string word)
        {
            Assert.Matches(Line(), Text);
            var lines = Text.Split('\n').Where(line => line.StartsWith(word + " ", StringComparison.Ordinal)).ToList();
            Assert.True(lines.Count <= 1, Text);
            return lines.Count == 0 ? null : lines[0][(word.Length + 1)..];
        }
    }

    [GeneratedRegex(@"\A([a-z]+ [^\p{Cc}]*(\t[^\p{Cc}]*)*\n)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
