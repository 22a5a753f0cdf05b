using System.Net;
using System.Security.Cryptography.X509Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using JitSsh.Core.Shifts.Https;
using JitSsh.Lab.Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Shifts;

/// <summary>The HTTPS side of feeds, against a server of the test's own on this machine.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private readonly ThrowAwayCa ca = new(TimeProvider.System);
    private WebApplication app = null!;
    private Func<HttpContext, Task> answer = context => context.Response.WriteAsync("BEGIN:VCALENDAR\nEND:VCALENDAR\n");

    private Uri Address { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        var certificate = ca.IssueServer();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        app = builder.Build();
        app.Run(context => answer(context));
        await app.StartAsync();
        Address = new(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/team/on-call.ics?key=s3cret");
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        ca.Dispose();
    }

    [Fact]
    public async Task Read_PublishedFeed_IsItsText() => Assert.StartsWith("BEGIN:VCALENDAR", (await ReadAsync()).Value, StringComparison.Ordinal);

    [Fact]
    public async Task Read_RedirectOnTheSameHost_IsFollowed()
    {
        answer = async context =>
        {
            if (context.Request.Path == "/new")
            {
                await context.Response.WriteAsync("moved");
            }
            else
            {
                context.Response.Redirect("/new");
            }
        };
        Assert.Equal("moved", (await ReadAsync()).Value);
    }

    [Theory]
    [InlineData("https://other.example.com/on-call.ics", "\"other.example.com\"")]
    [InlineData("http://127.0.0.1/on-call.ics", "\"127.0.0.1\"")]
    [InlineData("https://127.0.0.1:1/on-call.ics", "\"127.0.0.1\"")]
    public async Task Read_RedirectElsewhere_IsRefused(string location, string named)
    {
        answer = context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        };
        Assert.Contains($"sends on to {named}", (await ReadAsync()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RedirectInACircle_Ends()
    {
        answer = context =>
        {
            context.Response.Redirect("/again");
            return Task.CompletedTask;
        };
        Assert.Contains("redirects more than 3 times", (await ReadAsync()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FeedWithoutEnd_IsCutOffAtItsLimit()
    {
        answer = async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        };
        Assert.Contains("longer than 2 MB", (await ReadAsync()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FeedThatNeverComes_IsGivenUp()
    {
        answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        Assert.Contains("within 1 seconds", (await ReadAsync(new() { AllowThisMachine = true, Timeout = TimeSpan.FromSeconds(1) })).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NotTextOrNotThere_IsASentence()
    {
        answer = context => context.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe, 0x00 }).AsTask();
        Assert.Contains("is not UTF-8 text", (await ReadAsync()).Sentence, StringComparison.Ordinal);
        answer = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        Assert.Contains("answered 404", (await ReadAsync()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CertificateOfAStranger_IsRefused() =>
        Assert.Contains("is not trusted", (await new HttpsFeed(Options.Create(new ShiftOptions { AllowThisMachine = true })).ReadAsync(Address, default)).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Read_ThisMachine_IsRefusedUnlessAllowed()
    {
        var asked = false;
        answer = context =>
        {
            asked = true;
            return Task.CompletedTask;
        };
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433" })
        {
            var refused = await ReadAsync(new(), new UriBuilder(Address) { Host = host }.Uri);
            Assert.Contains("JitSsh:Shifts:AllowThisMachine", refused.Sentence, StringComparison.Ordinal);
        }

        Assert.False(asked);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("64:ff9b::c000:201", true)]
    public void ReachableAddress_LeavesOutWhatOnlyThisMachineReaches(string address, bool expected) => Assert.Equal(expected, ReachableAddress.Is(IPAddress.Parse(address)));

    private Task<Outcome<string>> ReadAsync(ShiftOptions? options = null, Uri? address = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(ca.Root);
        return new HttpsFeed(Options.Create(options ?? new() { AllowThisMachine = true }), policy).ReadAsync(address ?? Address, default);
    }
}
