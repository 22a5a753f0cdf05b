using System.Diagnostics;
using System.Text;
using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.StaticList;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

public sealed class StaticServerListTests
{
    [Fact]
    public void Parse_GoodLines_GivesEntriesInOrder()
    {
        var list = ServerListText.Read("\uFEFF# shop\r\n\r\nweb-1 10.0.0.1 env=prod,team=shop\r\n  db.2\tdb.example.com:2222  \r\nsix [2001:DB8::1]:22\r\nsix_b [2001:db8::2]\n");

        Assert.Empty(list.Problems);
        Assert.Equal(
            ["web-1 10.0.0.1 22 env=prod,team=shop", "db.2 db.example.com 2222 ", "six 2001:DB8::1 22 ", "six_b 2001:db8::2 22 "],
            list.Servers.Select(server => $"{server.Name} {server.Host} {server.Port} {string.Join(',', server.Tags!.Select(tag => $"{tag.Key}={tag.Value}"))}"));
        Assert.Equal("prod", list.Servers[0].Tags!["ENV"]);
    }

    [Theory]
    [InlineData("web", "A line is: name [user@]host[:port] key=value,key=value via name")]
    [InlineData("web 10.0.0.1 a=b c=d", "A line is: name [user@]host[:port] key=value,key=value via name")]
    [InlineData("web 10.0.0.256", "\"10.0.0.256\" is not an IPv4 address.")]
    [InlineData("web 10.0.1", "\"10.0.1\" is not an IPv4 address.")]
    [InlineData("web 010.0.0.1", "\"010.0.0.1\" is not an IPv4 address.")]
    [InlineData("web 2130706433", "\"2130706433\" is not an IPv4 address.")]
    [InlineData("web 10.0.0.1:0", "The port \"0\" is not a number from 1 to 65535.")]
    [InlineData("web 10.0.0.1:65536", "The port \"65536\" is not a number from 1 to 65535.")]
    [InlineData("web 10.0.0.1:+22", "The port \"+22\" is not a number from 1 to 65535.")]
    [InlineData("web 10.0.0.1:", "The port \"\" is not a number from 1 to 65535.")]
    [InlineData("web :22", "The host is missing.")]
    [InlineData("web 2001:db8::1", "Write the IPv6 address \"2001:db8::1\" in brackets, such as [2001:db8::1]:22.")]
    [InlineData("web [2001:db8::1", "\"[2001:db8::1\" is not an IPv6 address in brackets, such as [2001:db8::1]:22.")]
    [InlineData("web [10.0.0.1]:22", "\"[10.0.0.1]:22\" is not an IPv6 address in brackets, such as [2001:db8::1]:22.")]
    [InlineData("web [fe80::1%eth0]", "\"fe80::1%eth0\" is not an IPv6 address.")]
    [InlineData("web [::1::2]:22", "\"::1::2\" is not an IPv6 address.")]
    [InlineData("web -oProxyCommand=x", "\"-oProxyCommand=x\" is neither an address nor a DNS name.")]
    [InlineData("web a..b", "\"a..b\" is neither an address nor a DNS name.")]
    [InlineData("web host.", "\"host.\" is neither an address nor a DNS name.")]
    [InlineData("web Root@host", "The user \"Root\" must begin with a lower-case letter")]
    [InlineData("web @host", "The user before the @ is missing.")]
    [InlineData("web 10.0.0.1 via gone", "The jump server \"gone\" is not in the list. Add it as a server, so that its host key can be accepted.")]
    [InlineData("web h$(id)", "\"h$(id)\" is neither an address nor a DNS name.")]
    [InlineData("web b\u00fccher.example", "\"bU+00FCcher.example\" is neither an address nor a DNS name.")]
    [InlineData("-web 10.0.0.1", "The name \"-web\" must begin with a letter or digit")]
    [InlineData("w'eb 10.0.0.1", "The name \"w'eb\" must begin")]
    [InlineData("$(reboot) 10.0.0.1", "The name \"$(reboot)\" must begin")]
    [InlineData("\u202ebew 10.0.0.1", "The name \"U+202Ebew\" must begin")]
    [InlineData("\U0001F600 10.0.0.1", "The name \"U+1F600\" must begin")]
    [InlineData("web\u0007 10.0.0.1", "The line holds a control character.")]
    [InlineData("web 10.0.0.1 env", "The tag \"env\" is not key=value.")]
    [InlineData("web 10.0.0.1 =x", "The tag \"=x\" is not key=value.")]
    [InlineData("web 10.0.0.1 env=a,ENV=b", "The tag \"ENV\" is there twice.")]
    [InlineData("web 10.0.0.1 env=`id`", "The value \"`id`\" of the tag env may hold only")]
    public void Parse_BadLine_SaysWhatAndOnWhichLine(string line, string sentence)
    {
        var list = ServerListText.Read($"good 192.0.2.1\n{line}\nother 192.0.2.2");

        var problem = Assert.Single(list.Problems);
        Assert.Equal(2, problem.Line);
        Assert.StartsWith(sentence, problem.Sentence, StringComparison.Ordinal);
        Assert.All(problem.Sentence, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(["good", "other"], list.Servers.Select(server => server.Name));
    }

    [Theory]
    [InlineData("a 10.0.0.1\nA 10.0.0.2", "The name A is already on line 1.")]
    [InlineData("a 10.0.0.1\nb 10.0.0.1:22", "The address 10.0.0.1 port 22 is already on line 1: one server, one name.")]
    [InlineData("a host.example\nb HOST.example", "The address host.example port 22 is already on line 1: one server, one name.")]
    [InlineData("a [2001:db8::1]\nb [2001:DB8:0:0::1]:22", "The address 2001:db8::1 port 22 is already on line 1: one server, one name.")]
    [InlineData("a 10.0.0.1\nb [::ffff:10.0.0.1]", "The address 10.0.0.1 port 22 is already on line 1: one server, one name.")]
    public void Parse_SameServerTwice_SaysWhereTheFirstIs(string text, string sentence)
    {
        var list = ServerListText.Read(text);

        Assert.Equal(new StaticServerListProblem(2, sentence), Assert.Single(list.Problems));
        Assert.Single(list.Servers);
    }

    [Fact]
    public void Parse_LongHosts_HoldsToTheLimits()
    {
        var label = new string('a', 63);
        var longest = $"{label}.{label}.{label}.{new string('a', 61)}";

        Assert.Equal(253, longest.Length);
        Assert.Empty(ServerListText.Read($"web {longest}").Problems);
        Assert.Single(ServerListText.Read($"web {longest}a").Problems);
        Assert.Single(ServerListText.Read($"web {label}a.example").Problems);
    }

    [Fact]
    public void Parse_10000Lines_IsQuick()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            text.Append($"server-{i} 10.{i / 65536}.{i / 256 % 256}.{i % 256}:22 env=prod,rack=r{i}\n");
        }

        var clock = Stopwatch.StartNew();
        var list = ServerListText.Read(text.ToString());

        Assert.Equal((10_000, 0), (list.Servers.Count, list.Problems.Count));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Parse_TooManyServers_IsRefusedAsAWhole()
    {
        var list = ServerListText.Read(string.Concat(Enumerable.Range(0, ServerListText.MaxServers + 1).Select(i => $"s{i} h{i}.example\n")));

        Assert.Empty(list.Servers);
        Assert.Equal("There are more than 10000 servers. Make several integrations of them.", Assert.Single(list.Problems).Sentence);
    }

    [Fact]
    public async Task DiscoverAsync_StaticList_GivesEveryEntryUnderItsName()
    {
        var settings = new SshServersSettings { Servers = ServerListText.Read("Web-1 10.0.0.1:2222 env=prod\napp app.example").Servers };
        var discover = new DiscoverServers([new StaticServerSource()]);

        var result = await discover.DiscoverAsync(settings, secret: null);

        Assert.True(result.IsComplete);
        Assert.Equal(["app app app.example 22", "web-1 Web-1 10.0.0.1 2222"], result.Servers.Select(server => $"{server.ExternalId} {server.Name} {server.Address} {server.Port}"));
        Assert.Equal("prod", result.Servers[1].Tags["Env"]);
    }

    [Fact]
    public async Task DiscoverAsync_SettingsNotFromTheParser_AreCheckedAgain()
    {
        var settings = new SshServersSettings { Servers = [new("web", "-oProxyCommand=reboot"), new("a", "10.0.0.1"), new("A", "10.0.0.2"), new("b", "10.0.0.1")] };
        var discover = new DiscoverServers([new StaticServerSource()]);

        var result = await discover.DiscoverAsync(settings, secret: null);

        Assert.Empty(result.Servers);
        Assert.Equal(3, result.Problems.Count);
        Assert.All(result.Problems, problem => Assert.Equal(DiscoveryProblemKind.Settings, problem.Kind));
    }

    [Fact]
    public async Task DiscoverAsync_KindWithoutSource_Throws() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => new DiscoverServers([]).DiscoverAsync(new SshServersSettings(), null));
}
