using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery.StaticList;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>Lists of servers in each of the formats: what is read, and the sentence at the line of what is not.</summary>
public sealed class ServerListTextTests
{
    [Fact]
    public void Read_Lines_TakesUsersAndJumps() => Assert.Equal(
        ["bastion admin@203.0.113.5:22", "web-01 10.0.0.4:2222 env=prod via bastion"],
        Good("bastion admin@203.0.113.5\nweb-01 10.0.0.4:2222 env=prod via BASTION\n", ServerListFormat.Lines));

    [Theory]
    [InlineData("name,host,user,port,jump,tags,tag:role\nbastion,203.0.113.5,admin,,,,\n\"web-01\",10.0.0.4,,2222,bastion,\"env=prod;tier=1\",web\n")]
    [InlineData("# shop\nName;Address;Username;Port;Via;Tags;tag:role\nbastion;203.0.113.5;admin;22;;;\nweb-01;10.0.0.4;;2222;admin@203.0.113.5;env=prod,tier=1;web\n")]
    [InlineData("name\thost\tuser\tport\tjump\ttags\ttag:role\r\nbastion\t203.0.113.5\tadmin\t\t\t\t\r\nweb-01\t10.0.0.4\t\t2222\tbastion:22\tenv=prod;tier=1\tweb\r\n")]
    public void Read_Csv_TakesAllColumns(string text) => Assert.Equal(["bastion admin@203.0.113.5:22", "web-01 10.0.0.4:2222 env=prod,role=web,tier=1 via bastion"], Good(text, ServerListFormat.Csv));

    [Theory]
    [InlineData("[\n{\"name\":\"bastion\",\"host\":\"203.0.113.5\",\"user\":\"admin\"},\n{\"name\":\"web-01\",\"host\":\"10.0.0.4\",\"port\":2222,\"jump\":\"bastion\",\"tags\":{\"env\":\"prod\"}}\n]")]
    [InlineData("{ \"version\": 1, \"servers\": [ // ours\n{\"name\":\"bastion\",\"address\":\"203.0.113.5\",\"user\":\"admin\",\"jump\":null},{\"name\":\"web-01\",\"host\":\"10.0.0.4\",\"port\":\"2222\",\"proxyJump\":\"bastion\",\"tags\":[\"env=prod\"]},]}")]
    public void Read_Json_TakesAnArrayOrAnObject(string text) => Assert.Equal(["bastion admin@203.0.113.5:22", "web-01 10.0.0.4:2222 env=prod via bastion"], Good(text, ServerListFormat.Json));

    [Fact]
    public void Read_AnsibleIni_ExpandsRangesAndMergesVariables() => Assert.Equal(
        ["mail.example.com mail.example.com:2200", "web01 10.0.0.4:22 front=true,prod=true via bastion", "web02 web02:22 front=true,prod=true via bastion", "db-a deploy@db-a:2022 back=true,prod=true", "bastion admin@203.0.113.5:22"],
        Good("""
            mail.example.com:2200
            localhost ansible_connection=local
            [front]
            web[01:02]   # two
            web01 ansible_host=10.0.0.4
            [front:vars]
            ansible_ssh_common_args='-o ProxyJump=admin@203.0.113.5 -o ForwardAgent=no'
            [back]
            db-[a:a] ansible_user=deploy
            [prod:children]
            front
            back
            [prod:vars]
            ansible_port=2022
            [front:vars]
            ansible_port=22
            [all:vars]
            ansible_port=2999
            ansible_become_password={{ vaulted }}
            [ungrouped]
            bastion ansible_host=203.0.113.5 ansible_user=admin ansible_port=22
            """, ServerListFormat.AnsibleIni));

    [Fact]
    public void Read_AnsibleYaml_DoesTheSame()
    {
        const string Text = """
            ---
            all:
              hosts:
                mail.example.com:
                  ansible_port: 2200
                bastion: { ansible_host: 203.0.113.5, ansible_user: admin }
              children:
                prod:
                  vars:
                    ansible_user: "deploy"
                    secret: !vault |
                      $ANSIBLE_VAULT;1.1;AES256
                      6162
                    list: [1, 2]
                  children:
                    front:
                      hosts:
                        web[01:02]:
                          ansible_ssh_common_args: -J bastion
                    back:
                      hosts:
                        db-a:
                          ansible_user: dba
            """;
        Assert.Equal(
            ["mail.example.com mail.example.com:2200", "bastion admin@203.0.113.5:22", "web01 deploy@web01:22 front=true,prod=true via bastion", "web02 deploy@web02:22 front=true,prod=true via bastion", "db-a dba@db-a:22 back=true,prod=true"],
            Good(Text, ServerListFormat.AnsibleYaml));
    }

    [Fact]
    public void Read_SshConfig_TheFirstValueWinsAndPatternsAreDefaults() => Assert.Equal(
        ["bastion admin@203.0.113.5:2200", "web-01 web@10.0.0.4:22 via bastion", "web-02 deploy@web-02.example.com:22 via bastion", "old deploy@192.0.2.9:22"],
        Good("""
            # ours
            Host bastion
                HostName 203.0.113.5
                User admin
                Port 2200
                ProxyJump none
            Host web-01
                User web
                HostName=10.0.0.4
                IdentityFile ~/.ssh/id_ed25519
            Host web-02 old
            Host web-* !web-99
                HostName "%h.example.com"
                ProxyJump bastion
            Host old
                HostName 192.0.2.9
            Host *
                User deploy
            """, ServerListFormat.SshConfig));

    [Theory]
    [InlineData(ServerListFormat.Csv, 1, "name,host,colour\na,10.0.0.1,red", "The column \"colour\" is not known. Columns are: name, host, user, port, jump, tags, and tag:KEY for a tag each.")]
    [InlineData(ServerListFormat.Csv, 1, "name,port\na,22", "The first line must name the columns, with name and host among them. Columns are: name, host, user, port, jump, tags, and tag:KEY for a tag each.")]
    [InlineData(ServerListFormat.Csv, 3, "name,host\na,10.0.0.1\nb,10.0.0.2,x", "This line has 3 values for 2 columns. Put a value that holds the separator in double quotes.")]
    [InlineData(ServerListFormat.Csv, 2, "name,host,port\nb,10.0.0.2,ssh", "The port \"ssh\" is not a number from 1 to 65535.")]
    [InlineData(ServerListFormat.Csv, 2, "name,host,tags\nb,10.0.0.2,prod", "The tag \"prod\" is not key=value.")]
    [InlineData(ServerListFormat.Json, 3, "[\n{\"name\":\"a\",\"host\":\"10.0.0.1\"}\n{\"name\":\"b\"}]", "This is not JSON from here on: a comma, a bracket or a quotation mark is missing or too many.")]
    [InlineData(ServerListFormat.Json, 2, "[\n{\"name\":\"a\",\"hots\":\"10.0.0.1\"}]", "The field \"hots\" is not known. Fields are: name, host, user, port, jump and tags.")]
    [InlineData(ServerListFormat.Json, 2, "[\n{\"name\":\"a\",\"host\":[]}]", "The field \"host\" is not a text or a number.")]
    [InlineData(ServerListFormat.Json, 2, "[\n{\"name\":\"a\"}]", "The host is missing.")]
    [InlineData(ServerListFormat.Json, 1, "{\"_meta\":{\"hostvars\":{}}}", "This is what a dynamic inventory prints. Paste what \"ansible-inventory --list --yaml\" prints with it.")]
    [InlineData(ServerListFormat.Json, 1, "{\"hosts\":1}", "The list is an array of objects, or an object with \"servers\". Fields are: name, host, user, port, jump and tags.")]
    [InlineData(ServerListFormat.AnsibleIni, 1, "web[1:x]", "\"web[1:x]\" is not a range such as web[01:20], or comes to more than 10000 servers.")]
    [InlineData(ServerListFormat.AnsibleIni, 1, "web[1:99999]", "\"web[1:99999]\" is not a range such as web[01:20], or comes to more than 10000 servers.")]
    [InlineData(ServerListFormat.AnsibleIni, 2, "[a]\nweb 10.0.0.1", "\"10.0.0.1\" is not key=value.")]
    [InlineData(ServerListFormat.AnsibleIni, 1, "[a:sons]", "\"[a:sons]\" is not [group], [group:vars] or [group:children].")]
    [InlineData(ServerListFormat.AnsibleIni, 1, "web ansible_host='{{ ip }}'", "ansible_host of \"web\" is a template. Write its value.")]
    [InlineData(ServerListFormat.AnsibleIni, 1, "web ansible_ssh_common_args='-o ProxyCommand=\"nc %h\"'", "\"web\": its ssh arguments hold a ProxyCommand, which is run by a shell; JitSsh does not take it. Use -o ProxyJump=… or -J.")]
    [InlineData(ServerListFormat.AnsibleIni, 1, "[a:children]\nb\n[b:children]\na", "The groups are each other's children in a circle.")]
    [InlineData(ServerListFormat.AnsibleYaml, 3, "all:\n  hosts:\n    web: {ansible_host: !vault x}", "ansible_host of \"web\" is encrypted by ansible-vault. Write it in plain text.")]
    [InlineData(ServerListFormat.AnsibleYaml, 1, "- hosts: all\n  tasks: []", "This is a list of plays or tasks, not an inventory. An inventory begins with a group, such as all:.")]
    [InlineData(ServerListFormat.AnsibleYaml, 2, "all:\n  host:\n    web:", "\"host\" is not one of hosts, vars and children.")]
    [InlineData(ServerListFormat.AnsibleYaml, 3, "all:\n  hosts:\n    - web", "hosts has no names with a colon below it.")]
    [InlineData(ServerListFormat.SshConfig, 1, "Match host web\n  User x", "Match depends on the machine that reads it; JitSsh does not take it. Write Host lines instead.")]
    [InlineData(ServerListFormat.SshConfig, 1, "Include conf.d/*", "Include is not followed: JitSsh reads no files. Paste what is in that file.")]
    [InlineData(ServerListFormat.SshConfig, 2, "Host web\n  ProxyCommand nc %h %p", "\"web\" is reached by a ProxyCommand, which is run by a shell; JitSsh does not take it. Use ProxyJump.")]
    [InlineData(ServerListFormat.SshConfig, 2, "Host web\n  HostName \"10.0.0.1", "A quotation mark is missing.")]
    [InlineData(ServerListFormat.Lines, 1, "#!/bin/sh\necho", "This is a script, such as a dynamic inventory. JitSsh runs no scripts: paste what \"ansible-inventory --list --yaml\" prints with it.")]
    [InlineData(ServerListFormat.AnsibleYaml, 1, "$ANSIBLE_VAULT;1.1;AES256\n6162", "This file is encrypted by ansible-vault. Paste what \"ansible-vault view\" prints; passwords in it are not needed.")]
    [InlineData(ServerListFormat.Lines, 1, "a 10.0.0.1 via b\nb 10.0.0.2 via a", "The way to a goes in a circle: a through b through a. Let one of them be reached directly.")]
    [InlineData(ServerListFormat.Lines, 1, "a 10.0.0.1 via a", "The way to a goes in a circle: a through a. Let one of them be reached directly.")]
    [InlineData(ServerListFormat.Lines, 1, "a 10.0.0.1 via b,c\nb 10.0.0.2", "Give one jump server. If that is behind another one, say so where it stands in the list.")]
    [InlineData(ServerListFormat.Lines, 1, "a 10.0.0.1 via ops@b\nb adm@10.0.0.2", "The jump server \"b\" is reached as adm, not as \"ops\". Give the user where the jump server stands in the list.")]
    [InlineData(ServerListFormat.Lines, 6, "a h.a\nb h.b via a\nc h.c via b\nd h.d via c\ne h.e via d\nf h.f via e", "f is behind more than 4 jump servers. Let one of them be reached directly.")]
    public void Read_WhatIsNotUnderstood_HasItsSentenceAtItsLine(ServerListFormat format, int line, string text, string sentence) =>
        Assert.Contains(new StaticServerListProblem(line, sentence), ServerListText.Read(text, format).Problems);

    [Fact]
    public void Read_AHostWithoutSsh_IsLeftOutWithANote()
    {
        var list = ServerListText.Read("localhost ansible_connection=local\n[a]\nweb", ServerListFormat.AnsibleIni);
        Assert.Empty(list.Problems);
        Assert.Equal(new StaticServerListProblem(1, "\"localhost\" is left out: it is not reached by SSH (ansible_connection=local)."), Assert.Single(list.Notes));
        Assert.Equal("web", Assert.Single(list.Servers).Name);
    }

    [Theory]
    [InlineData("a,b\n", 2)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[", 1)]
    public void Read_AWrongChoiceOfFormat_SaysSo(string text, int formats) =>
        Assert.True(Enum.GetValues<ServerListFormat>().Count(f => ServerListText.Read(text, f).Problems.Count > 0) >= formats);

    [Fact]
    public void Read_DeepYaml_IsRefusedAndNotFollowed()
    {
        var deep = ServerListText.Read("all:\n" + string.Concat(Enumerable.Range(1, 200).Select(i => $"{new string(' ', i * 2)}children: {{g{i}: \n")), ServerListFormat.AnsibleYaml);
        Assert.NotEmpty(deep.Problems);
        Assert.NotEmpty(ServerListText.Read("all: " + new string('[', 100_000), ServerListFormat.AnsibleYaml).Problems);
        Assert.NotEmpty(ServerListText.Read("all: {hosts: &a {x: *a}}\nb: *a", ServerListFormat.AnsibleYaml).Problems);
    }

    [Fact]
    public void Between_TwoLists_TellsWhatChanges() => Assert.Equal(
        ["Unchanged a", "Changed B", "Added d", "Removed c"],
        ServerListChanges.Between(
            ServerListText.Read("a 10.0.0.1 x=1,y=2\nb 10.0.0.2\nc 10.0.0.3").Servers,
            ServerListText.Read("a 10.0.0.1 y=2,x=1\nB 10.0.0.2 via a\nd 10.0.0.4").Servers).Select(r => $"{r.Change} {r.Server.Name}"));

    [Fact]
    public void Read_AnyText_NeverThrowsAndGivesOnlyWhatCanBeConnected()
    {
        string[] words =
        [
            "name", "host", ",", ";", "\t", "\n", "\n", " ", "  ", "\"", "'", "{", "}", "[", "]", ":", "=", "web", "a", "10.0.0.1", "via ", "Host ", "HostName ", "ProxyJump ", "Match", "*", "!",
            "[all:vars]\n", "ansible_host=", "[1:3]", "all:\n", "  hosts:\n", "    web:\n", "children: ", "- ", "&a ", "*a", "!vault |\n", "<<: ", "#", "via a", "\uD800", "\0", "%h", "servers", "tags", "$(id)", "22", ":22", "@",
        ];
        var text = Gen.OneOf(ArbMap.Default.ArbFor<string>().Generator.Select(s => s ?? ""), Gen.Elements(words).ListOf().Select(w => string.Concat(w)));
        Prop.ForAll(text.ToArbitrary(), any =>
        {
            foreach (var format in Enum.GetValues<ServerListFormat>().Select(f => (ServerListFormat?)f).Append(null))
            {
                var list = ServerListText.Read(any, format);
                Assert.All(list.Servers, s => Assert.Null(s.Problem()));
                Assert.Empty(new SshServersSettings { Servers = list.Servers }.Problems());
                Assert.All(list.Problems, p => Assert.True(p.Line >= 1));
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<string> Good(string text, ServerListFormat format)
    {
        Assert.Equal(format, ServerListFormats.Recognise(text));
        var list = ServerListText.Read(text);
        Assert.Empty(list.Problems);
        return list.Servers.Select(s =>
            $"{s.Name} {(s.User is null ? "" : s.User + "@")}{s.Host}:{s.Port}{(s.Tags is { Count: > 0 } ? " " + string.Join(',', s.Tags.Select(t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal)) : "")}{(s.Jump is null ? "" : " via " + s.Jump)}");
    }
}
