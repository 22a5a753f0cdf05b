using System.Net;
using System.Text;
using System.Text.Json;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Email;
using JitSsh.Core.Notifications.Webhook;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Notifications;

/// <summary>That what people write stays text on every way, and where webhooks may lead.</summary>
public sealed class MessageTests
{
    private const string Nasty = "a\r\nBcc: evil@example.com <b onclick=x>&\"' <!channel> [x](http://evil) *bold* {secret} {detail}\u0007";

    private static readonly Notice Notice = new()
    {
        Id = new(Guid.NewGuid()), Kind = NoticeKind.RequestSubmitted, Key = "k", At = DateTimeOffset.UnixEpoch, RequestId = new(Guid.NewGuid()),
        Requester = Nasty, Servers = ["web-01"], Outcome = "As Default for 1 hour.", Detail = Nasty,
    };

    [Fact]
    public void Email_OfNastyText_HasOneLineOfSubjectAndNoMarkup()
    {
        using var message = EmailText.Compose(NoticeWords.Of(Notice), new(Guid.NewGuid()), new("a@example.com"), new("b@example.com"), "https://jit.example.com/tasks", null);
        Assert.DoesNotContain('\n', message.Subject);
        Assert.DoesNotContain('\r', message.Subject);
        Assert.Empty(message.Bcc);
        var html = new StreamReader(message.AlternateViews[1].ContentStream, Encoding.UTF8).ReadToEnd();
        Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b onclick=x&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', html);
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        Assert.Equal("https://jit.example.com/tasks", Assert.Single(document.QuerySelectorAll("a")).GetAttribute("href"));
    }

    [Theory]
    [InlineData(WebhookShape.Generic)]
    [InlineData(WebhookShape.Slack)]
    [InlineData(WebhookShape.Teams)]
    public void Webhook_OfNastyText_IsJsonAndNothingMore(WebhookShape shape)
    {
        var json = JsonDocument.Parse(WebhookBody.Of(shape, "{requester} \"}, {detail} {link}", Notice, new(Guid.NewGuid()), "https://jit.example.com/tasks")).RootElement;
        var text = shape switch
        {
            WebhookShape.Teams => string.Join('\n', json.GetProperty("attachments")[0].GetProperty("content").GetProperty("body").EnumerateArray().Select(b => b.GetProperty("text").GetString())),
            _ => json.GetProperty("text").GetString()!,
        };
        Assert.Contains("https://jit.example.com/tasks", text, StringComparison.Ordinal);

        // What a person wrote is not looked through for placeholders.
        Assert.Equal(2, text.Split("{detail}").Length - 1);
        if (shape == WebhookShape.Slack)
        {
            Assert.DoesNotContain('<', text);
            Assert.Contains("&lt;!channel&gt;", text, StringComparison.Ordinal);
        }
        else if (shape == WebhookShape.Teams)
        {
            Assert.DoesNotContain("[x](", text, StringComparison.Ordinal);
            Assert.Contains(@"\*bold\*", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Template_WithAnUnknownPlaceholder_IsRefusedAndSaysWhichThereAre()
    {
        Assert.Null(WebhookTemplate.Problem("{title} at {ends}: { not one } {}"));
        Assert.Contains("{requester}", WebhookTemplate.Problem("{tilte}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.9.9.9", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("10.9.0.5", true)]
    [InlineData("::ffff:10.9.0.5", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:4700::1111", true)]
    public void Address_OfAWebhook_IsPublicOrNamed(string address, bool allowed) =>
        Assert.Equal(allowed, new AddressRule(Options.Create(new WebhookOptions { Allow = ["10.9.0.0/24", "hooks.corp.example"] })).Allows(IPAddress.Parse(address)));

    [Fact]
    public void EmailSettings_ThatCannotWork_AreRefusedWithASentenceEach()
    {
        var good = new EmailOptions { Host = "smtp.example.com", From = "a@example.com" };
        Assert.True(new EmailOptionProblems().Validate(null, good).Succeeded);
        Assert.True(new EmailOptionProblems().Validate(null, new()).Succeeded);
        Assert.Contains("465", Problem(new() { Host = "smtp.example.com", From = "a@example.com", Port = 465 }), StringComparison.Ordinal);
        Assert.Contains("From", Problem(new() { Host = "smtp.example.com", From = "nobody" }), StringComparison.Ordinal);
        Assert.Contains("unprotected", Problem(new() { Host = "smtp.example.com", From = "a@example.com", Security = EmailSecurity.None, User = "u", Password = "p" }), StringComparison.Ordinal);
        Assert.Contains("Host is missing", Problem(new() { From = "a@example.com" }), StringComparison.Ordinal);
        Assert.Contains("Password", Problem(new() { Host = "smtp.example.com", From = "a@example.com", User = "u" }), StringComparison.Ordinal);
        static string Problem(EmailOptions options) => Assert.Single(new EmailOptionProblems().Validate(null, options).Failures!);
    }

    [Fact]
    public void DeliveryPlan_DoublesToAnHourAndEndsWithTheWindow()
    {
        var since = DateTimeOffset.UnixEpoch;
        Assert.Equal(since.AddSeconds(10), DeliveryPlan.Next(1, since, since));
        Assert.Equal(since.AddSeconds(20), DeliveryPlan.Next(2, since, since));
        Assert.Equal(since.AddHours(1), DeliveryPlan.Next(200, since, since));
        Assert.Equal(since + DeliveryPlan.Window, DeliveryPlan.Next(50, since, since + DeliveryPlan.Window - TimeSpan.FromMinutes(3)));
        Assert.Null(DeliveryPlan.Next(51, since, since + DeliveryPlan.Window));
    }
}
