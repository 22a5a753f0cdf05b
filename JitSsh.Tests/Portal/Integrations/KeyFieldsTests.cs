using System.Text;
using AngleSharp.Html.Parser;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Portal.Integrations.Form;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using Radzen;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class KeyFieldsTests
{
    [Fact]
    public async Task Render_PastedKey_ShowsFingerprintAndCommandsAndNothingPrivate()
    {
        using var key = GeneratePrivateKey.Execute();
        var pasted = Encoding.ASCII.GetString(key.ToBase64());
        using var form = new IntegrationForm(SshServersSettings.KindName, isStored: false) { LoginUser = "jitadmin" };
        form.Key.Paste(pasted);

        var html = await RenderAsync(form, []);

        Assert.Contains(key.Fingerprint, new HtmlParser().ParseDocument(html).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("/etc/sudoers.d/jitssh-jitadmin", html, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", html, StringComparison.Ordinal);
        Assert.DoesNotContain(pasted[40..80], html, StringComparison.Ordinal);
        Assert.DoesNotContain(Encoding.ASCII.GetString(key.Text.Span).Split('\n')[1][20..60], html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_BadKey_SaysWhyAtTheFieldAndDoesNotGiveTheTextBack()
    {
        using var form = new IntegrationForm(SshServersSettings.KindName, isStored: false) { LoginUser = "jitadmin" };
        form.Key.Paste("a text that is no key");

        var body = new HtmlParser().ParseDocument(await RenderAsync(form, form.Problems())).Body!;

        var field = body.QuerySelector("#field-Base64PrivateKey")!;
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal("", field.TextContent);
        Assert.Contains("base64", body.QuerySelector("#problem-Base64PrivateKey")!.TextContent, StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(IntegrationForm form, IReadOnlyList<Problem> problems)
    {
        await using var services = new ServiceCollection().AddLogging().AddRadzenComponents().AddSingleton<IJSRuntime, NoJs>().AddSingleton<NavigationManager, NoNavigation>().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<KeyFields>(ParameterView.FromDictionary(
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["Form"] = form, ["Problems"] = problems }))).ToHtmlString());
    }

    private sealed class NoJs : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => default;

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => default;
    }

    private sealed class NoNavigation : NavigationManager
    {
        public NoNavigation() => Initialize("https://localhost/", "https://localhost/");
    }
}
