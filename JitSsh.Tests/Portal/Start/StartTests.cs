using System.Net;
using System.Net.Sockets;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Start;

/// <summary>The portal as a process, with settings that are wrong: it ends, and its last line is what to do.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;

    [Theory]
    [InlineData("JitSsh__Web__TrustedProxy", "10.0.0.1", "JitSsh:Web:TrustedProxy (in the environment JitSsh__Web__TrustedProxy) is no setting. Below JitSsh:Web there are: ProxyHops, TrustedProxies.")]
    [InlineData("JitSsh__Web__TrustedProxies__0", "my-proxy", "JitSsh:Web:TrustedProxies holds 'my-proxy'.")]
    [InlineData("JitSsh__Swep", "00:10:00", "JitSsh:Swep (in the environment JitSsh__Swep) is no setting.")]
    [InlineData("JitSsh__SweepEvery__0", "00:10:00", "JitSsh:SweepEvery has nothing below it: it is one value.")]
    [InlineData("JitSsh__SignIn__Provider__0__Name", "x", "Below JitSsh:SignIn there are: EmergencyAccount, LocalAccounts, Providers.")]
    [InlineData("JitSsh__SweepEvery", "soon", "JitSsh:SweepEvery")]
    [InlineData("JitSsh__Data__KeyFile", "/no/such/key", "JitSsh:Data:KeyFile names /no/such/key, which cannot be read")]
    [InlineData("ConnectionStrings__JitSsh", "Host=127.0.0.1;Port=1;Database=jitssh;Username=jitssh;Password=open sesame", "JitSsh:Data:KeyFile must name a file")]
    public async Task Setting_ThatIsWrong_IsToldInOneSentence(string name, string value, string sentence)
    {
        await using var portal = Portal((name, value));
        Assert.Equal(1, await portal.EndAsync());
        Assert.Contains("JitSsh does not start. ", portal.Said, StringComparison.Ordinal);
        Assert.Contains(sentence, LastLine(portal), StringComparison.Ordinal);
        Assert.DoesNotContain("open sesame", portal.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_SeveralWrong_AreToldTogether()
    {
        await using var portal = Portal(("JitSsh__Swep", "1"), ("JitSsh__Data__Dir", "x"));
        Assert.Equal(1, await portal.EndAsync());
        Assert.Contains("JitSsh:Swep", portal.Said, StringComparison.Ordinal);
        Assert.Contains("JitSsh:Data:Dir", portal.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_ThatDoesNotAnswer_OrHasNoSuchDatabase_IsTold()
    {
        var key = Path.Combine(directory, "key");
        await File.WriteAllTextAsync(key, new string('k', 40));
        await using (var nobody = Portal(("JitSsh__Data__KeyFile", key), ("ConnectionStrings__JitSsh", "Host=127.0.0.1;Port=1;Database=jitssh;Username=jitssh;Password=open sesame")))
        {
            Assert.Equal(1, await nobody.EndAsync());
            Assert.Contains("PostgreSQL on 127.0.0.1, port 1, does not answer the portal.", LastLine(nobody), StringComparison.Ordinal);
            Assert.DoesNotContain("open sesame", nobody.Said, StringComparison.Ordinal);
        }

        await using var none = Portal(("JitSsh__Data__KeyFile", key), ("ConnectionStrings__JitSsh", TestDatabase.AddressOf("never-made")));
        Assert.Equal(1, await none.EndAsync());
        Assert.Contains("Make it there: CREATE DATABASE", LastLine(none), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsTold()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var portal = Portal(("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"));
        Assert.Equal(1, await portal.EndAsync());
        Assert.Contains("address already in use. Stop what listens there, or set ASPNETCORE_URLS to another port.", LastLine(portal), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string LastLine(JitSshProgram portal) => portal.Said.TrimEnd().Split('\n')[^1];

    private JitSshProgram Portal(params (string Name, string Value)[] environment) =>
        new([], [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("JitSsh__Data__Directory", Path.Combine(directory, "data")), .. environment]);
}
