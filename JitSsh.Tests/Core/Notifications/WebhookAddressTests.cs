using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Notifications;

/// <summary>A portal whose operator names nothing: webhooks reach no address of its own.</summary>
public sealed class WebhookAddressTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("http://93.184.216.34/x")]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://169.254.169.254/metadata")]
    [InlineData("https://0x7f000001/x")]
    [InlineData("https://user:secret@example.com/x")]
    [InlineData("ftp://example.com/x")]
    [InlineData("example.com")]
    [InlineData("")]
    public async Task Add_WithAnAddressThatMayNotBe_SaysSoAtItsField(string url) =>
        Assert.Equal("Url", Assert.Single((await AddAsync(url)).Problems).Field);

    [Fact]
    public async Task Call_ToANameThatLeadsToThisMachine_IsRefusedBeforeAnythingIsConnected()
    {
        await using var hook = new HookSink();
        var made = Screen.Done(await AddAsync($"https://localhost:{hook.Port}/x"));
        var answer = Screen.Done(await server.Core.Get<TestWebhook>().RunAsync(server.Ada, made.Id));
        Assert.Null(answer.Status);
        Assert.Contains("JitSsh:Notifications:Webhooks:Allow", answer.Text, StringComparison.Ordinal);
        Assert.Empty(hook.Calls);
    }

    [Fact]
    public async Task Webhook_ShowsNeitherAddressNorSecret_NorDoesTheAuditLog()
    {
        var made = Screen.Done(await AddAsync("https://hooks.example.com/services/T00/secret-part"));
        var shown = Screen.Done(await server.Core.Get<ShowWebhooks>().FindAsync(server.Ada, made.Id));
        Assert.Equal("https://hooks.example.com", shown.Host);
        var audit = Assert.Single(await server.AuditAsync("webhook.added"));
        Assert.DoesNotContain("secret-part", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Secret, audit, StringComparison.Ordinal);
        Assert.Equal(-1, shown.ProtectedAddress.AsSpan().IndexOf("secret-part"u8));
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<ShowWebhooks>().FindAsync(server.Alice, made.Id)).Kind);

        // Changed without an address, it keeps the one it has.
        Screen.Done(await server.Core.Get<SaveWebhook>().ChangeAsync(server.Ada, made.Id, new() { Name = "Other", Kinds = [NoticeKind.ResidueFound] }));
        Assert.Equal(("Other", "https://hooks.example.com"), (Screen.Done(await server.Core.Get<ShowWebhooks>().FindAsync(server.Ada, made.Id)) is var w ? (w.Name, w.Host) : default));
        Assert.NotEqual(made.Secret, Screen.Done(await server.Core.Get<SaveWebhook>().NewSecretAsync(server.Ada, made.Id)).Secret);
    }

    private Task<Outcome<WebhookMade>> AddAsync(string url) => server.Core.Get<SaveWebhook>().AddAsync(server.Ada, new() { Name = "Hook", Url = url, Kinds = [NoticeKind.AccessActive] });
}
