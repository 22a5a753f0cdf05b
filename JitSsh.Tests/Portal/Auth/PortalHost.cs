using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using JitSsh.Portal;
using JitSsh.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Tests.Portal.Auth;

/// <summary>The whole portal in this process with a database of its own, asked by HTTP.</summary>
internal sealed class PortalHost(params (string Name, string Value)[] settings) : WebApplicationFactory<App>
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A browser of its own, with cookies, that shows redirects rather than following them.</summary>
    public HttpClient Browser() => CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("https://localhost") });

    /// <summary>Opens a page, fills in its form and sends it.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string path, params (string Field, string Value)[] fields)
    {
        var form = (await ReadAsync(await browser.GetAsync(path))).QuerySelector("main form")!;
        var sent = form.QuerySelectorAll("input[type=hidden]").Select(i => new KeyValuePair<string, string>(i.GetAttribute("name")!, i.GetAttribute("value")!))
            .Concat(fields.Select(f => new KeyValuePair<string, string>(f.Field, f.Value)));
        using var content = new FormUrlEncodedContent(sent);
        return await browser.PostAsync(path, content);
    }

    public static Task<HttpResponseMessage> SetUpAsync(HttpClient browser) => SubmitAsync(
        browser, "/setup", ("Form.Name", "Ada"), ("Form.Email", "ada@example.com"), ("Form.LinuxName", "ada"), ("Form.Password", "a long enough password"));

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password, string returnUrl = "/") =>
        SubmitAsync(browser, $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", ("Form.Email", email), ("Form.Password", password));

    public static async Task<IDocument> ReadAsync(HttpResponseMessage response) => new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development").UseSetting("JitSsh:Data:Directory", directory);
        foreach (var (name, value) in TestDatabase.SettingsFor(directory).Concat(settings))
        {
            builder.UseSetting(name, value);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        TestDatabase.Drop(directory);
    }
}
