using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Servers;

public sealed class ServerScriptTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void Reconcile_OneGrant_WritesTheRecordsOfTheProtocol()
    {
        var grant = new GrantId(Guid.Parse("0198c0de-0000-7000-8000-000000000001"));
        var request = new RequestId(Guid.Parse("0198c0de-0000-7000-8000-000000000002"));
        var text = ServerScript.Reconcile(State("alice", new TrustLine(grant, request, Now.AddSeconds(90.9), ["docker"], "ecdsa-sha2-nistp256 AAAA+/=")), Now);
        Assert.EndsWith(
            $"""
            main <<'END-OF-DESIRED-STATE'
            jitssh 1
            mode reconcile
            now 1800000000
            self jitadmin
            generation 7
            keep 2592000 archive
            prepared keep
            account alice refuse
            grant alice {grant} {request} 1800000090 pty ecdsa-sha2-nistp256 AAAA+/=
            group alice {grant} docker
            end
            END-OF-DESIRED-STATE

            """, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reconcile_EndingsReceiptsAndPortal_AreWrittenWhereTheProtocolHasThem()
    {
        var grant = new GrantId(Guid.Parse("0198c0de-0000-7000-8000-000000000001"));
        var request = new RequestId(Guid.Parse("0198c0de-0000-7000-8000-000000000002"));
        var state = State("alice", Line("docker")) with { Accounts = [], Endings = [new("alice", grant, request, "revoked-by-admin")], ReceiptsSeen = 1763829000, PortalAddress = "https://jit.example.com" };
        Assert.EndsWith(
            $"""
            prepared keep
            seen 1763829000
            portal https://jit.example.com
            ending alice {grant} {request} revoked-by-admin
            end
            END-OF-DESIRED-STATE

            """, ServerScript.Reconcile(state, Now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("https://jit.example.com/", "https://jit.example.com")]
    [InlineData("https://jit.example.com:8443/jit", "https://jit.example.com:8443/jit")]
    [InlineData("https://jit.example.com/~ops", null)]
    [InlineData("https://[2001:db8::1]", null)]
    public void PortalAddress_OnlyLegalCharacters_AreSent(string setting, string? sent) =>
        Assert.Equal(sent, new JitSsh.Core.Grants.ReconcileOptions { PublicUrl = setting }.PortalAddress);

    [Theory]
    [InlineData("al;id")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("alice\nend")]
    [InlineData("alice bob")]
    [InlineData("END'OF")]
    [InlineData("älice")]
    [InlineData("")]
    [InlineData("a\u202eb")]
    public void Reconcile_NameThatIsNone_IsNotWritten(string name) => Assert.Throws<FormatException>(() => ServerScript.Reconcile(State(name, Line("docker")), Now));

    [Fact]
    public void Reconcile_AnyText_IsRefusedOrIsOneHarmlessRecord() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), name =>
    {
        try
        {
            var document = ServerScript.Reconcile(State("alice", Line(name ?? "")), Now).Split("main <<'END-OF-DESIRED-STATE'\n")[1];
            return document.Split('\n').Length == 13 && document.All(c => c is '\n' or ' ' || char.IsAsciiLetterOrDigit(c) || "._:=+/@-".Contains(c, StringComparison.Ordinal));
        }
        catch (FormatException)
        {
            return true;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Reconcile_ScriptWithoutItsComments_IsTheSameProgram()
    {
        var sent = ServerScript.Check("jitadmin", Now, []).Split("main <<'END-OF-DESIRED-STATE'\n")[0];
        Assert.Equal(await ReadAsync(ServerScript.Source), await ReadAsync(sent));
    }

    /// <summary>How bash understands a program: each function as it would print it.</summary>
    private static async Task<string> ReadAsync(string program)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", "eval \"$(cat)\"; declare -f"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = bash.StandardOutput.ReadToEndAsync();
        await bash.StandardInput.WriteAsync(program);
        bash.StandardInput.Close();
        await bash.WaitForExitAsync();
        var text = await output;
        Assert.Contains("reconcile_server", text, StringComparison.Ordinal);
        return text;
    }

    private static TrustLine Line(string group) => new(new(Guid.NewGuid()), new(Guid.NewGuid()), Now, [group], "ecdsa-sha2-nistp256 AAAA");

    private static ServerState State(string account, TrustLine line) => new()
    {
        Generation = 7,
        LoginUser = "jitadmin",
        Keep = TimeSpan.FromDays(30),
        RemoveHomes = false,
        StaysPrepared = true,
        UseExistingAccounts = false,
        Accounts = [new(account, [line])],
    };
}
