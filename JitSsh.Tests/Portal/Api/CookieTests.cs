using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace JitSsh.Tests.Portal.Api;

/// <summary>The screens' cookie does not sign API calls in, so that no page elsewhere can make a browser call it.</summary>
public sealed class CookieTests
{
    [Fact]
    public async Task Api_WithTheCookieOfTheScreens_Is401()
    {
        await using var host = await ApiHost.StartAsync();
        var cookie = await CookieAsync(host);
        using var page = new HttpRequestMessage(HttpMethod.Get, "/");
        page.Headers.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await host.Anonymous.SendAsync(page)).StatusCode);
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        call.Headers.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Anonymous.SendAsync(call)).StatusCode);
    }

    /// <summary>Signs in by the form, as a browser does.</summary>
    private static async Task<string> CookieAsync(ApiHost host)
    {
        var html = await host.Anonymous.GetStringAsync("/sign-in");
        Dictionary<string, string> fields = [];
        foreach (Match input in Regex.Matches(html, "<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
        {
            fields[input.Groups["name"].Value] = WebUtility.HtmlDecode(input.Groups["value"].Value);
        }

        foreach (Match input in Regex.Matches(html, "name=\"(?<name>[A-Za-z]+\\.[A-Za-z]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
        {
            fields[input.Groups["name"].Value] = input.Groups["name"].Value.EndsWith("Password", StringComparison.Ordinal) ? ApiHost.Password : "ada@example.com";
        }

        using var form = new FormUrlEncodedContent(fields);
        var answer = await host.Anonymous.PostAsync("/sign-in", form);
        var cookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Where(c => c.StartsWith("jitssh=", StringComparison.Ordinal)).ToList() : [];
        Assert.True(cookies.Count == 1, $"{answer.StatusCode}: no cookie; the form had {string.Join(", ", fields.Keys)}");
        return cookies[0].Split(';')[0];
    }
}
